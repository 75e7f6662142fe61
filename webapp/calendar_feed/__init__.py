"""A person's dates, for the calendar that the person already has."""

from flask import Blueprint

blueprint = Blueprint("calendar_feed", __name__)

from webapp.calendar_feed import views  # noqa: E402, F401 - it adds its address to the blueprint
