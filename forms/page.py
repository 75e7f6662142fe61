"""What the templates ask while a form is written: words in the reader's language, ids, faults, values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import FieldError
from forms.display import display, plain
from forms.fields.answer import Rejected, several, single
from forms.fields.files import FilesAnswer, read_file
from forms.fields.moment import MomentAnswer, MomentKind
from forms.fields.text import TextAnswer
from forms.messages import say
from forms.numbers import write_number
from forms.options import Option, option_text
from forms.sheet import Node, Row
from forms.wording import set_in

INPUT_TYPES = {MomentKind.DATE: "date", MomentKind.TIME: "time", MomentKind.DATETIME: "datetime-local"}
MANY_OPTIONS = 12


class Page:
    """One rendering for one reader. translations: source text to the reader's language; focus: path of the row that
    has just been added, whose first field takes the focus."""

    def __init__(
        self, locale: str, translations: Mapping[str, str], errors: Iterable[FieldError], focus: str | None = None
    ) -> None:
        self.locale = locale
        self.translations = translations
        self.errors: dict[str, str] = {}
        for error in errors:
            self.errors.setdefault(error.path, error.message)
        self._focus = focus

    def say(self, code: str, **values: Any) -> str:
        """A message of the form's own catalogue."""
        return say(code, self.locale, **values)

    def translate(self, text: str) -> str:
        """A text of the form's author."""
        return self.translations.get(text, text)

    def words(self, node: Node, text: str) -> str:
        """A text of the form's author with its values set in."""
        translated = self.translate(text)
        return set_in(translated, node.component.placeholders, node.layer.compute, lambda value: plain(value, self))

    def label(self, node: Node) -> str:
        return self.words(node, node.component.label)

    def hint(self, node: Node) -> str:
        """What helps to answer: the author's words, then the limits that would otherwise come as a surprise."""
        parts = [self.words(node, node.component.description)]
        answer = node.component.question.answer if node.component.question and not node.readonly else None
        if isinstance(answer, TextAnswer) and answer.longest is not None:
            parts.append(self.say("at_most", limit=answer.longest))
        if isinstance(answer, FilesAnswer) and answer.accept:
            parts.append(self.say("file_types", accept=", ".join(answer.accept)))
        return " ".join(part for part in parts if part)

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
        if self._focus is None or not node.path.startswith(f"{self._focus}."):
            return False
        self._focus = None
        return True

    def typed(self, node: Node) -> str:
        """What stands in the input: the very text that was typed, or a stored answer written as people would."""
        raw, question = node.raw, node.component.question
        if isinstance(raw, int | float) and not isinstance(raw, bool) and node.component.type == "number":
            return write_number(raw, self.locale, grouped=False)
        # Half a surrogate pair can come in as JSON, but no page can be written with one.
        text = single(raw).encode("utf-8", "replace").decode()
        if question is not None and isinstance(question.answer, MomentAnswer):
            return text.replace(" ", "T").removesuffix(":00") if text.count(":") == 2 else text
        return text

    def input_type(self, node: Node) -> str:
        """The HTML input type: native pickers for dates, plain text for numbers so that a comma can be typed."""
        answer = node.component.question.answer if node.component.question else None
        if isinstance(answer, MomentAnswer):
            return INPUT_TYPES[answer.kind]
        return {"email": "email", "phone": "tel"}.get(getattr(answer, "kind", None) or "", "text")

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
        labels = {option.text: option.label for option in node.options}
        return display(node.component, node.value, labels, self)

    def cell(self, value: Any) -> str:
        """One cell of a table component."""
        return plain(value, self)

    def row_title(self, row: Row, index: int) -> str:
        """What a row is called: its first readonly text, or its number."""
        for inner in row.nodes:
            if inner.readonly and not inner.hidden and isinstance(inner.value, str) and inner.value:
                return plain(self.value(inner), self)
        return f"{self.say('row')} {index + 1}"


def dom_id(path: str) -> str:
    """The id of the element that an error about this path leads to."""
    return "f-" + path.replace(".", "-")
