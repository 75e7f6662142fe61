"""What a person may start by hand, and the forms that start it."""

from flask import Blueprint

blueprint = Blueprint("start", __name__, url_prefix="/start")

from webapp.start import views as views  # noqa: E402 - it adds its addresses to the blueprint
