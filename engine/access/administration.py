"""Who may administer an installation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.filters import is_administrator
from engine.errors import NotAuthorized
from engine.rules import Rule


def require_administrator(session: Session, person_id: int | None) -> None:
    """Raises NotAuthorized unless this person is the municipality's administrator today.
    None stands for whoever may run commands on the machine itself."""
    if person_id is not None and not session.scalar(select(is_administrator(person_id))):
        raise NotAuthorized(Rule.ADMINISTRATORS_ONLY, "Only an administrator may do this")
