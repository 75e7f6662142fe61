"""What people may start in ad-hoc sub-processes."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete

from engine.bpmn import ActivitiesOffered
from engine.casework.case import OpenCase
from engine.casework.principals import checked_principals
from engine.casework.properties import evaluate
from engine.models import ActivityOffer, ActivityStarter

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

STARTERS = "yearwheel:starters"


def offer(work: CaseWork, case: OpenCase, effect: ActivitiesOffered) -> None:
    """Note what can be started now, in place of what could before. Raises ExpressionError."""
    starters = _starters(work, case, effect)
    withdraw(work, {effect.token} - work.rows.drop({effect.token}))
    work.rows.add(
        ActivityOffer, token=effect.token, instance_id=case.id, element_id=effect.element_id,
        activities=list(effect.activities),
    )  # fmt: skip
    for principal in starters:
        work.rows.add(ActivityStarter, token=effect.token, principal=principal)


def withdraw(work: CaseWork, tokens: Collection[UUID]) -> None:
    """Nothing can be started here any more."""
    if tokens:
        work.session.execute(delete(ActivityOffer).where(ActivityOffer.token.in_(tokens)))


def _starters(work: CaseWork, case: OpenCase, effect: ActivitiesOffered) -> tuple[str, ...]:
    """Whom the sub-process names; else whoever started the case, and the process owner of what it concerns."""
    source = case.definition.elements[effect.element_id].properties.get(STARTERS)
    if source is not None:
        found = evaluate(source, case.execution.token_variables(effect.token), work.environment)
        return checked_principals(found, f"{STARTERS} of {effect.element_id}")
    call = work.environment.functions["role"].call
    owner = call("process-owner", case.unit_id) if case.unit_id else call("process-owner")
    return (owner, f"person:{case.started_by}") if case.started_by is not None else (owner,)
