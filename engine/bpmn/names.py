"""Which variables an element reads: what a person looks at when the element has failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.bpmn.compile import Program
from engine.bpmn.elements.base import Element
from engine.feel import Expression


def names_at(program: Program, element_id: str) -> frozenset[str]:
    """The names in all expressions of an element and in the conditions of the flows that leave it."""
    found: set[str] = set()
    for scope in program.scopes.values():
        element = scope.task_specs.get(element_id)
        if isinstance(element, Element):
            for expression in _expressions((element.definition, element.outgoing)):
                found |= expression.names
    return frozenset(found)


def _expressions(value: Any) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _expressions(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _expressions(getattr(value, field.name))
