"""/healthz: can this process answer people?"""

from __future__ import annotations

from functools import cache

from flask import Flask, Response, jsonify

from engine.queries.health import health
from webapp.auth.session import public
from webapp.context import runner
from webapp.migrate import head


def init_app(app: Flask) -> None:
    """Add the address, open to everybody: it says nothing about the municipality."""
    app.add_url_rule("/healthz", "healthz", healthz)


@public
def healthz() -> Response:
    """200 while the database answers and stands at the newest migration, 503 otherwise."""
    found = health(runner().database)
    migrated = found.revision == _newest_revision()
    response = jsonify(status="ok" if migrated else "failing", database=found.database, migrated=migrated)
    response.status_code = 200 if migrated else 503
    return response


_newest_revision = cache(head)
