"""Who stands in for whom, and who is away."""

from flask import Blueprint

blueprint = Blueprint("deputies", __name__, url_prefix="/deputies")

from webapp.deputies import views as views  # noqa: E402 - it adds its addresses to the blueprint
