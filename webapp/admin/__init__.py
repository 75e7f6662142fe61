"""Pages for the municipality's administrator."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from webapp.admin import views  # noqa: E402, F401 - it adds its addresses to the blueprint
