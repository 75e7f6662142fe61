"""Writes a filled-in sheet as HTML, with the classes of Designsystemet; every template escapes what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from forms.component import Component
from forms.display import file_size, is_number
from forms.page import MANY_OPTIONS, Page, dom_id
from forms.posted import ROWS_MARK
from forms.prose import markdown, plain_text
from forms.sheet import ROW_KEY, Node, Sheet
from forms.wording import set_in

TEMPLATES = {
    "textfield": "input",
    "number": "input",
    "datetime": "input",
    "textarea": "textarea",
    "select": "select",
    "radio": "choices",
    "checklist": "choices",
    "taglist": "choices",
    "checkbox": "checkbox",
    "filepicker": "files",
    "group": "group",
    "dynamiclist": "rows",
    "expression": "output",
    "table": "table",
    "text": "text",
    "html": "html",
    "separator": "separator",
    "spacer": "spacer",
}
TABULAR_TYPES = frozenset({"textfield", "number", "datetime", "select", "checkbox", "expression"})
TABULAR_COLUMNS = 8


@cache
def environment() -> Environment:
    """The templates of this package, with autoescape for every one of them."""
    found = Environment(
        loader=PackageLoader("forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.tests["amount"] = is_number
    found.globals.update(ROW_KEY=ROW_KEY, ROWS_MARK=ROWS_MARK, MANY_OPTIONS=MANY_OPTIONS)
    return found


def render_fields(sheet: Sheet, page: Page) -> Markup:
    """Every field of the sheet."""
    return FieldWriter(page).all(sheet.nodes)


def render_error_summary(components: Sequence[Component], page: Page) -> Markup:
    """Links to the faults; empty if there are none."""
    if not page.errors:
        return Markup("")
    faults = [
        (dom_id(path), _place(components, path, page), page.translate(message)) for path, message in page.errors.items()
    ]
    return Markup(environment().get_template("error_summary.html").render(faults=faults, page=page))  # noqa: S704


class FieldWriter:
    """Writes nodes one by one; templates of groups and lists call it for what lies inside them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def all(self, nodes: list[Node]) -> Markup:
        """The form from its beginning, with a default action before the buttons inside it: Enter in a text field
        presses the first button of a form, and must not remove a row."""
        head = self._template("default_action") if any(_has_buttons(node.component) for node in nodes) else Markup("")
        return head + self.lines(nodes)

    def lines(self, nodes: Iterable[Node]) -> Markup:
        """Nodes under each other, or side by side where they share a line."""
        return Markup("\n").join(self._template("line", nodes=group) for group in _lines(nodes))

    def field(self, node: Node) -> Markup:
        """One node."""
        kind = node.component.type
        readonly = node.readonly and node.component.question is not None
        return self._template("output" if readonly else TEMPLATES[kind], node=node)

    def cell(self, node: Node, title: str) -> Markup:
        """One node in a table of rows, whose label also names the row."""
        readonly = node.readonly and node.component.question is not None
        name = "cell" if readonly or node.component.computed else TEMPLATES[node.component.type]
        return self._template(name, node=node, row=title)

    def prose(self, node: Node) -> Markup:
        """A text component: Markdown with values set in, or the text that an expression gives."""
        text = self.page.translate(node.component.text)

        def slots(reserve: Any, source: str) -> str:
            return set_in(source, node.component.placeholders, node.layer.compute, lambda v: reserve(self.page.cell(v)))

        return markdown(text, slots)

    def paragraphs(self, node: Node) -> list[str]:
        """An html component as plain paragraphs."""
        source = self.page.translate(node.component.text)
        return [self.page.words(node, paragraph) for paragraph in plain_text(source)]

    def table_rows(self, node: Node) -> list[dict[str, Any]]:
        """The rows of a table component."""
        table = node.component.table
        rows = node.layer.compute(table.rows) if table is not None else None
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def is_tabular(self, node: Node) -> bool:
        """Whether the rows of a list are short enough to stand in a table."""
        children = node.component.children
        return len(children) <= TABULAR_COLUMNS and all(child.type in TABULAR_TYPES for child in children)

    def columns(self, node: Node) -> list[tuple[int, Node]]:
        """The columns of such a table that any row shows, each with its first node."""
        found = []
        for place in range(len(node.component.children)):
            shown = [row.nodes[place] for row in node.rows if not row.nodes[place].hidden]
            if shown:
                found.append((place, shown[0]))
        return found

    def file_size(self, size: int) -> str:
        return file_size(size, self.page)

    def _template(self, name: str, row: str = "", **values: Any) -> Markup:
        template = environment().get_template(f"{name}.html")
        return Markup(template.render(page=self.page, write=self, row=row, **values))  # noqa: S704 - autoescaped


def _lines(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    shown = [node for node in nodes if not node.hidden]
    for _, group in groupby(enumerate(shown), key=lambda pair: pair[1].component.line or pair[0]):
        yield [node for _, node in group]


def _has_buttons(component: Component) -> bool:
    movable = component.repetition is not None and not component.repetition.fixed
    return movable or component.type == "filepicker" or any(_has_buttons(child) for child in component.children)


def _place(components: Sequence[Component], path: str, page: Page) -> str:
    """Where a fault lies, in words: the labels on the way to it and the numbers of rows."""
    words: list[str] = []
    for part in path.split("."):
        if part.isdecimal():
            words.append(f"{page.say('row').lower()} {int(part) + 1}")
            continue
        component = _find(components, part)
        if component is None:
            break
        if component.label:
            words.append(page.translate(component.label))
        components = component.children
    return ", ".join(words)


def _find(components: Sequence[Component], key: str) -> Component | None:
    for component in components:
        if component.key == key:
            return component
        if component.name is None and (found := _find(component.children, key)) is not None:
            return found
    return None
