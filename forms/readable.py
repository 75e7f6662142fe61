"""The part of answers that one reader may see: what the others say is not there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from forms.component import Component, fields_of
from forms.validation import LABELS

Readable = Callable[[str], bool]
"""Whether the reader may see a field with this visibility code."""


def readable_part(components: Iterable[Component], answers: Mapping[str, Any], readable: Readable) -> dict[str, Any]:
    """The answers without those that carry a code the reader does not have, in groups and rows too. Names that the
    form does not have are left out: nobody knows what their code was."""
    part: dict[str, Any] = {}
    for component in components:
        if component.visibility is not None and not readable(component.visibility):
            continue
        if component.name is None:
            part |= readable_part(component.children, answers, readable)
            continue
        if component.name not in answers:
            continue
        value = answers[component.name]
        if component.repetition is not None and isinstance(value, list):
            rows = [row for row in value if isinstance(row, Mapping)]
            value = [readable_part(component.children, row, readable) for row in rows]
        elif component.is_group and isinstance(value, Mapping):
            value = readable_part(component.children, value, readable)
        part[component.name] = value
    return part


def readable_labels(components: Iterable[Component], answers: Mapping[str, Any], readable: Readable) -> dict[str, Any]:
    """What chosen options were called, for the fields that the reader may see."""
    paths = {field.path for field in fields_of(readable_components(components, readable))}
    return {path: names for path, names in labels_of(answers).items() if path in paths}


def readable_components(components: Iterable[Component], readable: Readable) -> tuple[Component, ...]:
    """The form without what carries a code the reader does not have, and without all that lies in it."""
    return tuple(
        replace(component, children=readable_components(component.children, readable))
        for component in components
        if component.visibility is None or readable(component.visibility)
    )


def labels_of(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """What chosen options were called when they were chosen, see LABELS."""
    stored = answers.get(LABELS)
    return stored if isinstance(stored, Mapping) else {}
