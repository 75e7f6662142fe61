"""One transaction's work on cases.

A command starts or loads a case, moves its execution, and calls `settle`. Effects become rows, service tasks run,
called cases start and report back, until nothing can move without a person, a date or the worker. Follow-ups are
taken from a queue, never by recursion.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select, update

from engine.access.codes import Visibility, reader_principal
from engine.bpmn import (
    ActivitiesOffered,
    CallStarted,
    ElementInfo,
    EscalationThrown,
    Execution,
    MergeConflict,
    MessageAwaited,
    MessageThrown,
    ServiceTaskReady,
    SignalAwaited,
    SignalThrown,
    TimerArmed,
    TimerMoved,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
)
from engine.casework import (
    calls,
    crossing,
    endings,
    exclusions,
    incidents,
    messages,
    offers,
    services,
    undoing,
    writing,
)
from engine.casework.asked_tasks import task_columns
from engine.casework.asking import environment_of
from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.casework.deciding import deciding
from engine.casework.principals import principals_of_task, process_owner
from engine.casework.properties import CaseProperties, case_properties
from engine.casework.rows import Rows
from engine.casework.suspension import suspended_since
from engine.db import Base
from engine.definitions import Definition, definition_by_id, deployed_form
from engine.errors import ExpressionError, InstanceNotFound, NotFound
from engine.events import ProcessEnded, ProcessStarted, TaskClosed, TaskOpened
from engine.history import content_digest, new_salt
from engine.ids import new_id
from engine.models import (
    Draft,
    EventSubscription,
    Exclusion,
    HumanTask,
    InstanceStatus,
    Job,
    ProcessInstance,
    Submission,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
    Timer,
)
from engine.run import Transaction

CALLS = frozenset({"callActivity"})
AD_HOC = "adHocSubProcess"
LISTENED_FOR = frozenset({"message", "signal"})
SUBSCRIPTION = "subscription"
SERVICE = "serviceTask"
PEOPLES_TASKS = frozenset({"userTask", "manualTask"})
_BY_ID = select(*INSTANCE_COLUMNS).where(ProcessInstance.id == bindparam("instance_id"))


@cache
def _locked(statement: Select[*tuple[Any, ...]], tables: tuple[type[Base], ...]) -> Select[*tuple[Any, ...]]:
    # Key share: rows of other transactions may point at the case meanwhile, such as a message's that is sent to it.
    return statement.with_for_update(of=(ProcessInstance, *tables), key_share=True)


def _waits_as(element: ElementInfo) -> str:
    """The element's kind, but for those that wait for a message, a signal or Python, whatever kind they are of."""
    if element.task_type is not None:
        return SERVICE
    listens = element.kind == "receiveTask" or element.event in LISTENED_FOR
    return SUBSCRIPTION if listens else element.kind


