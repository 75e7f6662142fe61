"""HTML that a form's author wrote, brought down to the tags that only say what a text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markupsafe import Markup, escape

from forms.source import Source

SAFE_TARGET = re.compile(r"https?://|mailto:|/(?![/\\])|#", re.IGNORECASE)
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
KEPT = {
    **{tag: tag for tag in ("ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "sub", "sup", "small")},
    **{tag: tag for tag in ("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "p", "a")},
    "b": "strong",
    "i": "em",
    "h1": "h2",
    "h2": "h3",
    "h3": "h4",
    "h4": "h5",
    "h5": "h6",
    "h6": "h6",
}
CLASSES = {
    "p": "ds-paragraph",
    "ul": "ds-list",
    "ol": "ds-list",
    "table": "ds-table",
    "a": "ds-link",
    **{f"h{level}": "ds-heading" for level in range(2, 7)},
}
EMPTY = frozenset({"br", "hr"})
SILENT = frozenset({"script", "style", "template", "head", "title", "noscript", "object", "iframe", "svg", "math"})
REFUSED = frozenset({"script", "iframe", "object", "embed", "form", "input", "button", "select", "textarea", "link"})
REFUSED |= {"base", "meta", "svg", "math", "video", "audio"}


def is_own_path(address: str) -> bool:
    """Whether an address leads to this site and nowhere else."""
    return bool(_OWN_PATH.fullmatch(address))


def check_html(source: Source, content: str) -> None:
    """Notes what an html component may not hold: what runs, what asks, and what comes from elsewhere."""
    reader = _TagReader()
    reader.feed(content)
    reader.close()
    for what in dict.fromkeys(reader.refused):
        source.refuse(
            f"The html holds {what}, which is not shown.",
            "Take it out: an html component holds headings, paragraphs, lists, tables and links.",
        )
    if reader.styled:
        source.refuse("The style of the html is left out.", "The page has its own, in light and dark.", warning=True)


def clean_html(content: str) -> Markup:
    """The text with the tags that say what it is, and nothing else: no attribute save a link's target and a cell's
    span, every tag closed."""
    writer = _Writer()
    writer.feed(content)
    writer.close()
    return writer.result()


class _TagReader(HTMLParser):
    """Finds what is refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.refused: list[str] = []
        self.styled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.styled |= tag == "style" or any(name == "style" for name, _ in attrs)
        self.refused += self._faults(tag, dict(attrs))

    def _faults(self, tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
        if tag in REFUSED:
            yield f"<{tag}>"
        if tag == "img":
            yield "<img>; draw an image component"
        for name, value in attributes.items():
            if name.startswith("on"):
                yield f"the script {name}"
            if name == "href" and "{{" not in (value or "") and not SAFE_TARGET.match(value or ""):
                yield f'a link to "{value}"'


class _Writer(HTMLParser):
    """Writes what is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.open: list[str] = []
        self.silent = 0

    def result(self) -> Markup:
        closing = [f"</{tag}>" for tag in reversed(self.open)]
        return Markup("".join([*self.written, *closing]))  # noqa: S704 - every part of it was escaped or is a known tag

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif self.silent:
            return
        elif tag in EMPTY:
            self.written.append('<hr class="ds-divider">' if tag == "hr" else "<br>")
        elif kept := KEPT.get(tag):
            self.open.append(kept)
            self.written.append(f"<{kept}{_attributes(kept, dict(attrs))}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
            return
        kept = KEPT.get(tag)
        if kept is None or kept not in self.open or self.silent:
            return
        while (closed := self.open.pop()) != kept:
            self.written.append(f"</{closed}>")
        self.written.append(f"</{kept}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.written.append(str(escape(data)))


def _attributes(tag: str, attributes: dict[str, str | None]) -> str:
    found = f' class="{CLASSES[tag]}"' if tag in CLASSES else ""
    target = attributes.get("href") or ""
    if tag == "a" and SAFE_TARGET.match(target):
        found += f' href="{escape(target)}"'
    if tag in ("th", "td"):
        for name in ("colspan", "rowspan"):
            value = attributes.get(name) or ""
            found += f' {name}="{value}"' if re.fullmatch(r"[1-9][0-9]?", value) else ""
        found += ' scope="row"' if tag == "th" and attributes.get("scope") == "row" else ""
    return found
