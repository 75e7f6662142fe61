"""Pages for the municipality's administrator."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from webapp.admin import cases, definitions, incidents, migration, views  # noqa: E402, F401 - they add themselves
