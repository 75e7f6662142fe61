"""How Alembic meets our tables: on the connection that `webapp.migrate` opened, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import engine.models  # noqa: F401 - fills Base.metadata
import processes.registers  # noqa: F401 - fills it too
from engine.db import Base, Document, Instant


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types, so that they still run when our own types have changed."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Document):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=True,
)
context.run_migrations()
