"""Runs processes. Knows no web, no mail and no particular process."""
