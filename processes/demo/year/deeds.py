"""What somebody in Älvhamn does on a day, by the same command as the page they would do it on.

A deed looks at how the cases stand before it does anything: what has been done is not done again, and what somebody
has taken another way is left to them. So a year that was cut short goes on, and one that was played changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.casework.asking import case_of
from engine.commands.complete_task import CompleteTask
from engine.commands.start_process import StartProcess
from engine.models import (
    HumanTask,
    InstanceStatus,
    Person,
    PrincipalHolder,
    ProcessInstance,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
)
from engine.run import Runner
from processes.demo.year.posted import Answers, asks_for_rows, posted_to


class Deed(Protocol):
    """One thing done on one day."""

    @property
    def on(self) -> date: ...

    def do(self, runner: Runner) -> None:
        """Do it, unless it has been done. Raises Refused when what others have done forbids it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """who: name of the one who starts the process; unit, year: what its case will be about."""

    on: date
    who: str
    key: str
    year: int
    answers: Answers
    unit: str | None = None

    @property
    def case_id(self) -> UUID:
        """The same on every machine, so that what follows finds the case."""
        return case_id(self.key, self.year, self.unit)

    def do(self, runner: Runner) -> None:
        with runner.read() as (session, _):
            same = [ProcessInstance.definition_key == self.key, ProcessInstance.cycle_year == self.year]
            if self.unit:
                same.append(ProcessInstance.unit_id == self.unit)
            alive = ProcessInstance.status != InstanceStatus.CANCELLED
            if session.scalar(select(ProcessInstance.id).where(*same, or_(alive, ProcessInstance.id == self.case_id))):
                return
            who = person_named(session, self.who)
        posted = posted_to(runner, who, self.answers, {})
        runner.run(StartProcess(key=self.key, actor=who, posted=posted, case_id=self.case_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A task of an opened case or of one that it calls. root: the opened case; unit, person: whom the case is about,
    when there are several; turn: the how manieth time the element comes; by: name of who does it, by default whoever
    it waits for on that day."""

    on: date
    root: UUID
    element: str
    answers: Answers = field(default_factory=dict)
    unit: str | None = None
    person: int | None = None
    turn: int = 1
    by: str | None = None

    def do(self, runner: Runner) -> None:
        with runner.read() as (session, clock):
            task = self._open_task(session)
            if task is None:
                return
            actor = person_named(session, self.by) if self.by else _waited_for(session, task.id)
            if actor is None:
                return
            shown: Answers = {}
            if task.form_key and asks_for_rows(self.answers):
                case = case_of(session, clock, task.instance_id)
                shown = runner.ports.prefill.prefill(session, clock, case, task.form_key)
        posted = posted_to(runner, actor, self.answers, shown)
        runner.run(CompleteTask(task_id=task.id, actor=actor, posted=posted))

    def _open_task(self, session: Session) -> HumanTask | None:
        return open_task(session, self.root, self.element, self.turn, unit=self.unit, person=self.person)


def open_task(
    session: Session, root: UUID, element: str, turn: int = 1, *, unit: str | None = None, person: int | None = None
) -> HumanTask | None:
    """The task of this element while it waits for the turn, in the opened case or in one that it calls."""
    mine = [or_(ProcessInstance.id == root, ProcessInstance.root_id == root), HumanTask.element_id == element]
    if unit:
        mine.append(ProcessInstance.unit_id == unit)
    if person:
        mine.append(ProcessInstance.person_id == person)
    done = select(func.count()).select_from(HumanTask).join(ProcessInstance).where(*mine)
    if (session.scalar(done.where(HumanTask.status == TaskStatus.COMPLETED)) or 0) >= turn:
        return None
    tasks = select(HumanTask).join(ProcessInstance).where(*mine)
    return session.scalars(tasks.where(HumanTask.status == TaskStatus.OPEN)).first()


def case_id(key: str, year: int, unit: str | None = None) -> UUID:
    """Id of the case that a year's process gets in the demonstration."""
    return uuid5(NAMESPACE_URL, f"urn:yearwheel:demo:{key}:{year}:{unit or ''}")


def person_named(session: Session, name: str) -> int:
    """The one of that name who came first: names of the named are used once."""
    return session.scalars(select(Person.id).where(Person.name == name).order_by(Person.id).limit(1)).one()


def _waited_for(session: Session, task: UUID) -> int | None:
    excluded = select(TaskExclusion.person_id).where(TaskExclusion.task_id == task)
    holders = (
        select(PrincipalHolder.person_id)
        .join(TaskCandidate, and_(TaskCandidate.principal == PrincipalHolder.principal, TaskCandidate.task_id == task))
        .where(PrincipalHolder.person_id.not_in(excluded))
    )
    return session.scalar(holders.order_by(PrincipalHolder.person_id).limit(1))
