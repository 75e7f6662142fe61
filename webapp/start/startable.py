"""Which processes a person may start by hand: the newest version of each says so itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.casework.asking import environment_of, may_start
from engine.clock import Clock
from engine.definitions import Definition, latest_definition
from engine.errors import NotAuthorized
from engine.models import ProcessDefinition
from engine.rules import Rule
from webapp.tasks.texts import Texts


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when a process is suspended, and why."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Startable:
    """A process as the list of those that may be started shows it. suspension: while nobody can start it."""

    key: str
    name: str
    documentation: str
    suspension: Suspension | None


def startable(session: Session, clock: Clock, person_id: int, translate: Texts) -> list[Startable]:
    """The processes that this person may start today, by name; and those that wait to be resumed."""
    environment = environment_of(session, clock)
    found = [
        Startable(
            definition.key,
            translate(definition.id, definition.name),
            translate(definition.id, definition.process.documentation),
            suspension_of(session, definition),
        )
        for definition in _with_starters(session)
        if may_start(session, environment, definition, person_id)
    ]
    return sorted(found, key=lambda process: process.name)


def startable_definition(session: Session, clock: Clock, person_id: int, key: str) -> Definition:
    """The newest version of one process. Raises DefinitionNotFound, NotAuthorized."""
    definition = latest_definition(session, key)
    if not may_start(session, environment_of(session, clock), definition, person_id):
        raise NotAuthorized(Rule.STARTERS_ONLY, f"You may not start {definition.name}")
    return definition


def suspension_of(session: Session, definition: Definition) -> Suspension | None:
    """None while the process may be started."""
    columns = (ProcessDefinition.suspended_at, ProcessDefinition.suspended_because)
    since, reason = session.execute(select(*columns).where(ProcessDefinition.id == definition.id)).one()
    return Suspension(since, reason or "") if since else None


def _with_starters(session: Session) -> Iterator[Definition]:
    keys = session.scalars(select(ProcessDefinition.key).where(ProcessDefinition.starters.is_not(None)).distinct())
    for key in keys:
        yield latest_definition(session, key)
