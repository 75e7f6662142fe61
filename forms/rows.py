"""What the buttons inside a form do, without JavaScript: rows come and go, an attached file is taken away, and what was
answered the time before is fetched."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from forms.component import Component
from forms.earlier import answer_at, can_copy, copied, is_blank, is_filled
from forms.fields.answer import several
from forms.posted import ADD, COPY, REMOVE, RowAction


def apply_row_action(
    components: Sequence[Component], raw: Mapping[str, Any], action: RowAction, earlier: Mapping[str, Any]
) -> dict[str, Any]:
    """What was typed, with one row or file more or less, or with what was answered earlier. Whatever the form does not
    allow changes nothing."""
    result: dict[str, Any] = copy.deepcopy(dict(raw))
    parts = action.path.split(".")
    if action.kind == ADD:
        _add(components, result, parts)
    elif action.kind == REMOVE and len(parts) > 1 and parts[-1].isdecimal():
        _remove(components, result, parts[:-1], int(parts[-1][:6]))
    elif action.kind == COPY and action.path:
        _copy(components, result, parts, answer_at(earlier, action.path))
    elif action.kind == COPY:
        _copy_all(components, result, earlier)
    return result


def new_row_path(raw: Mapping[str, Any], action: RowAction) -> str | None:
    """Where the row that was just added stands, for the focus; None if none was. raw: after the action."""
    if action.kind != ADD:
        return None
    value: Any = raw
    for part in action.path.split("."):
        value = _step(value, part)
    return f"{action.path}.{len(value) - 1}" if isinstance(value, list) and value else None


def _add(components: Sequence[Component], raw: dict[str, Any], parts: list[str]) -> None:
    found = _find(components, raw, parts)
    if found is None or found[0].repetition is None or found[0].repetition.fixed:
        return
    component, holder = found
    assert component.repetition is not None
    rows = holder.get(parts[-1])
    rows = rows if isinstance(rows, list) else []
    if len(rows) < component.repetition.most:
        holder[parts[-1]] = [*rows, _blank(component.children)]


def _remove(components: Sequence[Component], raw: dict[str, Any], parts: list[str], index: int) -> None:
    found = _find(components, raw, parts)
    if found is None:
        return
    component, holder = found
    is_file = component.type == "filepicker"
    if is_file or (component.repetition is not None and not component.repetition.fixed):
        rows = several(holder.get(parts[-1]))
        holder[parts[-1]] = [row for place, row in enumerate(rows) if place != index]


def _copy(components: Sequence[Component], raw: dict[str, Any], parts: list[str], before: Any) -> None:
    for depth in range(1, len(parts)):
        _open_group(components, raw, parts[:depth])
    found = _find(components, raw, parts)
    if found is not None and can_copy(found[0]) and not is_blank(before):
        component, holder = found
        holder[parts[-1]] = copied(component, holder.get(parts[-1]), before)


def _copy_all(components: Sequence[Component], raw: dict[str, Any], earlier: Mapping[str, Any]) -> None:
    """Fetches every earlier answer into what is still blank."""
    for component in components:
        if component.name is None:
            _copy_all(component.children, raw, earlier)
            continue
        before, typed = earlier.get(component.name), raw.get(component.name)
        if component.is_group and isinstance(before, Mapping):
            inner = dict(typed) if isinstance(typed, Mapping) else {}
            _copy_all(component.children, inner, before)
            raw[component.name] = inner
        elif can_copy(component) and not is_blank(before) and not is_filled(typed):
            raw[component.name] = copied(component, typed, before)


def _open_group(components: Sequence[Component], raw: dict[str, Any], parts: list[str]) -> None:
    """A group of which nothing has been posted yet."""
    found = _find(components, raw, parts)
    if found is not None and found[0].is_group and not isinstance(found[1].get(parts[-1]), dict):
        found[1][parts[-1]] = {}


def _find(
    components: Sequence[Component], raw: dict[str, Any], parts: list[str]
) -> tuple[Component, dict[str, Any]] | None:
    """The component that a path leads to, and the mapping that holds its value."""
    name, *rest = parts
    component = _named(components, name)
    if component is None:
        return None
    if not rest:
        return component, raw
    inner = raw.get(name)
    if component.repetition is not None:
        inner = _step(inner, rest[0])
        rest = rest[1:]
    return _find(component.children, inner, rest) if rest and isinstance(inner, dict) else None


def _named(components: Sequence[Component], name: str) -> Component | None:
    for component in components:
        if component.name == name:
            return component
        if component.name is None and (found := _named(component.children, name)) is not None:
            return found
    return None


def _blank(components: Sequence[Component]) -> dict[str, Any]:
    """A new row, with the starting values of its fields."""
    row: dict[str, Any] = {}
    for component in components:
        if component.name is None:
            row |= _blank(component.children)
        elif component.repetition is not None:
            row[component.name] = [_blank(component.children) for _ in range(component.repetition.start)]
        elif component.is_group:
            row[component.name] = _blank(component.children)
        elif component.question is not None and component.question.default is not None:
            row[component.name] = component.question.default
    return row


def _step(value: Any, part: str) -> Any:
    if isinstance(value, list) and part.isdecimal() and len(part) < 7:
        return value[int(part)] if int(part) < len(value) else None
    return value.get(part) if isinstance(value, dict) else None
