"""What a case carries, as far as a person who mends it may see it.

Administrators run the system; what employee and manager say to each other, and what an author has noted for himself,
is none of their business (domain/README). Of such variables they see the names and kinds, and may not change them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.access.filters import readable_codes
from engine.casework.asking import open_case
from engine.casework.case import OpenCase
from engine.clock import Clock
from engine.definitions import Definition, definition_by_id
from engine.models import FormDefinition, HistoryEvent, ProcessDefinition
from engine.models.history import MIGRATED

CODE = "yearwheel:visibility"
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
    """Those of the names whose values this person may see neither as an administrator nor as a reader of the case."""
    codes = frozenset(Visibility) - SEALED
    if person_id is not None:
        codes |= readable_codes(session, person_id, case.unit_id, case.person_id)
    if case.visibility not in codes:
        return frozenset(names)
    asked = _codes_of_answers(session, case)
    return frozenset(name for name in names if not asked[name] <= codes)


def _codes_of_answers(session: Session, case: OpenCase) -> Mapping[str, set[Visibility]]:
    """Under which codes each variable may have been answered: of its field, and of the tasks that ask for it, in any
    version that the case has been on."""
    found: dict[str, set[Visibility]] = defaultdict(set)
    for definition in (case.definition, *_earlier_versions(session, case)):
        forms = {
            form.key: form.schema
            for form in session.scalars(
                select(FormDefinition).where(FormDefinition.deployment_id == definition.deployment_id)
            )
        }
        for schema in forms.values():
            for name, code in _coded_fields(schema):
                found[name].add(code)
        for element in definition.elements.values():
            of_task = element.properties.get(CODE)
            if of_task and element.form_key in forms:
                for field in _fields(forms[element.form_key]):
                    found[field["key"].partition(".")[0]].add(Visibility(of_task))
    return found


def _earlier_versions(session: Session, case: OpenCase) -> list[Definition]:
    """Those that the case has been moved from."""
    moves = select(HistoryEvent.details).where(HistoryEvent.instance_id == case.id, HistoryEvent.action == MIGRATED)
    versions = {details["from"] for details in session.scalars(moves)}
    of_key = ProcessDefinition.key == case.definition.key
    found = session.scalars(select(ProcessDefinition.id).where(of_key, ProcessDefinition.version.in_(versions)))
    return [definition_by_id(session, each) for each in found.all()]


def _coded_fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Visibility]]:
    for field in _fields(schema):
        code = (field.get("properties") or {}).get(CODE)
        if code:
            yield field["key"].partition(".")[0], Visibility(code)


def _fields(schema: Mapping[str, Any], within: str | None = None) -> Iterator[dict[str, Any]]:
    """Every component that has a key, called after the outermost list or group that has a path."""
    for component in schema.get("components") or ():
        key = within or component.get("key") or component.get("path")
        if key:
            yield {**component, "key": key}
        yield from _fields(component, key)


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
