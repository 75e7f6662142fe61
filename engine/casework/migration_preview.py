"""What would become of running cases in another version of their process. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.access.confidential import confidential_roots
from engine.bpmn import Environment
from engine.bpmn.migration import MigrationNote, MigrationProblem
from engine.casework.asking import environment_of
from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.casework.migrating import check_order, without_values, worked_out
from engine.clock import Clock
from engine.definitions import Definition
from engine.models import InstanceStatus, ProcessInstance

LISTENING = frozenset({"boundaryEvent", "startEvent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePreview:
    """One case. places: where it stands and where it would, by element id; problems: empty when it can move. What a
    problem says beyond the diagrams is left out where something of the case is kept from the asker."""

    id: UUID
    title: str
    suspended: bool
    places: tuple[tuple[str, str], ...]
    notes: tuple[MigrationNote, ...]
    problems: tuple[MigrationProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """total: how many cases are to move; cases: the oldest of them, those that cannot move first."""

    total: int
    cases: tuple[CasePreview, ...]

    @property
    def ready(self) -> int:
        """How many of those looked at can move."""
        return sum(not case.problems for case in self.cases)


def preview(
    session: Session, clock: Clock, old: Definition, new: Definition, mapping: Mapping[str, str], *,
    person_id: int | None, instance_ids: Sequence[UUID] | None = None, limit: int | None = None,
) -> Preview:  # fmt: skip
    """How the cases of the old version, or those of them that are named, would move. person_id: an administrator, None
    for the command line; limit: how many to look at, None for all. Raises Refused for an order that makes no sense."""
    check_order(old, new, mapping)
    wanted = [ProcessInstance.definition_id == old.id, ProcessInstance.status == InstanceStatus.RUNNING]
    if instance_ids is not None:
        wanted.append(ProcessInstance.id.in_(instance_ids))
    total = session.scalar(select(func.count()).select_from(ProcessInstance).where(*wanted)) or 0
    rows = session.execute(select(*INSTANCE_COLUMNS).where(*wanted).order_by(ProcessInstance.id).limit(limit)).all()
    environment = environment_of(session, clock)
    kept = confidential_roots(session, person_id, {row.root_id for row in rows})
    found = [_looked_at(session, environment, row, old, new, mapping, row.root_id in kept) for row in rows]
    return Preview(total=total, cases=tuple(sorted(found, key=lambda case: not case.problems)))


def _looked_at(
    session: Session, environment: Environment, row: Any, old: Definition, new: Definition, mapping: Mapping[str, str],
    confidential: bool,
) -> CasePreview:  # fmt: skip
    case = OpenCase.restore(row, old, environment)
    found = worked_out(session, environment, case, new, mapping)
    stands = ((move.source, move.target) for move in found.moves if _shown(old, move.source))
    return CasePreview(
        id=case.id, title=case.title, suspended=case.suspended_at is not None, places=tuple(dict.fromkeys(stands)),
        notes=found.notes,
        problems=without_values(found.problems) if confidential else found.problems,
    )  # fmt: skip


def _shown(old: Definition, element_id: str) -> bool:
    element = old.elements.get(element_id)
    return element is not None and element.kind not in LISTENING
