"""What was answered the time before, usually last year: shown beside the question, copied, compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup

from forms.component import Component
from forms.fields.answer import several, single

COPIED = frozenset({"textfield", "textarea", "number", "select", "radio", "checklist", "taglist"})
"""What may be copied. Dates, files and ticks are given anew: last year's are never this year's."""

WORDS_LIMIT = 1_500
"""Words on each side that are compared one by one; longer texts are shown whole."""

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Answers of an earlier period, as far as the reader may see them. period: what people call it, such as `2026`."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    period: str = ""


def answer_at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer under a path that leads through groups, None if there is none."""
    value: Any = answers
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def is_blank(value: Any) -> bool:
    """Whether nothing was answered."""
    return value is None or value == "" or value == [] or (isinstance(value, Mapping) and not value)


def can_copy(component: Component) -> bool:
    """Whether an earlier answer may be fetched into this field or list."""
    if component.repetition is not None:
        return not component.repetition.fixed
    return component.type in COPIED and component.readonly is not True


def copied(component: Component, typed: Any, before: Any) -> Any:
    """What the field holds once the earlier answer has been fetched. Nothing that was typed is lost: a long text and
    rows come after what is there."""
    if component.repetition is not None:
        rows = [_row(component.children, row) for row in before if isinstance(row, Mapping)]
        begun = [row for row in several(typed) if isinstance(row, Mapping) and is_filled(row)]
        return [*begun, *rows]
    if component.type == "textarea" and single(typed).strip() and single(typed).strip() != before:
        return f"{single(typed).rstrip()}\n\n{before}"
    return before


def _row(components: Sequence[Component], before: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for component in components:
        if component.name is None:
            row |= _row(component.children, before)
        elif component.is_group:
            inner = before.get(component.name)
            row[component.name] = _row(component.children, inner if isinstance(inner, Mapping) else {})
        elif can_copy(component) and not is_blank(before.get(component.name)):
            row[component.name] = copied(component, None, before[component.name])
    return row


def is_filled(value: Any) -> bool:
    """Whether anything was typed here, or in any row of it."""
    if isinstance(value, Mapping):
        return any(is_filled(inner) for name, inner in value.items() if not str(name).startswith("_"))
    if isinstance(value, list):
        return any(map(is_filled, value))
    return bool(single(value).strip())


def compare(before: str, now: str, taken_away: str, added: str) -> Markup:
    """What has become of a text, word by word. taken_away, added: said before each change to those who cannot see how
    it is drawn."""
    old, new = _WORD.findall(before), _WORD.findall(now)
    if max(len(old), len(new)) > WORDS_LIMIT:
        return Markup("{}\n{}").format(_changed("del", taken_away, before), _changed("ins", added, now))
    parts: list[Markup] = []
    for kind, begin, end, start, stop in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            parts.append(Markup("{}").format("".join(old[begin:end])))
            continue
        if begin < end:
            parts.append(_changed("del", taken_away, "".join(old[begin:end])))
        if start < stop:
            parts.append(_changed("ins", added, "".join(new[start:stop])))
    return Markup("").join(parts)


def _changed(tag: str, words: str, text: str) -> Markup:
    said = Markup('<span class="ds-sr-only">{}: </span>').format(words)
    return Markup("<{0}>{1}{2}</{0}>").format(Markup(tag), said, text)  # noqa: S704 - a tag of our own
