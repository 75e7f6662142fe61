"""The budget of one year, from directives and frames to the council's decision."""
