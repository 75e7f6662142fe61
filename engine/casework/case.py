"""A case while a transaction works on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from engine.access.codes import Visibility
from engine.bpmn import Effect, Environment, Execution
from engine.definitions import Definition
from engine.models import Incident, InstanceStatus, ProcessInstance
from engine.ports import Case

_SEEN = aliased(ProcessInstance)
INSTANCE_COLUMNS = (
    ProcessInstance.id.label("instance_id"), ProcessInstance.definition_id, ProcessInstance.title,
    ProcessInstance.root_id, ProcessInstance.parent_id, ProcessInstance.call_id, ProcessInstance.cycle_year,
    ProcessInstance.unit_id, ProcessInstance.person_id, ProcessInstance.status.label("instance_status"),
    ProcessInstance.visibility, ProcessInstance.state, ProcessInstance.version, ProcessInstance.history_seq,
    ProcessInstance.history_hash, ProcessInstance.started_by, ProcessInstance.suspended_at,
    exists().where(Incident.instance_id == ProcessInstance.id, Incident.resolved_at.is_(None)).label("has_incidents"),
    # What the rest of the statement has seen: an older one than the row's own when the row had to be waited for.
    select(_SEEN.version).where(_SEEN.id == ProcessInstance.id).scalar_subquery().label("seen_version"),
)  # fmt: skip


@dataclass(eq=False)
class OpenCase:
    """What a case's row says, and its execution. `act` names the next link of its history.

    resume: gives the execution; called only when something moves in the case; suspended_at: since when nothing may.
    saved: the state it was loaded with; reversible: whether all that happened since can be undone, and stopped: the
    timers it took away, each with its element and due time; waited_for: the principals of the task that was completed.
    """

    id: UUID
    definition: Definition
    resume: Callable[[], Execution]
    title: str
    root_id: UUID
    parent_id: UUID | None
    call_id: UUID | None
    cycle_year: int | None
    unit_id: str | None
    person_id: int | None
    visibility: Visibility
    started_by: int | None
    suspended_at: datetime | None = None
    has_incidents: bool = False
    version: int = 0
    history_seq: int = 0
    history_hash: str = ""
    ended: bool = False
    action: str = ""
    actor: int | None = None
    element_id: str | None = None
    task_id: UUID | None = None
    digest: str | None = None
    opened: list[Sequence[str]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    saved: bytes = b""
    reversible: bool = True
    stopped: list[tuple[UUID, str, datetime]] = field(default_factory=list)
    waited_for: Sequence[str] = ()
    _effects_seen: int = 0
    _passed_seen: int = 0

    @cached_property
    def execution(self) -> Execution:
        return self.resume()

    @property
    def is_loaded(self) -> bool:
        """Whether this transaction has asked for the execution; if not, nothing in the case has moved."""
        return "execution" in vars(self)

    @classmethod
    def restore(cls, row: Any, definition: Definition, environment: Environment) -> OpenCase:
        """From a row that holds INSTANCE_COLUMNS."""
        return cls(
            id=row.instance_id, definition=definition, title=row.title, root_id=row.root_id, parent_id=row.parent_id,
            call_id=row.call_id, cycle_year=row.cycle_year, unit_id=row.unit_id, person_id=row.person_id,
            visibility=Visibility(row.visibility), started_by=row.started_by, suspended_at=row.suspended_at,
            has_incidents=row.has_incidents, version=row.version,
            history_seq=row.history_seq, history_hash=row.history_hash,
            ended=row.instance_status != InstanceStatus.RUNNING, saved=row.state,
            resume=lambda: Execution.restore(definition.program, definition.key, row.state, environment),
        )  # fmt: skip

    def act(self, action: str, *, actor: int | None = None, element_id: str | None = None) -> None:
        """Say what the next link of the history is about. actor: a person's id, None for the system itself."""
        self.action, self.actor, self.element_id = action, actor, element_id

    def new_effects(self) -> Sequence[Effect]:
        """What the execution has asked for since this was last called."""
        effects = self.execution.effects[self._effects_seen :]
        self._effects_seen += len(effects)
        return effects

    def newly_passed(self) -> Sequence[str]:
        """Ids of the elements that tokens have left since this was last called."""
        passed = self.execution.passed[self._passed_seen :]
        self._passed_seen += len(passed)
        return passed

    def as_case(self) -> Case:
        """The case as forms, service tasks and prefill sources see it."""
        return Case(
            id=self.id, root_id=self.root_id, definition_key=self.definition.key, title=self.title,
            cycle_year=self.cycle_year, unit_id=self.unit_id, person_id=self.person_id,
            variables=self.execution.variables,
        )  # fmt: skip
