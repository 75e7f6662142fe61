"""Whether anything of the organisation begins or ends between two days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from engine.models import Absence, Deputy, Position, RoleAssignment

DATED = (Position, RoleAssignment, Deputy, Absence)


def something_turns(session: Session, after: date, until: date) -> bool:
    """Whether somebody begins on a day after `after` up to `until`, or ended on one from `after` up to the day before
    `until`: only then can anybody be something else than before."""
    return any(
        session.scalar(
            select(
                exists().where(
                    or_(
                        and_(row.valid_from > after, row.valid_from <= until),
                        and_(row.valid_to >= after, row.valid_to < until),
                    )
                )
            )
        )
        for row in DATED
    )
