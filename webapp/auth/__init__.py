"""Signing in and out, passwords, invitations, language."""

from flask import Blueprint

blueprint = Blueprint("auth", __name__)

from webapp.auth import password_views, views  # noqa: E402, F401 - they add their addresses to the blueprint
