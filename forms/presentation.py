"""Answers that were given, for those who may read them: pairs, sections and tables without a single input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from forms.component import Component
from forms.display import display, is_number
from forms.earlier import compare, is_blank
from forms.page import TEXTS, Page
from forms.readable import Readable, labels_of, readable_part
from forms.rendering import environment
from forms.scope import Layer

TABULAR_COLUMNS = 7
LONG_TYPES = frozenset({"textarea", "checklist", "taglist", "filepicker"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer, or a section of answers. rows: what lies inside, for each row of a list; columns: the labels, where
    the rows are short enough to be a table; change: how it differs from what was answered the time before; before: the
    rows of that time, where they were others."""

    label: str
    value: Markup = field(default_factory=Markup)
    is_amount: bool = False
    is_section: bool = False
    rows: list[list[Entry]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    inner: list[Entry] = field(default_factory=list)
    change: Markup | None = None
    before: Entry | None = None


def present(components: Sequence[Component], answers: Mapping[str, Any], readable: Readable, page: Page) -> Markup:
    """The answers as HTML. readable: by visibility code; a group that may not be read hides all that lies in it, and
    no label can quote from it."""
    # From here on there is nothing but what the reader may see, and no expression of a label can know better.
    shown = readable_part(components, answers, readable)
    reader = AnswerReader(labels_of(answers), readable, page)
    if page.earlier.answers:
        reader.before = AnswerReader(labels_of(page.earlier.answers), readable, page)
    earlier = readable_part(components, page.earlier.answers, readable)
    # No expression of a label knows another day than the answers do.
    layer = Layer(shown, None, date.min.replace(year=2000))
    entries = list(reader.entries(components, shown, layer, "", earlier))
    return Markup(environment().get_template("answers.html").render(entries=entries, page=page))  # noqa: S704


class AnswerReader:
    """Walks the form along the answers. labels: what chosen options were called; before: the reader of the earlier
    answers, None where there are none to compare with."""

    def __init__(self, labels: Mapping[str, Any], readable: Readable, page: Page) -> None:
        self.labels = labels
        self.readable = readable
        self.page = page
        self.before: AnswerReader | None = None

    def entries(
        self,
        components: Sequence[Component],
        answers: Mapping[str, Any],
        layer: Layer,
        prefix: str,
        earlier: Mapping[str, Any] | None = None,
    ) -> Iterator[Entry]:
        """What the reader may see of the answers that lie side by side here. earlier: those of the time before, which
        rows do not have."""
        for component in components:
            if component.visibility is None or self.readable(component.visibility):
                yield from self._entry(component, answers, layer, prefix, earlier)

    def _entry(
        self,
        component: Component,
        answers: Mapping[str, Any],
        layer: Layer,
        prefix: str,
        earlier: Mapping[str, Any] | None,
    ) -> Iterator[Entry]:
        label = self._label(component, layer)
        value = answers.get(component.name) if component.name else None
        if component.hide is not None and component.name is not None and value is None:
            return  # it was not asked
        path = f"{prefix}{component.name}." if component.name else prefix
        before = earlier.get(component.name) if earlier is not None and component.name else None
        if component.repetition is not None:
            yield self._changed_list(component, label, value, before, layer, path)
        elif component.is_group:
            own = value if isinstance(value, Mapping) else {} if component.name else answers
            inner = Layer(own, layer, layer.today) if component.name else layer
            if component.name and earlier is not None:
                earlier = before if isinstance(before, Mapping) else {}
            entries = list(self.entries(component.children, own, inner, path, earlier))
            if entries and label:
                yield Entry(label, is_section=True, inner=entries)
            else:
                yield from entries
        elif component.has_answer:
            place = path.removesuffix(".")
            shown = self._shown(component, value, place, layer)
            change = self._change(component, value, before, place, layer) if earlier is not None else None
            yield Entry(label, shown, is_number(value), change=change)

    def _change(self, component: Component, value: Any, before: Any, path: str, layer: Layer) -> Markup | None:
        """How an answer differs from the earlier one, None where it does not or there is none to compare with."""
        if self.before is None or component.type == "filepicker" or value == before or is_blank(before):
            return None
        if component.type in TEXTS and isinstance(value, str) and isinstance(before, str):
            return compare(before, value, self.page.say("taken_away"), self.page.say("added"))
        shown = self.before._shown(component, before, path, layer)
        return Markup('<del><span class="ds-sr-only">{}: </span>{}</del>').format(self.page.say("taken_away"), shown)

    def _changed_list(
        self, component: Component, label: str, value: Any, before: Any, layer: Layer, path: str
    ) -> Entry:
        entry = self._list(component, label, value, layer, path)
        if self.before is None or is_blank(before) or value == before:
            return entry
        return replace(entry, before=self.before._list(component, label, before, layer, path))

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
            self._label(component, layer),
            self._shown(component, value, f"{path}{component.name}", layer),
            is_number(value),
        )

    def _label(self, component: Component, layer: Layer) -> str:
        return self.page.words_of(component, component.label, layer)

    def _shown(self, component: Component, value: Any, path: str, layer: Layer) -> Markup:
        labels: dict[str, str] = {}
        if component.question is not None and component.question.choices is not None:
            labels = {option.text: option.label for option in component.question.choices.drawn}
            stored = self.labels.get(path)
            labels |= stored if isinstance(stored, Mapping) else {}
        return display(component, value, labels, self.page, lambda text: self.page.words_of(component, text, layer))


def _is_short(component: Component) -> bool:
    return component.has_answer and component.type not in LONG_TYPES
