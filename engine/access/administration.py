"""Who may administer an installation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotAuthorized
from engine.models import PrincipalHolder, Unit, UnitKind


def require_administrator(session: Session, person_id: int | None) -> None:
    """Raises NotAuthorized unless this person is the municipality's administrator today.
    None stands for whoever may run commands on the machine itself."""
    if person_id is None:
        return
    root = session.scalar(select(Unit.id).where(Unit.kind == UnitKind.MUNICIPALITY))
    if root is None or session.get(PrincipalHolder, (f"role:administrator:unit:{root}", person_id)) is None:
        raise NotAuthorized("Only an administrator may do this")
