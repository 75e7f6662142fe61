"""How a person wants to be told of what waits."""

from flask import Blueprint

blueprint = Blueprint("preferences", __name__, url_prefix="/preferences")

from webapp.preferences import views  # noqa: E402, F401 - they add their addresses to the blueprint
