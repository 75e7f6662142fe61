"""Whether a task can be given to somebody: the one must be there, and nothing may keep that one from it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from engine.casework.principals import PRINCIPAL
from engine.errors import ReceiverRefused
from engine.models import Absence, PrincipalHolder, TaskExclusion
from engine.rules import Unfit

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

PERSON = "person:"


def require_receiver(work: CaseWork, principal: str, task_id: UUID, giver: int | None = None) -> None:
    """Raises ReceiverRefused unless somebody who is this today may be given the task. giver: who may not be it."""
    session = work.session
    holders: set[int] = set()
    if PRINCIPAL.fullmatch(principal):
        holders |= set(session.scalars(select(PrincipalHolder.person_id).where(PrincipalHolder.principal == principal)))
    if not holders:
        raise ReceiverRefused(Unfit.NOBODY, f"Nobody is {principal!r} today")
    if holders == {giver}:
        raise ReceiverRefused(Unfit.ONESELF, "A task is not given to oneself")
    if principal.startswith(PERSON) and _is_away(work, holders):
        raise ReceiverRefused(Unfit.AWAY, f"{principal} is away today")
    excluded = session.scalars(
        select(TaskExclusion.person_id).where(TaskExclusion.task_id == task_id, TaskExclusion.person_id.in_(holders))
    )
    if not holders - set(excluded):
        raise ReceiverRefused(Unfit.EXCLUDED, f"{principal} is excluded from this task")


def _is_away(work: CaseWork, persons: set[int]) -> bool:
    today = work.tx.clock.today()
    away = select(Absence.id).where(
        Absence.person_id.in_(persons), Absence.ended_at.is_(None),
        Absence.valid_from <= today, Absence.valid_to >= today,
    )  # fmt: skip
    return work.session.scalar(away.limit(1)) is not None
