"""What a case carries, as far as a person who mends it may see it.

Administrators run the system; what employee and manager say to each other, and what an author has noted for himself,
is none of their business (domain/README). Of such variables they see the names and kinds, and may not change them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.access.confidential import CODE, coded_fields, confidential_roots, fields
from engine.access.filters import readable_codes
from engine.casework.asking import open_case
from engine.casework.case import OpenCase
from engine.clock import Clock
from engine.definitions import Definition, definition_by_id
from engine.models import FormDefinition, HistoryEvent, ProcessDefinition
from engine.models.history import MIGRATED

UNSET = "unset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """kind: what JSON calls its value, `unset` when the case has none; value: None where it may not be read."""

    name: str
    kind: str
    readable: bool
    value: Any


def case_variables(session: Session, clock: Clock, instance_id: UUID, person_id: int | None) -> tuple[Variable, ...]:
    """All variables that the case has or its process knows, by name; none for a case that has ended. person_id: None
    for the command line. Raises InstanceNotFound."""
    case = open_case(session, clock, instance_id)
    if case.ended:
        return ()
    values = case.execution.variables
    names = case.definition.variables | values.keys()
    hidden = hidden_names(session, case, person_id, names)
    return tuple(
        Variable(
            name=name, kind=_kind(values[name]) if name in values else UNSET, readable=name not in hidden,
            value=None if name in hidden else values.get(name),
        )
        for name in sorted(names)
    )  # fmt: skip


def hidden_names(session: Session, case: OpenCase, person_id: int | None, names: Collection[str]) -> frozenset[str]:
    """Those of the names whose values this person may see neither as an administrator nor as a reader of the case.

    As soon as something in the case, or in those it calls or is called by, is kept from the person, only what a form
    that he may read asks for is shown, and nothing that a script, a mapping or another case may have set."""
    codes = frozenset(Visibility) - SEALED
    if person_id is not None:
        codes |= readable_codes(session, person_id, case.unit_id, case.person_id)
    if case.visibility not in codes:
        return frozenset(names)
    versions = (case.definition, *_earlier_versions(session, case))
    asked, coded = _answers(session, versions)
    hidden = {name for name in names if not coded[name] <= codes}
    if confidential_roots(session, person_id, [case.root_id]):
        hidden.update(set(names) - asked)
        for definition in versions:
            computed = definition.program.computed(definition.key)
            hidden.update(names if computed is None or case.parent_id is not None else computed.intersection(names))
    return frozenset(hidden)


def _answers(session: Session, versions: Sequence[Definition]) -> tuple[set[str], Mapping[str, set[Visibility]]]:
    """Which variables the forms of these versions ask for; and under which codes each variable may have been answered:
    of its field, and of the tasks that ask for it."""
    asked: set[str] = set()
    coded: dict[str, set[Visibility]] = defaultdict(set)
    for definition in versions:
        forms = {
            form.key: form.schema
            for form in session.scalars(
                select(FormDefinition).where(FormDefinition.deployment_id == definition.deployment_id)
            )
        }
        for schema in forms.values():
            for name, code in coded_fields(schema):
                coded[name].add(code)
        for element in definition.elements.values():
            if element.form_key not in forms:
                continue
            set_there = {field["key"].partition(".")[0] for field in fields(forms[element.form_key])}
            asked |= set_there
            if of_task := element.properties.get(CODE):
                for name in set_there:
                    coded[name].add(Visibility(of_task))
    return asked, coded


def _earlier_versions(session: Session, case: OpenCase) -> list[Definition]:
    """Those that the case has been moved from."""
    moves = select(HistoryEvent.details).where(HistoryEvent.instance_id == case.id, HistoryEvent.action == MIGRATED)
    versions = {details["from"] for details in session.scalars(moves)}
    of_key = ProcessDefinition.key == case.definition.key
    found = session.scalars(select(ProcessDefinition.id).where(of_key, ProcessDefinition.version.in_(versions)))
    return [definition_by_id(session, each) for each in found.all()]


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"
