"""The `yearwheel:` properties of a component: rules, visibility, prefill, rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.access.codes import Visibility
from engine.feel import Expression
from forms.component import Repetition, Rule
from forms.fields.nested import ROWS_LIMIT
from forms.source import Source

PREFIX = "yearwheel:"
VISIBILITY = "yearwheel:visibility"
ROWS = "yearwheel:rows"
LEAST_ROWS, MOST_ROWS = "yearwheel:min-rows", "yearwheel:max-rows"
PREFILL = "yearwheel:prefill"
AUTOCOMPLETE = "yearwheel:autocomplete"
NAMES = (VISIBILITY, PREFILL, AUTOCOMPLETE, ROWS, LEAST_ROWS, MOST_ROWS)
_RULE = re.compile(r"yearwheel:rule(-[0-9]{1,3})?")
_MESSAGE = re.compile(r"yearwheel:message(-[0-9]{1,3})?")

PURPOSES = frozenset(
    {
        *("name", "honorific-prefix", "given-name", "additional-name", "family-name", "nickname", "username"),
        *("organization-title", "organization", "street-address", "address-line1", "address-line2", "address-line3"),
        *("address-level1", "address-level2", "country", "country-name", "postal-code", "language", "bday", "sex"),
        *("url", "tel", "tel-national", "email", "off"),
    }
)
"""What a field about the person who fills it in may be for (WCAG 2.2, 1.3.5), as HTML's `autocomplete` names it."""


def check_properties(source: Source) -> None:
    """Notes what begins with `yearwheel:` and means nothing, such as a name spelled wrong."""
    for name in _properties(source):
        known = name in NAMES or _RULE.fullmatch(name) or _MESSAGE.fullmatch(name)
        if name.startswith(PREFIX) and not known:
            wanted = ", ".join(("yearwheel:rule", ":message", *(known.removeprefix("yearwheel") for known in NAMES)))
            source.refuse(f'The property "{name}" is unknown.', f"Use {wanted}.")


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


def read_prefill(source: Source) -> Expression | None:
    """Where the field starts, or what a readonly one shows: an expression over what the prefill holds."""
    return source.expression("properties", PREFILL)


def read_autocomplete(source: Source) -> str:
    """What the browser may fill in by itself, empty when nothing is said."""
    purpose = source.text("properties", AUTOCOMPLETE).strip()
    if purpose and purpose not in PURPOSES:
        source.refuse(f'{AUTOCOMPLETE} is "{purpose}".', "Use a purpose that HTML knows, such as name, tel or email.")
        return ""
    return purpose


def read_repetition(source: Source) -> Repetition:
    """How the rows of a list come and go. A list whose rows stay has those of the prefill, or as many as are drawn."""
    rows = source.text("properties", ROWS).strip()
    if rows not in ("", "fixed"):
        source.refuse(f'{ROWS} is "{rows}".', 'Write "fixed", or remove the property.')
    least = source.whole("properties", LEAST_ROWS, highest=ROWS_LIMIT) or 0
    most = source.whole("properties", MOST_ROWS, lowest=1, highest=ROWS_LIMIT) or ROWS_LIMIT
    if least > most:
        source.refuse(f"{LEAST_ROWS} is more than {MOST_ROWS}.", "Correct one of them.")
    start = source.whole("defaultRepetitions", highest=ROWS_LIMIT)
    start = max(least, min(most, 1 if start is None else start))
    unfolded = source.whole("nonCollapsedItems", lowest=1, highest=ROWS_LIMIT)
    return Repetition(
        fixed=rows == "fixed" or source.get("allowAddRemove") is False,
        start=0 if rows == "fixed" else start,
        least=least,
        most=most,
        unfolded=None if source.flag("disableCollapse") else unfolded,
    )


def _properties(source: Source) -> Mapping[str, object]:
    properties = source.get("properties")
    return properties if isinstance(properties, Mapping) else {}
