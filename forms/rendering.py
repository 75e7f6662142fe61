"""Writes a filled-in sheet as HTML, with the classes of Designsystemet; every template escapes what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from forms.component import Component
from forms.display import file_link, file_size, is_number
from forms.html_text import clean_html, is_own_path
from forms.page import MANY_OPTIONS, Page
from forms.posted import ROWS_MARK
from forms.prose import markdown
from forms.sheet import ROW_KEY, Node, Sheet
from forms.tables import ShownTable, View, shown_table, write_views
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
    "image": "image",
    "documentPreview": "documents",
    "separator": "separator",
    "spacer": "spacer",
}
TABULAR_TYPES = frozenset({"textfield", "number", "datetime", "select", "checkbox", "expression"})
TABULAR_COLUMNS = 8
SPACERS = ((20, "small"), (60, "medium"))


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


class FieldWriter:
    """Writes nodes one by one; templates of groups and lists call it for what lies inside them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def all(self, nodes: list[Node]) -> Markup:
        """The form from its beginning, with a default action before the buttons inside it: Enter in a text field
        presses the first button of a form, and must not remove a row."""
        copies = any(self._may_copy(node) for node in nodes)
        buttons = copies or any(_has_buttons(node.component) for node in nodes)
        head = self._template("default_action") if buttons else Markup("")
        return head + self._template("start", copies=copies, marks=_marks(nodes)) + self.lines(nodes)

    def lines(self, nodes: Iterable[Node]) -> Markup:
        """Nodes under each other, or side by side where they share a line."""
        return Markup("\n").join(self._template("line", nodes=group) for group in _lines(nodes))

    def field(self, node: Node) -> Markup:
        """One node."""
        kind = node.component.type
        readonly = node.readonly and node.component.question is not None
        written = self._template("output" if readonly else TEMPLATES[kind], node=node)
        if self.page.earlier.answers and self.page.before(node) is not None:
            written += self._template("before", node=node)
        return written

    def cell(self, node: Node, title: str) -> Markup:
        """One node in a table of rows, whose label also names the row."""
        readonly = node.readonly and node.component.question is not None
        name = "cell" if readonly or node.component.computed else TEMPLATES[node.component.type]
        return self._template(name, node=node, row=title)

    def prose(self, node: Node) -> Markup:
        """A text component: Markdown with values set in, or the text that an expression gives."""
        text = self.page.translate(node.component.text)

        def slots(reserve: Any, source: str) -> str:
            return set_in(source, node.component.placeholders, node.layer, lambda v: reserve(self.page.cell(v)))

        return markdown(text, slots)

    def html(self, node: Node) -> Markup:
        """An html component: its values are text, whatever they hold."""
        source = self.page.translate(node.component.text)
        filled = set_in(source, node.component.placeholders, node.layer, lambda v: str(escape(self.page.cell(v))))
        return clean_html(filled)

    def image_address(self, node: Node) -> str:
        """Where an image lies; empty unless that is on this site."""
        address = self.page.words(node, node.component.text).strip()
        return address if is_own_path(address) else ""

    def documents(self, node: Node) -> list[Markup]:
        """The files of a documentPreview, each by its name: `{id, filename, size}` as file pickers keep them."""
        found = node.layer.compute(node.component.documents) if node.component.documents is not None else None
        files = found if isinstance(found, list) else [found]
        return [file_link(file, self.page) for file in files if isinstance(file, dict) and file.get("filename")]

    def table(self, node: Node) -> ShownTable:
        """A table component as it is looked at."""
        return shown_table(node, self.page.view(node))

    def table_button(self, node: Node, view: View) -> str:
        """What a button posts that shows the table in this way, and the others as they are shown now."""
        identity = node.component.id
        return write_views({identity: view, **{key: kept for key, kept in self.page.views.items() if key != identity}})

    def was_pressed(self, node: Node) -> bool:
        """Whether it was this table that was last looked at in another way."""
        return next(iter(self.page.views), None) == node.component.id

    def spacer_size(self, node: Node) -> str:
        return next((size for limit, size in SPACERS if node.component.height <= limit), "large")

    def unfolded(self, node: Node) -> int:
        """How many rows of a list are shown before the rest is folded away."""
        repetition = node.component.repetition
        count = len(node.rows)
        if repetition is None or repetition.unfolded is None:
            return count
        return min(count, repetition.unfolded)

    def is_open(self, node: Node) -> bool:
        """Whether the rows that are folded away are shown at first: one of them has a fault or was just added."""
        places = [f"{node.path}.{index}" for index in range(self.unfolded(node), len(node.rows))]
        paths = [*self.page.errors, self.page.focus or ""]
        return any(path == place or path.startswith(f"{place}.") for path in paths for place in places)

    def may_add(self, node: Node) -> bool:
        repetition = node.component.repetition
        return repetition is not None and not repetition.fixed and len(node.rows) < repetition.most

    def may_remove(self, node: Node) -> bool:
        repetition = node.component.repetition
        return repetition is not None and not repetition.fixed and len(node.rows) > repetition.least

    def _may_copy(self, node: Node) -> bool:
        if not self.page.earlier.answers:
            return False
        inner = [child for row in node.rows for child in row.nodes] if node.component.is_group else []
        return self.page.before(node) is not None or any(self._may_copy(child) for child in inner)

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


def _marks(nodes: Iterable[Node]) -> bool:
    """Whether some questions may be left out and others not, so that it has to be said how they differ."""
    found = {
        node.component.question.answer.mandatory
        for node in _asked(nodes)
        if node.component.question is not None and not node.readonly and node.component.type != "checkbox"
    }
    return len(found) == 2


def _asked(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if not node.hidden:
            yield node
            for row in node.rows[:1]:
                yield from _asked(row.nodes)


def _has_buttons(component: Component) -> bool:
    movable = component.repetition is not None and not component.repetition.fixed
    return (
        movable or component.type in ("filepicker", "table") or any(_has_buttons(child) for child in component.children)
    )
