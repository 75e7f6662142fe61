"""What a unit is called."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.errors import UnitNotFound
from engine.models import Unit


def unit_name(session: Session, unit_id: str) -> str:
    """The unit's name by its code. Raises UnitNotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise UnitNotFound(f"No unit {unit_id}")
    return unit.name
