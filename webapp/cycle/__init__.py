"""The year at a glance: every body's steps, the centre's, and what the law says."""

from flask import Blueprint

blueprint = Blueprint("cycle", __name__, url_prefix="/cycle")

from webapp.cycle import views  # noqa: E402, F401 - it adds its address to the blueprint
