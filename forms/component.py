"""A form as it was drawn: a tree of components, read once and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.feel import Expression
from forms.fields.answer import Answer
from forms.fields.nested import ROWS_LIMIT
from forms.options import Option

if TYPE_CHECKING:
    from marshmallow import Schema


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over the whole form, and what to tell when it is not true."""

    condition: Expression
    message: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Where options come from: drawn in the form, found in the prefill by name, or found by an expression."""

    drawn: tuple[Option, ...] = ()
    name: str | None = None
    expression: Expression | None = None

    @property
    def are_drawn(self) -> bool:
        return self.name is None and self.expression is None


@dataclass(frozen=True, slots=True)
class Question:
    """What people are asked. default: the starting value; prefix, suffix: what stands beside a number (`mnkr`);
    digits: decimals to show; height: lines of a text area; limits: those that depend on other answers, by the name
    that `Given.limits` has for them; autocomplete: what a browser may fill in by itself, as HTML names it."""

    answer: Answer
    default: Any = None
    choices: Choices | None = None
    prefix: str = ""
    suffix: str = ""
    digits: int | None = None
    height: int = 0
    limits: Mapping[str, Expression] = field(default_factory=dict)
    autocomplete: str = ""


@dataclass(frozen=True, slots=True)
class Repetition:
    """The rows of a list. fixed: none is added or removed; start: blank rows to begin with, where the prefill has
    no list; least, most: how many there may be; unfolded: how many are shown before the rest is folded away, None when
    all are."""

    fixed: bool = False
    start: int = 1
    least: int = 0
    most: int = ROWS_LIMIT
    unfolded: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. key: where each row keeps the value."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """What a table shows: the rows that an expression finds, column by column, a page at a time. found_columns: an
    expression for the columns, before those that are drawn; page_rows: rows on a page, None for all on one."""

    rows: Expression
    columns: tuple[Column, ...]
    found_columns: Expression | None = None
    page_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value the server works out. digits: decimals to show; prefix, suffix: its unit."""

    expression: Expression
    prefix: str = ""
    suffix: str = ""
    digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component:
    """One component of a form-js form.

    name: its key, or the path of a group or list; None where its answers lie in what surrounds it, or it has none.
    text: what a text or html says, where an image lies; for an image, label says what it shows.
    hide, readonly: when; a readonly value is never taken from people. prefill: where it starts, or what it is.
    line, columns: form-js `layout.row` and how many of its sixteen columns it takes. outlined: has a frame around it;
    height: of a spacer, in pixels. placeholders: the expressions of every `{{ }}` in its texts, by source.
    documents: an expression for the files that a documentPreview shows.
    schema: what validates one row of a list, or the answers of a group with a path.
    """

    type: str
    id: str
    name: str | None = None
    label: str = ""
    description: str = ""
    text: str = ""
    hide: Expression | None = None
    readonly: bool | Expression = False
    visibility: str | None = None
    rules: tuple[Rule, ...] = ()
    prefill: Expression | None = None
    line: str | None = None
    columns: int | None = None
    outlined: bool = False
    height: int = 0
    placeholders: Mapping[str, Expression] = field(default_factory=dict)
    question: Question | None = None
    repetition: Repetition | None = None
    table: TableSource | None = None
    computed: Computed | None = None
    documents: Expression | None = None
    children: tuple[Component, ...] = ()
    schema: Schema | None = None

    @property
    def key(self) -> str:
        """What it is called in paths: its name, or its id when it has no answer of its own (no name begins so)."""
        return self.name or f"_{self.id}"

    @property
    def is_group(self) -> bool:
        return self.type == "group"

    @property
    def has_answer(self) -> bool:
        """Whether it is one field of the answers: asked or computed."""
        return self.question is not None or self.computed is not None


def shown_expressions(component: Component) -> Iterator[Expression]:
    """The expressions that make what it shows, offers and begins with, and whether it is there; not of what lies in
    it."""
    question, table = component.question, component.table
    found = [component.hide, component.prefill, component.documents, *component.placeholders.values()]
    found += [component.computed.expression] if component.computed else []
    found += [table.rows, table.found_columns] if table else []
    found += [question.choices.expression] if question and question.choices else []
    return (expression for expression in found if expression is not None)


def names_read(component: Component) -> Iterator[str]:
    """Every name that its expressions mention, and those of what lies in it."""
    found = [*shown_expressions(component), *(rule.condition for rule in component.rules)]
    found += [component.readonly] if isinstance(component.readonly, Expression) else []
    if component.question is not None:
        found += component.question.limits.values()
        if component.question.choices is not None:
            yield from (component.question.choices.name or "").split(".")[:1]
    for expression in found:
        yield from expression.names
    for child in component.children:
        yield from names_read(child)


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of a form. path: where its answer lies, without row numbers; visibility: its own code, or that of
    the nearest group or list around it, None when the task's applies."""

    path: str
    type: str
    label: str
    visibility: str | None


def fields_of(
    components: tuple[Component, ...], prefix: str = "", visibility: str | None = None
) -> Iterator[FieldInfo]:
    """Every field that has an answer, and every list, in the order of the form."""
    for component in components:
        code = component.visibility or visibility
        if component.has_answer or component.repetition:
            yield FieldInfo(prefix + component.key, component.type, component.label, code)
        inner = f"{prefix}{component.name}." if component.name else prefix
        yield from fields_of(component.children, inner, code)
