"""One file per change. Each is an immutable value that `engine.run` executes in one transaction."""
