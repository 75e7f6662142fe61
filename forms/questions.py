"""Which field each type of component is, with the limits drawn in the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import regex

from engine.feel import Expression
from forms.component import Choices, Question
from forms.fields.answer import Answer
from forms.fields.choice import OneOf, SomeOf, Ticked
from forms.fields.files import FilesAnswer
from forms.fields.moment import MomentAnswer, MomentKind, Written
from forms.fields.number import NumberAnswer
from forms.fields.text import TextAnswer
from forms.options import read_options
from forms.properties import read_autocomplete
from forms.source import Source

TEXT_CHECKS = frozenset({"minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"})
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
    limits = _limits(source, shortest=("validate", "minLength"), longest=("validate", "maxLength"))
    answer = TextAnswer(
        mandatory=mandatory,
        lines=lines,
        shortest=None if "shortest" in limits else source.whole("validate", "minLength"),
        longest=None if "longest" in limits else source.whole("validate", "maxLength", lowest=1),
        pattern=_pattern(source),
        pattern_words=source.text("validate", "patternErrorMessage").strip(),
        kind=_kind(source),
    )
    height = min(source.whole("rows") or TEXT_AREA_LINES, 30) if lines else 0
    default, purpose = source.text("defaultValue") or None, read_autocomplete(source)
    return _shown(source, answer, default=default, height=height, limits=limits, autocomplete=purpose)


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
    limits = _limits(source, lowest=("validate", "min"), highest=("validate", "max"))
    digits, step = source.whole("decimalDigits", highest=10), source.number("increment")
    if step is not None and step <= 0:
        source.refuse('"increment" is not more than 0.', "Write the smallest step between two answers.")
        step = None
    answer = NumberAnswer(
        mandatory=mandatory,
        lowest=None if "lowest" in limits else source.number("validate", "min"),
        highest=None if "highest" in limits else source.number("validate", "max"),
        digits=digits,
        step=step,
        as_text=source.flag("serializeToString"),
    )
    default = source.number("defaultValue")
    start = None if default is None else source.get("defaultValue")
    return _shown(source, answer, default=start, digits=digits, limits=limits)


def _moment(source: Source, mandatory: bool) -> Question:
    subtype = source.text("subtype") or MomentKind.DATE
    if subtype not in set(MomentKind):
        source.refuse(f'The subtype "{subtype}" is unknown.', "Use date, time or datetime.")
        subtype = MomentKind.DATE
    written = source.text("timeSerializingFormat") or Written.LOCAL
    if written not in set(Written):
        source.refuse(f'The timeSerializingFormat "{written}" is unknown.', f"Use one of {', '.join(Written)}.")
        written = Written.LOCAL
    source.flag("use24h")  # how the time is shown is for the reader's own browser to choose
    answer = MomentAnswer(
        mandatory=mandatory,
        kind=MomentKind(subtype),
        not_passed=source.flag("disallowPassedDates"),
        interval=source.whole("timeInterval", lowest=1, highest=720),
        written=Written(written),
    )
    return Question(answer, default=source.text("defaultValue") or None, autocomplete=read_autocomplete(source))


def _one_of(source: Source, mandatory: bool) -> Question:
    return Question(OneOf(mandatory=mandatory), default=source.get("defaultValue"), choices=_choices(source))


def _some_of(source: Source, mandatory: bool) -> Question:
    return Question(SomeOf(mandatory=mandatory), default=source.get("defaultValue"), choices=_choices(source))


def _ticked(source: Source, mandatory: bool) -> Question:
    return Question(Ticked(mandatory=mandatory), default=source.flag("defaultValue"))


def _files(source: Source, mandatory: bool) -> Question:
    limits = _limits(source, accept=("accept",), multiple=("multiple",))
    answer = FilesAnswer(
        mandatory=mandatory,
        accept="" if "accept" in limits else source.text("accept"),
        multiple="multiple" not in limits and source.flag("multiple"),
    )
    return Question(answer, limits=limits)


def _limits(source: Source, **paths: tuple[str, ...]) -> dict[str, Expression]:
    """The limits that depend on other answers."""
    found = {name: source.limit(*path) for name, path in paths.items()}
    return {name: expression for name, expression in found.items() if expression is not None}


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
