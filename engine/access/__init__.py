"""Who may read what: visibility codes as query filters. Denied unless a rule allows it."""
