"""Answers that were given, for those who may read them: pairs, sections and tables without a single input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from forms.component import Component
from forms.display import display, is_number, plain
from forms.page import Page
from forms.rendering import environment
from forms.scope import Layer
from forms.validation import LABELS
from forms.wording import set_in

TABULAR_COLUMNS = 7
LONG_TYPES = frozenset({"textarea", "checklist", "taglist", "filepicker"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer, or a section of answers. rows: what lies inside, for each row of a list; columns: the labels, where
    the rows are short enough to be a table."""

    label: str
    value: Markup = field(default_factory=Markup)
    is_amount: bool = False
    is_section: bool = False
    rows: list[list[Entry]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    inner: list[Entry] = field(default_factory=list)


def present(
    components: Sequence[Component],
    answers: Mapping[str, Any],
    readable: Callable[[str], bool],
    page: Page,
    link: Callable[[str], str] | None = None,
) -> Markup:
    """The answers as HTML. readable: by visibility code; a group that may not be read hides all that lies in it."""
    reader = AnswerReader(answers, readable, page, link)
    # No expression of a label knows another day than the answers do.
    entries = list(reader.entries(components, answers, Layer(answers, None, date.min.replace(year=2000)), ""))
    return Markup(environment().get_template("answers.html").render(entries=entries, page=page))  # noqa: S704


class AnswerReader:
    """Walks the form along the answers."""

    def __init__(
        self,
        answers: Mapping[str, Any],
        readable: Callable[[str], bool],
        page: Page,
        link: Callable[[str], str] | None,
    ) -> None:
        stored = answers.get(LABELS)
        self.labels: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {}
        self.readable = readable
        self.page = page
        self.link = link

    def entries(
        self, components: Sequence[Component], answers: Mapping[str, Any], layer: Layer, prefix: str
    ) -> Iterator[Entry]:
        """What the reader may see of the answers that lie side by side here."""
        for component in components:
            if component.visibility is None or self.readable(component.visibility):
                yield from self._entry(component, answers, layer, prefix)

    def _entry(self, component: Component, answers: Mapping[str, Any], layer: Layer, prefix: str) -> Iterator[Entry]:
        label = self._label(component, layer)
        value = answers.get(component.name) if component.name else None
        if component.hide is not None and component.name is not None and value is None:
            return  # it was not asked
        path = f"{prefix}{component.name}." if component.name else prefix
        if component.repetition is not None:
            yield self._list(component, label, value, layer, path)
        elif component.is_group:
            own = value if isinstance(value, Mapping) else {} if component.name else answers
            inner = Layer(own, layer, layer.today) if component.name else layer
            entries = list(self.entries(component.children, own, inner, path))
            if entries and label:
                yield Entry(label, is_section=True, inner=entries)
            else:
                yield from entries
        elif component.has_answer:
            yield Entry(label, self._shown(component, value, path.removesuffix(".")), is_number(value))

    def _list(self, component: Component, label: str, value: Any, layer: Layer, path: str) -> Entry:
        stored = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        columns = [child for child in component.children if child.visibility is None or self.readable(child.visibility)]
        rows: list[list[Entry]] = []
        tabular = len(columns) <= TABULAR_COLUMNS and all(_is_short(child) for child in columns)
        for row in stored:
            inner = Layer(row, layer, layer.today)
            if tabular:
                rows.append([self._cell(child, row, inner, path) for child in columns])
            else:
                rows.append(list(self.entries(columns, row, inner, path)))
        names = tuple(self._label(child, layer) for child in columns) if tabular else ()
        return Entry(label, is_section=True, rows=rows, columns=names)

    def _cell(self, component: Component, row: Mapping[str, Any], layer: Layer, path: str) -> Entry:
        value = row.get(component.name or "")
        return Entry(
            self._label(component, layer), self._shown(component, value, f"{path}{component.name}"), is_number(value)
        )

    def _label(self, component: Component, layer: Layer) -> str:
        text = self.page.translate(component.label)
        return set_in(text, component.placeholders, layer.compute, lambda value: plain(value, self.page))

    def _shown(self, component: Component, value: Any, path: str) -> Markup:
        labels: dict[str, str] = {}
        if component.question is not None and component.question.choices is not None:
            labels = {option.text: option.label for option in component.question.choices.drawn}
            stored = self.labels.get(path)
            labels |= stored if isinstance(stored, Mapping) else {}
        return display(component, value, labels, self.page, self.link)


def _is_short(component: Component) -> bool:
    return component.has_answer and component.type not in LONG_TYPES
