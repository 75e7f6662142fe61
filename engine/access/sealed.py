"""Which cases nothing of may leave the house: their titles and tasks stand in no letter, calendar or call."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.models import ProcessInstance


def sealed_cases(
    session: Session, case_ids: Collection[UUID], codes: Collection[Visibility] = SEALED
) -> frozenset[UUID]:
    """Those of the cases that have one of these codes, or that a case with one has called: what a called case is
    named after comes from its caller."""
    case, caller = ProcessInstance, ProcessInstance.__table__.alias()
    first = select(case.id.label("case_id"), case.parent_id, case.visibility).where(case.id.in_(set(case_ids)))
    line = first.cte(recursive=True)
    line = line.union_all(
        select(line.c.case_id, caller.c.parent_id, caller.c.visibility).join(caller, caller.c.id == line.c.parent_id)
    )
    found = select(line.c.case_id).where(line.c.visibility.in_(sorted(codes))).distinct()
    return frozenset(session.scalars(found))
