"""What the person has been told."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

from webapp.notices import views  # noqa: E402, F401 - they add themselves to the blueprint
