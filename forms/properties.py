"""The `yearwheel:` properties of a component: rules, visibility, fixed rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.access.codes import Visibility
from forms.component import Rule
from forms.source import Source

PREFIX = "yearwheel:"
VISIBILITY = "yearwheel:visibility"
ROWS = "yearwheel:rows"
_RULE = re.compile(r"yearwheel:rule(-[0-9]{1,3})?")
_MESSAGE = re.compile(r"yearwheel:message(-[0-9]{1,3})?")


def check_properties(source: Source) -> None:
    """Notes what begins with `yearwheel:` and means nothing, such as a name spelled wrong."""
    for name in _properties(source):
        known = name in (VISIBILITY, ROWS) or _RULE.fullmatch(name) or _MESSAGE.fullmatch(name)
        if name.startswith(PREFIX) and not known:
            source.refuse(f'The property "{name}" is unknown.', "Use yearwheel:rule, :message, :visibility or :rows.")


def read_rules(source: Source) -> tuple[Rule, ...]:
    """The component's rules in the order of their numbers; each needs a message of the same number."""
    properties = _properties(source)
    suffixes = {match[1] or "" for name in properties if (match := _RULE.fullmatch(name) or _MESSAGE.fullmatch(name))}
    rules: list[Rule] = []
    for suffix in sorted(suffixes, key=lambda text: int(text[1:] or 0)):
        rule, message = f"yearwheel:rule{suffix}", f"yearwheel:message{suffix}"
        condition = source.expression("properties", rule)
        words = source.text("properties", message).strip()
        if rule not in properties:
            source.refuse(f"{message} has no {rule}.", f"Add the property {rule} with a FEEL condition.")
        elif not words:
            source.refuse(f"{rule} has no {message}.", f"Add the property {message}: what to tell when it is not true.")
        elif condition is None:
            if not source.text("properties", rule).strip():
                source.refuse(f"{rule} is empty.", "Write a FEEL condition, or remove the property.")
        else:
            rules.append(Rule(condition, words))
    return tuple(rules)


def read_visibility(source: Source) -> str | None:
    """The visibility code of the field, None when the task's applies."""
    code = source.text("properties", VISIBILITY).strip()
    if not code:
        return None
    if code not in set(Visibility):
        source.refuse(f'The visibility code "{code}" is unknown.', f"Use one of {', '.join(Visibility)}.")
        return None
    if source.text("type") == "filepicker":
        # A file is guarded as a whole submission is, not field by field.
        source.refuse("A file cannot have a visibility code of its own.", "Ask for it in a task with that code.")
        return None
    return code


def read_fixed(source: Source) -> bool:
    """Whether the rows of a list stay as they are: those of the prefill, or as many as the form draws."""
    rows = source.text("properties", ROWS).strip()
    if rows not in ("", "fixed"):
        source.refuse(f'{ROWS} is "{rows}".', 'Write "fixed", or remove the property.')
    return rows_come_from_prefill(source) or source.get("allowAddRemove") is False


def rows_come_from_prefill(source: Source) -> bool:
    """Whether there is one row for each that the prefill has, and none where it has none."""
    return _properties(source).get(ROWS) == "fixed"


def _properties(source: Source) -> Mapping[str, object]:
    properties = source.get("properties")
    return properties if isinstance(properties, Mapping) else {}
