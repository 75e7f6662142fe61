"""Who is told of a task today.

Whoever holds what it waits for and is not excluded from it; of those who are away on its due day, whoever stands in.
When one of them has claimed it, that person alone; when it is being prepared for somebody, whoever prepares it. What is
late goes to their managers and to the process owner. A task that reaches nobody reaches the process owner. Of what
whistle-blowers have reported nobody hears but those who handle it (lag 2021:890, 5 kap.).

Nobody is left out for being one of many: a role that two hundred people hold tells all of them, and a claim silences it
for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.access.filters import PROCESS_OWNER, falls_due, is_excluded
from engine.bpmn.lint.reminders import Audience
from engine.clock import Clock
from engine.models import (
    Absence,
    ActingHolder,
    DeputyScope,
    HumanTask,
    PrincipalHolder,
    TaskCandidate,
    TaskExclusion,
    Unit,
    UnitKind,
)

MANAGER_OF = "manager-of:person:"
Persons = Mapping[UUID, Collection[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A task that somebody is to be told of. audience: as what; private: nobody hears of it but who does it."""

    task_id: UUID
    due_at: datetime | None
    assignee_id: int | None
    delegated_to: int | None
    delegated_by: int | None
    unit_id: str | None
    audience: Audience
    private: bool


class Told(NamedTuple):
    """Who is told of one task, and as what: audience, or the process owner in place of nobody (`unheld`). late: those
    who have not done it, when others are told so."""

    persons: frozenset[int]
    audience: Audience
    unheld: bool = False
    late: frozenset[int] = frozenset()


class _Prepared(NamedTuple):
    """Who prepares a task, and for whom."""

    colleague: int
    giver: int


