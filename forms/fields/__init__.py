"""What each kind of component takes from people: marshmallow fields that read, check and never trust."""