class CaseWork:
    """All the cases that one transaction touches, and the rows that follow."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.session = tx.session
        self.now: datetime = tx.clock.now()
        self.environment = environment_of(tx.session, tx.clock)
        self.rows = Rows(tx.session)
        self._cases: dict[UUID, OpenCase] = {}
        self._moved: dict[UUID, OpenCase] = {}
        self._ended: list[OpenCase] = []
        self._suspensions: dict[UUID, datetime | None] = {}
        self.services: deque[tuple[OpenCase, ServiceTaskReady]] = deque()

    def find(self, statement: Select[*tuple[Any, ...]], parameters: Mapping[str, Any], *tables: type[Base]) -> Any:
        """The row of a case, or None. SQLite's writer is alone already; PostgreSQL locks the case's row, and those of
        tables with it. Only what is locked is read anew after waiting, so all of it is asked once more then: who may do
        what may have changed meanwhile. statement: one that is made once and holds INSTANCE_COLUMNS."""
        wanted = statement if self.tx.is_sqlite else _locked(statement, tables)
        row = self.session.execute(wanted, parameters).one_or_none()
        if row is not None and row.version != row.seen_version:
            row = self.session.execute(wanted, parameters).one()
        return row

    def load(self, instance_id: UUID) -> OpenCase:
        """A case that exists. Raises InstanceNotFound."""
        if instance_id in self._cases:
            return self._cases[instance_id]
        row = self.find(_BY_ID, {"instance_id": instance_id})
        if row is None:
            raise InstanceNotFound(f"No case {instance_id}")
        return self.restore(row)

    def restore(self, row: Any) -> OpenCase:
        """A case from a row that holds INSTANCE_COLUMNS."""
        definition = definition_by_id(self.session, row.definition_id)
        case = OpenCase.restore(row, definition, deciding(self.environment, self.session, definition))
        self._cases[case.id] = case
        return case

    def start(
        self, definition: Definition, variables: Mapping[str, Any], *, actor: int | None, case_id: UUID | None = None,
        caller: OpenCase | None = None, call_id: UUID | None = None, position: int | None = None,
        start_event: str | None = None, about: CaseProperties | None = None,
    ) -> OpenCase:  # fmt: skip
        """A new case, with its start event behind it. `settle` writes its rows. start_event: the one that something
        triggered, None for the plain one; about: its properties, when the caller knows them. Raises ExpressionError."""
        about = about or case_properties(definition, variables, self.environment)
        named = {name: value for name, value in variables.items() if name in definition.variables}
        environment = deciding(self.environment, self.session, definition)
        instance_id = case_id or new_id()
        year = about.cycle_year if about.cycle_year is not None or caller is None else caller.cycle_year
        unit = about.unit_id or (caller.unit_id if caller else None)
        case = OpenCase(
            id=instance_id, definition=definition, title=about.title, call_id=call_id, cycle_year=year, unit_id=unit,
            root_id=caller.root_id if caller else instance_id, parent_id=caller.id if caller else None,
            person_id=about.person_id, visibility=about.visibility, started_by=actor,
            suspended_at=(caller.suspended_at if caller else None) or self.suspended_since(definition),
            resume=lambda: Execution.start(definition.program, definition.key, named, environment, start_event),
        )  # fmt: skip
        case.act("started", actor=actor, element_id=start_event)
        self.rows.add(
            ProcessInstance, id=case.id, definition_id=definition.id, definition_key=definition.key, title=case.title,
            business_key=about.business_key, root_id=case.root_id, parent_id=case.parent_id, call_id=call_id,
            position=position, cycle_year=year, unit_id=unit, person_id=case.person_id,
            status=InstanceStatus.RUNNING, visibility=case.visibility,
            reader=reader_principal(case.visibility, unit, case.person_id),
            status_reader=reader_principal(about.status_visibility, unit, case.person_id),
            suspended_at=case.suspended_at, state=b"", result=None, version=0, history_seq=0, history_hash="",
            started_at=self.now, started_by=actor, ended_at=None,
        )  # fmt: skip
        self.tx.events.append(ProcessStarted(instance_id=case.id, definition_key=definition.key))
        self._cases[case.id] = case
        self.touch(case)
        return case

    def suspended_since(self, definition: Definition) -> datetime | None:
        """Since when the definition is suspended; asked once per transaction."""
        if definition.id not in self._suspensions:
            self._suspensions[definition.id] = suspended_since(self.session, definition)
        return self._suspensions[definition.id]

    def touch(self, case: OpenCase) -> None:
        """Something has moved in this case; `settle` will look at it."""
        self._moved[case.id] = case

    def submit(
        self, case: OpenCase, *, form_id: UUID, element_id: str, task_id: UUID | None, visibility: Visibility,
        answers: Mapping[str, Any], actor: int, on_behalf_of: int | None = None,
    ) -> UUID:  # fmt: skip
        """Answers, stored once. The next link of the history covers them by digest."""
        salt, submission_id = new_salt(), new_id()
        case.digest, case.task_id = content_digest(answers, salt), task_id
        self.rows.add(
            Submission, id=submission_id, instance_id=case.id, task_id=task_id, element_id=element_id,
            form_id=form_id, visibility=visibility,
            reader=reader_principal(visibility, case.unit_id, case.person_id, actor), answers=answers, salt=salt,
            seq=case.history_seq + 1, submitted_at=self.now, submitted_by=actor, on_behalf_of=on_behalf_of,
        )  # fmt: skip
        return submission_id

    def settle(self) -> None:
        """Go on until nothing can move by itself, with every row written."""
        while True:
            touched: dict[UUID, OpenCase] = {}
            while self._moved:
                case = self._moved.pop(next(iter(self._moved)))
                touched[case.id] = case
                self._apply(case)
            writing.write(self, touched.values())
            if self._ended:
                ended, self._ended = self._ended, []
                endings.tidy(self, ended)
                calls.report_back(self, ended)
            elif self.services:
                services.serve(self, *self.services.popleft())
            else:
                return

    def _apply(self, case: OpenCase) -> None:
        effects = case.new_effects()
        undoing.looks_back(case, effects)
        withdrawn: dict[UUID, str] = {}
        across: list[crossing.Crossing] = []
        for effect in effects:
            match effect:
                case UserTaskOpened() | CallStarted() | ActivitiesOffered():
                    self.carry_out(case, effect)
                case ServiceTaskReady():
                    self.services.append((case, effect))
                case TimerArmed():
                    self.rows.add(
                        Timer, id=effect.token, instance_id=case.id, element_id=effect.element_id,
                        due_at=effect.due_at, leased_until=None, attempts=0,
                    )  # fmt: skip
                case TimerMoved():
                    self.session.execute(update(Timer).where(Timer.id == effect.token).values(due_at=effect.due_at))
                case MessageAwaited() | SignalAwaited() | MessageThrown() | SignalThrown() | EscalationThrown():
                    across.append(effect)
                case Withdrawn():
                    withdrawn[effect.token] = effect.element_id
                case TokenStuck():
                    incidents.stuck(self, case, effect)
                case TokenFailed():
                    incidents.step_failed(self, case, effect)
                case MergeConflict():
                    incidents.conflict(self, case, effect)
        if withdrawn:
            self.withdraw(case, withdrawn)
        if across:
            crossing.cross(self, case, across, withdrawn)
        if case.execution.status != "running" and not case.ended:
            case.ended = True
            self._ended.append(case)
            self.tx.events.append(ProcessEnded(instance_id=case.id, status=case.execution.status))

    def carry_out(self, case: OpenCase, effect: UserTaskOpened | CallStarted | ActivitiesOffered) -> None:
        """Ask a person, or start what is called. What stands in the way of that undoes nothing: it is an incident."""
        try:
            if isinstance(effect, CallStarted):
                calls.call(self, case, effect)
            elif isinstance(effect, ActivitiesOffered):
                offers.offer(self, case, effect)
            else:
                self._open_task(case, effect)
        except (ExpressionError, NotFound) as error:
            case.reversible = False
            incidents.asking_failed(self, case, effect.token, effect.element_id, error)

    def _open_task(self, case: OpenCase, effect: UserTaskOpened) -> None:
        if effect.form_key:
            deployed_form(self.session, case.definition.deployment_id, effect.form_key)
        principals = principals_of_task(effect, self.environment)
        excluded = exclusions.of_new_task(self.session, case, effect.element_id)
        if excluded:
            principals += exclusions.upward(self.session, principals, excluded, process_owner(self.environment))
        due, rests_until = effect.due, effect.follow_up
        due_at = due if due is None or isinstance(due, datetime) else self.tx.clock.end_of(due)
        if rests_until is not None and not isinstance(rests_until, datetime):
            rests_until = self.tx.clock.start_of(rests_until)
        self.rows.add(
            HumanTask, id=effect.token, instance_id=case.id, **task_columns(case, effect), status=TaskStatus.OPEN,
            opened_at=self.now, due_at=due_at, follow_up_at=rests_until, assignee_id=None, delegated_to=None,
            delegated_by=None, next_notice_at=max(self.now, rests_until or self.now), notice_step=0, closed_at=None,
            completed_by=None, on_behalf_of=None,
        )  # fmt: skip
        for principal in principals:
            self.rows.add(TaskCandidate, task_id=effect.token, principal=principal)
        for person in excluded:
            self.rows.add(TaskExclusion, task_id=effect.token, person_id=person, rule=Exclusion.SAME_PERSON)
        case.opened.append((effect.element_id, str(effect.token)))
        self.tx.events.append(
            TaskOpened(instance_id=case.id, task_id=effect.token, principals=principals, due_at=due_at)
        )

    def withdraw(self, case: OpenCase, tokens: Mapping[UUID, str]) -> None:
        """Take back what waited: rows of this transaction before they are written, older ones where they lie.

        tokens: with the element where each waited; its kind tells in which table to look."""
        self.services = deque(s for s in self.services if s[1].token not in tokens)
        case.opened = [o for o in case.opened if UUID(o[1]) not in tokens]
        by_kind: dict[str, set[UUID]] = defaultdict(set)
        for token, element_id in tokens.items():
            by_kind[_waits_as(case.definition.elements[element_id])].add(token)
        fresh = self.rows.drop(tokens)
        if case.has_incidents:
            case.reversible = False
            incidents.resolve(self, tokens)
        for kind, waiting in by_kind.items():
            if not kind.endswith("Event"):
                case.reversible = False  # only a timer can be set again as it was
            if kind in CALLS:
                calls.cancel_called(self, waiting)  # a new call may have called its first cases already
            elif not (older := waiting - fresh):
                continue
            elif kind == SUBSCRIPTION:
                self.session.execute(delete(EventSubscription).where(EventSubscription.id.in_(older)))
                if case.has_incidents:
                    messages.free_from_catchers(self, older)
            elif kind.endswith("Event"):
                gone = delete(Timer).where(Timer.id.in_(older)).returning(Timer.id, Timer.element_id, Timer.due_at)
                case.stopped += [(token, element, due) for token, element, due in self.session.execute(gone)]
            elif kind in PEOPLES_TASKS:
                self.withdraw_tasks(case, older)
            elif kind == AD_HOC:
                offers.withdraw(self, older)
            else:
                self.session.execute(delete(Job).where(Job.token.in_(older)))

    def withdraw_tasks(self, case: OpenCase, tokens: Collection[UUID]) -> None:
        """Nobody needs to do these any more."""
        closed = self.session.scalars(
            update(HumanTask)
            .where(HumanTask.id.in_(tokens), HumanTask.status == TaskStatus.OPEN)
            .values(status=TaskStatus.WITHDRAWN, closed_at=self.now, next_notice_at=None, delegated_to=None)
            .returning(HumanTask.id)
        ).all()
        self.session.execute(delete(TaskCandidate).where(TaskCandidate.task_id.in_(closed)))
        self.session.execute(delete(Draft).where(Draft.task_id.in_(closed)))
        case.withdrawn += [str(task) for task in closed]
        self.tx.events += [TaskClosed(instance_id=case.id, task_id=task, completed_by=None) for task in closed]
