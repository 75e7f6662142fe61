"""From a form-js schema to components, and everything that is wrong with it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema

from engine.errors import Problem
from engine.feel import Expression
from forms.component import Column, Component, Computed, Repetition, TableSource
from forms.fields.answer import Answer
from forms.fields.nested import Rows, Section
from forms.guarded import guarded_problems
from forms.html_text import check_html, is_own_path
from forms.known import NOT_SHOWN, check_form, check_known
from forms.properties import check_properties, read_prefill, read_repetition, read_rules, read_visibility
from forms.questions import QUESTIONS, read_question
from forms.source import Source
from forms.wording import read_placeholders

DEPTH_LIMIT = 8
COMPONENTS_LIMIT = 1_000
SCHEMA_VERSION = 19
GRID_COLUMNS = 16
SHOWN = frozenset({"text", "html", "image", "separator", "spacer", "table", "documentPreview"})
NAMED = frozenset({"dynamiclist", "expression", "table", "documentPreview"})
"""What needs a label without being a question."""
CONTAINERS = frozenset({"group", "dynamiclist"})
OWN_BUTTONS = "button"
RESERVED = frozenset({"csrf_token"})


class FormReader:
    """Reads one schema. problems: what was found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.ids: set[str] = set()
        self.count = 0

    def read(self, schema: Mapping[str, Any]) -> tuple[Component, ...]:
        """The top-level components."""
        source = Source(schema, self.problems)
        if not source.id:
            source.refuse("The form has no id.", "Give it one: user tasks name the form by it.")
        check_form(source)
        version = source.get("schemaVersion")
        if isinstance(version, int) and version > SCHEMA_VERSION:
            source.refuse(f"schemaVersion {version} is newer than {SCHEMA_VERSION}.", "Save it in the form editor.")
        if not isinstance(source.get("components"), list):
            source.refuse("The form has no components.", "Draw it in the form editor.")
            return ()
        components = self._components(source, set(), 0)
        self.problems += guarded_problems(components)
        return components

    def _components(self, parent: Source, names: set[str], depth: int) -> tuple[Component, ...]:
        if depth > DEPTH_LIMIT:
            parent.refuse(f"Groups lie more than {DEPTH_LIMIT} deep in each other.", "Make the form flatter.")
            return ()
        found: list[Component] = []
        for part in parent.parts("components"):
            self.count += 1
            if self.count > COMPONENTS_LIMIT:
                parent.refuse(f"The form has more than {COMPONENTS_LIMIT} components.", "Divide it.")
                break
            component = self._component(Source(part, self.problems), names, depth)
            if component is not None:
                found.append(component)
        return tuple(found)

    def _component(self, source: Source, names: set[str], depth: int) -> Component | None:
        kind = source.get("type")
        self._check_identity(source)
        if kind == OWN_BUTTONS:
            source.refuse("Buttons of a form are left out.", "The page has its own.", warning=True)
            return None
        if isinstance(kind, str) and kind in NOT_SHOWN:
            source.refuse(f'The component type "{kind}" is not shown here.', NOT_SHOWN[kind])
            return None
        if not isinstance(kind, str) or kind not in QUESTIONS.keys() | SHOWN | CONTAINERS | {"expression"}:
            source.refuse(f'The component type "{kind}" is unknown.', "Use a type that this system can show.")
            return None
        check_known(source, kind)
        check_properties(source)
        return self._build(source, kind, self._name(source, kind, names), names, depth)

    def _build(self, source: Source, kind: str, name: str | None, names: set[str], depth: int) -> Component:
        inner = names if kind == "group" and name is None else set()
        children = self._components(source, inner, depth + 1) if kind in CONTAINERS else ()
        label, description, text = _label(source), source.text("description"), _text(source)
        question = read_question(source, kind) if kind in QUESTIONS else None
        repetition = self._repetition(source, children) if kind == "dynamiclist" else None
        computed = _computed(source) if kind == "expression" else None
        if not label and (question is not None or kind in NAMED):
            source.refuse(f"A {kind} has no label.", "Add one: people who cannot see the page depend on it.")
        beside = question or computed
        adorners = (beside.prefix, beside.suffix) if beside else ()
        return Component(
            type=kind,
            id=source.id,
            name=name,
            label=label,
            description=description,
            text=text,
            hide=source.expression("conditional", "hide"),
            readonly=source.switch("readonly") or source.switch("disabled"),
            visibility=read_visibility(source),
            rules=read_rules(source),
            prefill=read_prefill(source),
            line=_line(source),
            columns=source.whole("layout", "columns", lowest=1, highest=GRID_COLUMNS),
            outlined=source.flag("showOutline"),
            height=source.whole("height") or 0 if kind == "spacer" else 0,
            placeholders=read_placeholders(source, label, description, text, *adorners),
            question=question,
            repetition=repetition,
            table=_table(source) if kind == "table" else None,
            computed=computed,
            documents=_documents(source) if kind == "documentPreview" else None,
            children=children,
            schema=build_schema(children) if kind in CONTAINERS and name else None,
        )

    def _check_identity(self, source: Source) -> None:
        if not source.id:
            source.refuse("A component has no id.", "Save the form in the form editor, which gives it one.")
        elif source.id in self.ids:
            source.refuse(f'The id "{source.id}" is used twice.', "Give each component its own id.")
        self.ids.add(source.id)

    def _name(self, source: Source, kind: str, names: set[str]) -> str | None:
        if kind in SHOWN:
            return None
        where = "path" if kind in CONTAINERS else "key"
        name = source.text(where).strip()
        if not name:
            if kind != "group":
                source.refuse(f"A {kind} has no {where}.", f"Give it a {where}: its answer is kept under it.")
            return None
        if not name.isidentifier() or name.startswith("_") or name in RESERVED:
            source.refuse(f'"{name}" cannot be a {where}.', "Use letters, digits and underscores; begin with a letter.")
            return None
        if name in names:
            source.refuse(f'The {where} "{name}" is used twice.', "Give each field its own.")
            return None
        names.add(name)
        return name

    def _repetition(self, source: Source, children: Iterable[Component]) -> Repetition:
        repetition = read_repetition(source)
        if not repetition.fixed and any(child.question and child.readonly is True for child in _flat(children)):
            source.refuse(
                "A row that can be removed holds a readonly field.",
                'Set yearwheel:rows to "fixed", so that each row keeps its place in the prefill.',
            )
        if not source.get("components"):
            source.refuse("The list has no fields.", "Draw the fields of one row inside it.")
        if source.get("isRepeating") is False:
            source.refuse("A list with isRepeating false has no rows.", "Draw a group instead.")
        return repetition


