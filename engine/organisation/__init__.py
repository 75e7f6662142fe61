"""Units, people, positions and roles; who may act as what on a date."""
