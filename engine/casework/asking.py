"""Questions that need a case's program: what it carries now, and who may start one. Nothing here changes anything."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn import Environment
from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.casework.principals import checked_principals
from engine.casework.properties import evaluate
from engine.clock import Clock
from engine.definitions import Definition, definition_by_id
from engine.errors import InstanceNotFound
from engine.models import PrincipalHolder, ProcessInstance
from engine.organisation.functions import organisation_functions
from engine.ports import Case


def environment_of(session: Session, clock: Clock) -> Environment:
    """What expressions of diagrams may call, and the time and place they are asked at."""
    return Environment(functions=organisation_functions(session, clock), now=clock.now(), zone=clock.zone)


def open_case(session: Session, clock: Clock, instance_id: UUID) -> OpenCase:
    """The case with its execution, to be asked and not moved. Raises InstanceNotFound."""
    row = session.execute(select(*INSTANCE_COLUMNS).where(ProcessInstance.id == instance_id)).one_or_none()
    if row is None:
        raise InstanceNotFound(f"No case {instance_id}")
    definition = definition_by_id(session, row.definition_id)
    return OpenCase.restore(row, definition, environment_of(session, clock))


def case_of(session: Session, clock: Clock, instance_id: UUID) -> Case:
    """The case with its variables, as forms and prefill sources see it. Raises InstanceNotFound."""
    return open_case(session, clock, instance_id).as_case()


def may_start(session: Session, environment: Environment, definition: Definition, person_id: int) -> bool:
    """Whether the person holds one of the principals that `yearwheel:starters` gives. Without it nobody does."""
    if definition.starters is None:
        return False
    starters = checked_principals(
        evaluate(definition.starters, {}, environment), f"yearwheel:starters of {definition.key}"
    )
    held = select(PrincipalHolder.principal).where(
        PrincipalHolder.person_id == person_id, PrincipalHolder.principal.in_(starters)
    )
    return session.scalar(held.limit(1)) is not None
