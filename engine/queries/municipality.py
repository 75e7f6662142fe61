"""The municipality itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Unit, UnitKind


def municipality(session: Session) -> Unit | None:
    """The root of the organisation tree, None before anything has been imported."""
    return session.scalars(select(Unit).where(Unit.kind == UnitKind.MUNICIPALITY).limit(1)).one_or_none()
