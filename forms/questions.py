"""Which field each type of component is, with the limits drawn in the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import regex

from forms.component import Choices, Question
from forms.fields.answer import Answer
from forms.fields.choice import OneOf, SomeOf, Ticked
from forms.fields.files import FilesAnswer
from forms.fields.moment import MomentAnswer, MomentKind
from forms.fields.number import NumberAnswer
from forms.fields.text import TextAnswer
from forms.options import read_options
from forms.source import Source

TEXT_CHECKS = frozenset({"minLength", "maxLength", "pattern", "validationType"})
CHECKS: dict[str, frozenset[str]] = {
    "textfield": TEXT_CHECKS,
    "textarea": TEXT_CHECKS,
    "number": frozenset({"min", "max"}),
}
"""What `validate` may hold besides `required`, by type."""

TEXT_AREA_LINES = 4


def read_question(source: Source, kind: str) -> Question:
    """What a component of this type asks. Every type in QUESTIONS has one."""
    _check_validations(source, kind)
    return QUESTIONS[kind](source, source.flag("validate", "required"))


def _check_validations(source: Source, kind: str) -> None:
    validations = source.get("validate")
    if validations is None:
        return
    if not isinstance(validations, dict):
        source.refuse('"validate" is not an object.', "Draw the form anew in the form editor.")
        return
    for name in validations.keys() - CHECKS.get(kind, frozenset()) - {"required"}:
        source.refuse(f'The validation "{name}" is unknown for a {kind}.', "Remove it, or write a yearwheel:rule.")


def _text(source: Source, mandatory: bool, *, lines: bool) -> Question:
    answer = TextAnswer(
        mandatory=mandatory,
        lines=lines,
        shortest=source.whole("validate", "minLength"),
        longest=source.whole("validate", "maxLength", lowest=1),
        pattern=_pattern(source),
        kind=_kind(source),
    )
    height = min(source.whole("rows") or TEXT_AREA_LINES, 30) if lines else 0
    return _shown(source, answer, default=source.text("defaultValue") or None, height=height)


def _pattern(source: Source) -> str | None:
    pattern = source.text("validate", "pattern")
    if not pattern:
        return None
    try:
        regex.compile(pattern)
    except regex.error as error:
        source.refuse(f"The pattern cannot be read: {error}.", "Correct the regular expression.")
        return None
    return pattern


def _kind(source: Source) -> str | None:
    kind = source.text("validate", "validationType")
    if kind in ("", "custom"):
        return None
    if kind not in ("email", "phone"):
        source.refuse(f'The validationType "{kind}" is unknown.', "Use email or phone, or a pattern.")
        return None
    return kind


def _number(source: Source, mandatory: bool) -> Question:
    digits = source.whole("decimalDigits", highest=10)
    answer = NumberAnswer(
        mandatory=mandatory,
        lowest=source.number("validate", "min"),
        highest=source.number("validate", "max"),
        digits=digits,
    )
    default = source.number("defaultValue")
    return _shown(source, answer, default=None if default is None else source.get("defaultValue"), digits=digits)


def _moment(source: Source, mandatory: bool) -> Question:
    subtype = source.text("subtype") or MomentKind.DATE
    if subtype not in set(MomentKind):
        source.refuse(f'The subtype "{subtype}" is unknown.', "Use date, time or datetime.")
        subtype = MomentKind.DATE
    answer = MomentAnswer(mandatory=mandatory, kind=MomentKind(subtype), not_passed=source.flag("disallowPassedDates"))
    return Question(answer, default=source.text("defaultValue") or None)


def _one_of(source: Source, mandatory: bool) -> Question:
    return Question(OneOf(mandatory=mandatory), default=source.get("defaultValue"), choices=_choices(source))


def _some_of(source: Source, mandatory: bool) -> Question:
    return Question(SomeOf(mandatory=mandatory), default=source.get("defaultValue"), choices=_choices(source))


def _ticked(source: Source, mandatory: bool) -> Question:
    return Question(Ticked(mandatory=mandatory), default=source.flag("defaultValue"))


def _files(source: Source, mandatory: bool) -> Question:
    return Question(FilesAnswer(mandatory=mandatory, accept=source.text("accept"), multiple=source.flag("multiple")))


def _choices(source: Source) -> Choices:
    name = source.text("valuesKey").strip()
    expression = source.expression("valuesExpression")
    drawn = read_options(source.parts("values"))
    if not (name or expression or drawn) and not source.text("valuesExpression"):
        source.refuse("There is nothing to choose from.", "Add values, valuesKey or valuesExpression.")
    return Choices(drawn=drawn if not (name or expression) else (), name=name or None, expression=expression)


def _shown(source: Source, answer: Answer, **settings: Any) -> Question:
    return Question(
        answer,
        prefix=source.text("appearance", "prefixAdorner"),
        suffix=source.text("appearance", "suffixAdorner"),
        **settings,
    )


QUESTIONS: dict[str, Callable[[Source, bool], Question]] = {
    "textfield": lambda source, mandatory: _text(source, mandatory, lines=False),
    "textarea": lambda source, mandatory: _text(source, mandatory, lines=True),
    "number": _number,
    "datetime": _moment,
    "select": _one_of,
    "radio": _one_of,
    "checkbox": _ticked,
    "checklist": _some_of,
    "taglist": _some_of,
    "filepicker": _files,
}
