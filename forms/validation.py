"""From a filled-in sheet to answers, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

from engine.errors import ExpressionError, FieldError, SubmissionInvalid
from forms.fields.answer import Fault, Given, Kept
from forms.messages import say
from forms.sheet import Node, Sheet

LABELS = "_labels"
"""Under this name the answers keep what the options found in the prefill were called when they were chosen."""


def validate(sheet: Sheet, schema: Schema, locale: str) -> dict[str, Any]:
    """The answers, JSON-ready. Raises SubmissionInvalid with at most one fault for each field, in the form's order."""
    faults: dict[str, str] = {}
    answers: Any = {}
    try:
        answers = schema.load(_given(sheet, sheet.nodes))
    except ValidationError as error:
        faults = {path: say(fault.code, locale, **fault.values) for path, fault in _flatten(error.messages)}
    faults |= _broken_rules(sheet, faults, locale)
    if faults:
        order = {node.path: place for place, node in enumerate(sheet.visible())}
        paths = sorted(faults, key=lambda path: order.get(path, len(order)))
        raise SubmissionInvalid([FieldError(path, faults[path]) for path in paths])
    labels = _chosen_labels(sheet)
    return {**answers, LABELS: labels} if labels else dict(answers)


def _given(sheet: Sheet, nodes: Iterable[Node]) -> dict[str, Any]:
    """What the schema gets: Given for what people were asked, Kept for what the system holds."""
    data: dict[str, Any] = {}
    for node in nodes:
        component = node.component
        if component.name is None:
            if node.rows:
                inner = _given(sheet, node.rows[0].nodes)
                data |= dict.fromkeys(inner, Kept(None)) if node.hidden else inner
        elif node.hidden:
            data[component.name] = Kept(None)
        elif component.repetition is not None:
            rows = [None if row is None else _given(sheet, row.nodes) for row in node.counted_rows]
            # One more than the limit stands for all that were cut off.
            data[component.name] = Given([*rows, None] if node.too_many else rows)
        elif component.is_group:
            data[component.name] = _given(sheet, node.rows[0].nodes)
        elif node.readonly or component.computed is not None:
            data[component.name] = Kept(node.value)
        elif component.question is not None:
            data[component.name] = sheet.given(node)
    return data


def _flatten(messages: Any, path: str = "") -> Iterator[tuple[str, Fault]]:
    """marshmallow's nested messages as one fault for each path."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _flatten(inner, f"{path}.{name}" if path else str(name))
    elif messages:
        yield path, messages[0]


def _broken_rules(sheet: Sheet, faults: Mapping[str, str], locale: str) -> dict[str, str]:
    broken: dict[str, str] = {}
    unsure = _with_ancestors(faults)
    for node in sheet.visible():
        if node.unsure:
            broken[node.path] = say("unchecked", locale)
        if node.unsure or node.path in faults:
            continue
        for rule in node.component.rules:
            # An answer that could not be read would fail every rule about it; it has its own message already.
            if any(path in unsure for path in _seen(node.path, rule.condition.names)):
                continue
            try:
                if node.layer.holds(rule.condition):
                    continue
                broken[node.path] = rule.message
            except ExpressionError:
                broken[node.path] = say("unchecked", locale)
            break
    return broken


def _seen(path: str, names: Iterable[str]) -> Iterator[str]:
    """The paths that names may mean to a rule at this path: in its own row, in those around it, in the form."""
    places = path.split(".")[:-1]
    for name in names:
        for depth in range(len(places) + 1):
            yield ".".join([*places[:depth], name])


def _with_ancestors(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        parts = path.split(".")
        found.update(".".join(parts[: depth + 1]) for depth in range(len(parts)))
    return found


def _chosen_labels(sheet: Sheet) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for node in sheet.visible():
        choices = node.component.question.choices if node.component.question else None
        if choices is None or choices.are_drawn:
            continue
        chosen = node.value if isinstance(node.value, list) else [node.value]
        labels = {option.text: option.label for option in node.options if option.value in chosen}
        if labels:
            path = ".".join(part for part in node.path.split(".") if not part.isdecimal())
            found.setdefault(path, {}).update(labels)
    return found
