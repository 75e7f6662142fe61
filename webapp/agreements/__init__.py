"""The yearly agreements between managers and employees: how many stand where."""

from flask import Blueprint

blueprint = Blueprint("agreements", __name__, url_prefix="/agreements")

from webapp.agreements import views as views  # noqa: E402 - it adds its address to the blueprint
