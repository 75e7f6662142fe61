"""What leaves the house: the outbox and its channels."""