class Audiences:
    """Answers for many tasks at once, with few questions."""

    def __init__(self, session: Session, clock: Clock, tasks: Iterable[Asked]) -> None:
        self._session, self._clock = session, clock
        self._today = clock.today()
        self._tasks = tuple(tasks)

    def told(self) -> dict[UUID, Told]:
        """By task."""
        doers, prepared = self._doers()
        responsible = {
            task_id: frozenset({prepared[task_id].giver}) if task_id in prepared else found
            for task_id, found in doers.items()
        }
        escalated = [
            responsible[task.task_id] for task in self._tasks
            if task.audience == Audience.MANAGER and not task.private
        ]  # fmt: skip
        managers = self._managers(frozenset[int]().union(*escalated))
        owners = self._owners()
        found: dict[UUID, Told] = {}
        for task in self._tasks:
            late = responsible[task.task_id]
            owner = Told(owners.get(task.unit_id, frozenset()), Audience.PROCESS_OWNER, not late, late)
            above = frozenset[int]().union(*(managers.get(each, frozenset()) for each in late)) - late
            if task.audience == Audience.HOLDERS or task.private:
                asked = prepared.get(task.task_id)
                told = Told(frozenset({asked.colleague}) if asked else doers[task.task_id], Audience.HOLDERS)
            else:
                told = Told(above, Audience.MANAGER, late=late)
            found[task.task_id] = told if told.persons or task.private else owner
        return found

    def _doers(self) -> tuple[dict[UUID, frozenset[int]], dict[UUID, _Prepared]]:
        """Of each task, who is to do it: those who hold it and are there, and those who stand in for the others. And
        of those that are prepared for somebody who may still do them, by whom and for whom."""
        held, acting = self._held(), self._acting()
        away = self._away(frozenset().union(*held.values()) if held else frozenset())
        found: dict[UUID, frozenset[int]] = {}
        prepared: dict[UUID, _Prepared] = {}
        for task in self._tasks:
            holders, stand_ins = held[task.task_id], acting[task.task_id]
            may = frozenset(holders) | {person for person, _ in stand_ins}
            if task.assignee_id in may and task.assignee_id is not None:
                holders = {task.assignee_id}
            if task.delegated_to is not None and task.delegated_by is not None and task.delegated_by in may:
                prepared[task.task_id] = _Prepared(task.delegated_to, task.delegated_by)
            day = self._day(task)
            absent = {person for person in holders if any(first <= day <= last for first, last in away[person])}
            present = frozenset(holders - absent)
            instead = {person for person, other in stand_ins if other in absent}
            found[task.task_id] = present | instead or frozenset(holders)
        return found, prepared

    def _day(self, task: Asked) -> date:
        """The day on which somebody has to be there: that on which it is due, or today when that has passed."""
        if task.due_at is None:
            return self._today
        return max(self._today, task.due_at.astimezone(self._clock.zone).date())

    def _held(self) -> defaultdict[UUID, set[int]]:
        found: defaultdict[UUID, set[int]] = defaultdict(set)
        rows = self._session.execute(
            select(TaskCandidate.task_id, PrincipalHolder.person_id)
            .join(PrincipalHolder, PrincipalHolder.principal == TaskCandidate.principal)
            .outerjoin(
                TaskExclusion,
                (TaskExclusion.task_id == TaskCandidate.task_id)
                & (TaskExclusion.person_id == PrincipalHolder.person_id),
            )
            .where(TaskCandidate.task_id.in_(self._ids()), TaskExclusion.task_id.is_(None))
        )
        for task_id, person in rows:
            found[task_id].add(person)
        return found

    def _acting(self) -> defaultdict[UUID, set[tuple[int, int]]]:
        """By task, pairs of who stands in and for whom."""
        found: defaultdict[UUID, set[tuple[int, int]]] = defaultdict(set)
        rows = self._session.execute(
            select(HumanTask.id, ActingHolder.person_id, ActingHolder.for_person_id)
            .join(TaskCandidate, TaskCandidate.task_id == HumanTask.id)
            .join(ActingHolder, ActingHolder.principal == TaskCandidate.principal)
            .where(HumanTask.id.in_(self._ids()), ActingHolder.scope == HumanTask.deputy_scope, falls_due())
            .where(~is_excluded(ActingHolder.person_id), ~is_excluded(ActingHolder.for_person_id))
        )
        for task_id, person, other in rows:
            found[task_id].add((person, other))
        return found

    def _away(self, persons: frozenset[int]) -> defaultdict[int, list[tuple[date, date]]]:
        found: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
        rows = self._session.execute(
            select(Absence.person_id, Absence.valid_from, Absence.valid_to)
            .where(Absence.ended_at.is_(None), Absence.valid_to >= self._today)
        )  # fmt: skip
        for person, first, last in rows:
            if person in persons:
                found[person].append((first, last))
        return found

    def _managers(self, persons: frozenset[int]) -> dict[int, frozenset[int]]:
        """Of each person, the managers who are there today, or who stands in for them."""
        principals = {f"{MANAGER_OF}{person}": person for person in persons}
        return {principals[name]: found for name, found in self._present(principals).items()}

    def _owners(self) -> dict[str | None, frozenset[int]]:
        """By unit, its process owner; by None that of the municipality."""
        root = self._session.scalar(
            select(Unit.id).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.MUNICIPALITY).limit(1)
        )
        principals = {f"{PROCESS_OWNER}{task.unit_id or root}": task.unit_id for task in self._tasks}
        held = self._present(principals)
        return {task.unit_id: held.get(f"{PROCESS_OWNER}{task.unit_id or root}", frozenset()) for task in self._tasks}

    def _present(self, principals: Collection[str]) -> dict[str, frozenset[int]]:
        return holders_today(self._session, self._clock, principals)

    def _ids(self) -> list[UUID]:
        return [task.task_id for task in self._tasks]


def holders_today(session: Session, clock: Clock, principals: Collection[str]) -> dict[str, frozenset[int]]:
    """Who is each of these, and there today, or stands in for one who is not; all who are it when nobody is there."""
    today, now = clock.today(), clock.now()
    held: defaultdict[str, set[int]] = defaultdict(set)
    rows = session.execute(
        select(PrincipalHolder.principal, PrincipalHolder.person_id).where(PrincipalHolder.principal.in_(principals))
    )
    for principal, person in rows:
        held[principal].add(person)
    away = set(
        session.scalars(
            select(Absence.person_id)
            .where(Absence.ended_at.is_(None), Absence.valid_from <= today, Absence.valid_to >= today)
        )
    )  # fmt: skip
    instead: defaultdict[str, set[int]] = defaultdict(set)
    if away:
        acting = (
            select(ActingHolder.principal, ActingHolder.person_id)
            .where(ActingHolder.principal.in_(principals), ActingHolder.for_person_id.in_(away))
            .where(ActingHolder.scope == DeputyScope.DO)
            .where(or_(ActingHolder.due_from.is_(None), ActingHolder.due_from <= now))
            .where(or_(ActingHolder.due_until.is_(None), ActingHolder.due_until >= now))
        )
        for principal, person in session.execute(acting):
            instead[principal].add(person)
    return {name: frozenset((persons - away) | instead[name] or persons) for name, persons in held.items()}
