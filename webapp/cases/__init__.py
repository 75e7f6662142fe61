"""Cases: the list, one case with its diagram and history, and cancelling it."""

from flask import Blueprint

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

from webapp.cases import views  # noqa: E402, F401 - it adds its addresses to the blueprint