def build_schema(components: Iterable[Component]) -> Schema:
    """The marshmallow schema of the answers that lie side by side here."""
    # Schema attributes get numbers as names, so that a field may be called "load" or "Meta" without harm.
    members: dict[str, Any] = {}
    for component in _flat(components):
        field: Any = None
        if component.repetition is not None and component.schema is not None:
            field = Rows(component.schema, component.repetition.least, component.repetition.most)
        elif component.schema is not None:
            field = Section(component.schema)
        elif component.question is not None:
            field = component.question.answer
        elif component.computed is not None:
            field = Answer()
        if field is not None and component.name is not None:
            field.data_key = field.attribute = component.name
            members[f"field_{len(members)}"] = field
    return Schema.from_dict(members, name="Answers")(unknown=EXCLUDE)


def _flat(components: Iterable[Component]) -> Iterable[Component]:
    """The components whose answers lie here: those of groups without a path count as their parent's."""
    for component in components:
        if component.is_group and component.name is None:
            yield from _flat(component.children)
        else:
            yield component


def _label(source: Source) -> str:
    if source.get("type") == "image":
        return source.text("alt")
    if source.get("type") == "documentPreview":
        return source.text("label") or source.text("title")
    if source.get("type") != "datetime":
        return source.text("label")
    first, second = ("timeLabel", "dateLabel") if source.get("subtype") == "time" else ("dateLabel", "timeLabel")
    return source.text("label") or source.text(first) or source.text(second)


def _text(source: Source) -> str:
    """What a text says, or where an image lies."""
    match source.get("type"):
        case "text":
            return source.text("text")
        case "html":
            content = source.text("content")
            check_html(source, content)
            return content
        case "image":
            return _image(source)
        case _:
            return ""


def _image(source: Source) -> str:
    address = source.text("source").strip()
    if not source.text("alt").strip():
        source.refuse("An image has no alt.", "Say in words what it shows: people who cannot see it depend on it.")
    if not address:
        source.refuse("An image has no source.", "Give the address of a picture on this site.")
    elif not address.startswith("=") and "{{" not in address and not is_own_path(address):
        source.refuse(
            "The image lies on another site or inside the form.",
            "Put the picture on this site and give its path, which begins with one slash.",
        )
    return address


def _documents(source: Source) -> Expression | None:
    documents = source.expression("dataSource")
    if documents is None and not source.text("dataSource").strip():
        source.refuse("The documentPreview has no dataSource.", "Name the value that holds the files.")
    return documents


def _line(source: Source) -> str | None:
    row = source.get("layout", "row")
    return row if isinstance(row, str) else None


def _computed(source: Source) -> Computed | None:
    expression = source.expression("expression")
    if expression is None:
        if not source.text("expression").strip():
            source.refuse("The expression is empty.", "Write a FEEL expression.")
        return None
    prefix, suffix = source.text("appearance", "prefixAdorner"), source.text("appearance", "suffixAdorner")
    return Computed(expression, prefix, suffix, source.whole("decimalDigits", highest=10))


def _table(source: Source) -> TableSource | None:
    rows = source.expression("dataSource")
    if rows is None and not source.text("dataSource").strip():
        source.refuse("The table has no dataSource.", "Name the prefill value that holds its rows.")
    part = [(column.get("key"), column.get("label")) for column in source.parts("columns")]
    columns = tuple(Column(key, label) for key, label in part if isinstance(key, str) and isinstance(label, str))
    found = source.expression("columnsExpression")
    if len(columns) != len(part) or not (columns or source.text("columnsExpression").strip()):
        source.refuse("The table needs columns, each with a key and a label.", "Add them, or a columnsExpression.")
    page_rows = source.whole("rowCount", lowest=1, highest=1_000)
    return None if rows is None else TableSource(rows, columns, found, page_rows)
