"""What the templates ask while a form is written: words in the reader's language, ids, faults, values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any

from markupsafe import Markup, escape

from engine.errors import FieldError
from forms.component import Component
from forms.display import display, local_text, plain
from forms.earlier import Earlier, answer_at, can_copy, compare, is_blank
from forms.fields.answer import Rejected, several, single
from forms.fields.files import FilesAnswer, read_file
from forms.fields.moment import MomentAnswer, MomentKind
from forms.fields.number import NumberAnswer
from forms.fields.text import TextAnswer
from forms.messages import say
from forms.numbers import read_number, write_number
from forms.options import Option, option_text
from forms.readable import labels_of
from forms.scope import Layer
from forms.sheet import Node, Row
from forms.tables import View, Views
from forms.wording import set_in

INPUT_TYPES = {MomentKind.DATE: "date", MomentKind.TIME: "time", MomentKind.DATETIME: "datetime-local"}
MANY_OPTIONS = 12
TEXTS = frozenset({"textfield", "textarea"})


@dataclass(kw_only=True)
class Page:
    """One rendering for one reader.

    translations: source text to the reader's language; focus: path of the row that has just been added, whose first
    field takes the focus; today, zone: when and where; earlier: what was answered the time before; views: how tables
    are looked at; link: the address of an attached file, by its id.
    """

    locale: str
    translations: Mapping[str, str] = field(default_factory=dict)
    faults: Iterable[FieldError] = ()
    focus: str | None = None
    today: date = date(2000, 1, 1)
    zone: tzinfo = UTC
    earlier: Earlier = field(default_factory=Earlier)
    views: Views = field(default_factory=dict)
    link: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        self.errors: dict[str, str] = {}
        for error in self.faults:
            self.errors.setdefault(error.path, error.message)
        self._hints: dict[int, str] = {}

    def say(self, code: str, **values: Any) -> str:
        """A message of the form's own catalogue."""
        return say(code, self.locale, **values)

    def translate(self, text: str) -> str:
        """A text of the form's author."""
        return self.translations.get(text, text)

    def words(self, node: Node, text: str) -> str:
        """A text of the form's author with its values set in."""
        return self.words_of(node.component, text, node.layer)

    def words_of(self, component: Component, text: str, layer: Layer) -> str:
        """The same for a component whose values lie in layer."""
        if not text:
            return ""
        return set_in(self.translate(text), component.placeholders, layer, self.cell)

    def label(self, node: Node) -> str:
        return self.words(node, node.component.label)

    def hint(self, node: Node) -> str:
        """What helps to answer: the author's words, then the limits that would otherwise come as a surprise."""
        found = self._hints.get(id(node))
        if found is None:
            found = self._hints[id(node)] = self._hint(node)
        return found

    def _hint(self, node: Node) -> str:
        parts = [self.words(node, node.component.description)]
        answer = node.component.question.answer if node.component.question and not node.readonly else None
        if isinstance(answer, TextAnswer):
            longest = node.limits.get("longest", answer.longest)
            parts.append(self.say("at_most", limit=longest) if isinstance(longest, int) else "")
        if isinstance(answer, FilesAnswer) and (accepted := answer.accepted(node.limits)):
            parts.append(self.say("file_types", accept=", ".join(accepted)))
        return " ".join(part for part in parts if part)

    def accepted(self, node: Node) -> str:
        """The types of files that are taken, as HTML's `accept`."""
        answer = node.component.question.answer if node.component.question else None
        return ",".join(answer.accepted(node.limits)) if isinstance(answer, FilesAnswer) else ""

    def takes_several(self, node: Node) -> bool:
        """Whether more than one file is taken."""
        answer = node.component.question.answer if node.component.question else None
        return isinstance(answer, FilesAnswer) and answer.allows_several(node.limits)

    def error(self, node: Node) -> str:
        """The fault in this answer, empty if there is none. The author's messages are translated like labels."""
        return self.translate(self.errors.get(node.path, ""))

    def dom_id(self, node: Node) -> str:
        return dom_id(node.path)

    def described_by(self, node: Node) -> str:
        """The ids of hint and fault, for aria-describedby."""
        identity = self.dom_id(node)
        found = [f"{identity}-hint"] if self.hint(node) else []
        return " ".join([*found, f"{identity}-error"] if self.error(node) else found)

    def is_optional(self, node: Node) -> bool:
        """Whether the label says that the field may be left out. A field with a rule may be needed after all, and a
        box to tick needs no such word."""
        component = node.component
        question = component.question
        return bool(question and not question.answer.mandatory and not component.rules and component.type != "checkbox")

    def takes_focus(self, node: Node) -> bool:
        """True once, for the first field of the row that was just added."""
        if self.focus is None or not node.path.startswith(f"{self.focus}."):
            return False
        self.focus = None
        return True

    def typed(self, node: Node) -> str:
        """What stands in the input: the very text that was typed, or a stored answer written as people would."""
        raw, question = node.raw, node.component.question
        if isinstance(raw, int | float) and not isinstance(raw, bool) and node.component.type == "number":
            return write_number(raw, self.locale, grouped=False)
        # Half a surrogate pair can come in as JSON, but no page can be written with one.
        text = single(raw).encode("utf-8", "replace").decode()
        if question is not None and isinstance(question.answer, NumberAnswer) and question.answer.as_text:
            return _stored_number(text, self.locale)
        if question is not None and isinstance(question.answer, MomentAnswer):
            text = local_text(question.answer, text, self)
            return text.replace(" ", "T").removesuffix(":00") if text.count(":") == 2 else text
        return text

    def input_type(self, node: Node) -> str:
        """The HTML input type: native pickers for dates, plain text for numbers so that a comma can be typed."""
        answer = node.component.question.answer if node.component.question else None
        if isinstance(answer, MomentAnswer):
            return INPUT_TYPES[answer.kind]
        return {"email": "email", "phone": "tel"}.get(getattr(answer, "kind", None) or "", "text")

    def step(self, node: Node) -> int | None:
        """Seconds between the times that are offered, None for what the browser offers by itself."""
        answer = node.component.question.answer if node.component.question else None
        if not isinstance(answer, MomentAnswer) or answer.kind == MomentKind.DATE or not answer.interval:
            return None
        return answer.interval * 60

    def is_chosen(self, node: Node, option: Option) -> bool:
        return option.text in {option_text(item) for item in several(node.raw)}

    def is_ticked(self, node: Node) -> bool:
        question = node.component.question
        return question is not None and not question.answer.is_blank(node.raw)

    def files(self, node: Node) -> list[dict[str, Any]]:
        """The files attached so far; what is not one is left out here and told of by validation."""
        found = []
        for item in several(node.raw):
            try:
                found.append(read_file(item))
            except Rejected:
                continue
        return found

    def value(self, node: Node) -> Any:
        """The answer to read, for what people cannot change."""
        return self._shown(node, node.value)

    def cell(self, value: Any) -> str:
        """One cell of a table component."""
        return plain(value, self)

    def row_title(self, row: Row, index: int) -> str:
        """What a row is called: its first readonly text, or its number."""
        for inner in row.nodes:
            if inner.readonly and not inner.hidden and isinstance(inner.value, str) and inner.value:
                return plain(self.value(inner), self)
        return f"{self.say('row')} {index + 1}"

    def view(self, node: Node) -> View:
        """How a table is looked at."""
        return self.views.get(node.component.id, View())

    def before(self, node: Node) -> Markup | None:
        """What was answered here the time before, None where nothing was or the question is one to answer anew."""
        value = self._before(node)
        if is_blank(value):
            return None
        if node.component.repetition is not None:
            return escape(self.say("rows_before", count=len(several(value))))
        return self._shown(node, value, labels_of(self.earlier.answers).get(node.path))

    def change(self, node: Node) -> Markup | None:
        """How a text that has been typed differs from the earlier one, None where it does not or none was typed."""
        value = self._before(node)
        if not isinstance(value, str) or not isinstance(node.value, str) or node.component.type not in TEXTS:
            return None
        if value == node.value:
            return None
        return compare(value, node.value, self.say("taken_away"), self.say("added"))

    def _before(self, node: Node) -> Any:
        inside_rows = any(part.isdecimal() for part in node.path.split("."))
        if inside_rows or node.hidden or node.readonly or not can_copy(node.component):
            return None
        return answer_at(self.earlier.answers, node.path)

    def _shown(self, node: Node, value: Any, stored: Any = None) -> Markup:
        labels = {option.text: option.label for option in node.options}
        labels |= stored if isinstance(stored, Mapping) else {}
        return display(node.component, value, labels, self, lambda text: self.words(node, text))


def dom_id(path: str) -> str:
    """The id of the element that an error about this path leads to."""
    return "f-" + path.replace(".", "-")


def _stored_number(text: str, locale: str) -> str:
    try:
        return write_number(read_number(text), locale, grouped=False)
    except ValueError:
        return text
