"""Which processes a person may start by hand: the newest version of each says so itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn import Environment
from engine.casework.principals import checked_principals
from engine.casework.properties import evaluate
from engine.clock import Clock
from engine.definitions import Definition, latest_definition
from engine.errors import NotAuthorized
from engine.models import PrincipalHolder, ProcessDefinition
from engine.organisation.functions import organisation_functions
from webapp.tasks.texts import Texts


@dataclass(frozen=True, slots=True)
class Startable:
    """A process as the list of those that may be started shows it."""

    key: str
    name: str
    documentation: str


def startable(session: Session, clock: Clock, person_id: int, translate: Texts) -> list[Startable]:
    """The processes that this person may start today, by name."""
    found = [
        Startable(
            definition.key,
            translate(definition.id, definition.name),
            translate(definition.id, definition.process.documentation),
        )
        for definition in _with_starters(session)
        if may_start(session, clock, person_id, definition)
    ]
    return sorted(found, key=lambda process: process.name)


def startable_definition(session: Session, clock: Clock, person_id: int, key: str) -> Definition:
    """The newest version of one process. Raises DefinitionNotFound, NotAuthorized."""
    definition = latest_definition(session, key)
    if not may_start(session, clock, person_id, definition):
        raise NotAuthorized(f"You may not start {definition.name}")
    return definition


def may_start(session: Session, clock: Clock, person_id: int, definition: Definition) -> bool:
    """Whether the person holds one of the principals that `yearwheel:starters` gives."""
    if definition.starters is None:
        return False
    environment = Environment(functions=organisation_functions(session, clock), now=clock.now(), zone=clock.zone)
    starters = checked_principals(
        evaluate(definition.starters, {}, environment), f"yearwheel:starters of {definition.key}"
    )
    held = select(PrincipalHolder.principal).where(
        PrincipalHolder.person_id == person_id, PrincipalHolder.principal.in_(starters)
    )
    return session.scalar(held.limit(1)) is not None


def _with_starters(session: Session) -> Iterator[Definition]:
    keys = session.scalars(select(ProcessDefinition.key).where(ProcessDefinition.starters.is_not(None)).distinct())
    for key in keys:
        yield latest_definition(session, key)
