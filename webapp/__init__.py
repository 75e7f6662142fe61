"""The web application, the command line and the wiring of all the rooms."""
