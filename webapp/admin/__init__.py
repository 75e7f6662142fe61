"""Pages for the municipality's administrator."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from webapp.admin import (  # noqa: E402, F401 - they add themselves
    cases,
    definitions,
    incidents,
    migration,
    outbox,
    retention,
    views,
    webhooks,
)
