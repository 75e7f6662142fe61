"""The texts between the questions: a small, safe Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from forms.html_text import SAFE_TARGET

_HEADING = re.compile(r"(#{1,4})\s+(.*)")
_ITEM = re.compile(r"(?:[-*]|([0-9]{1,3})[.)])\s+(.*)")
_INLINE = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|(?<!\w)[*_](?P<em>[^*_]+)[*_](?!\w)|`(?P<code>[^`]+)`|"
    r"\[(?P<label>[^\]]+)\]\((?P<target>[^)\s]+)\)"
)
_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def markdown(text: str, slots: Callable[[Callable[[str], str], str], str] | None = None) -> Markup:
    """Headings (from h2), paragraphs, lists, strong, emphasis, code and links to http(s), mail and this site.
    Everything else is text. slots: puts values in, given how to reserve a place for one; a value is never read
    as Markdown, so what a person typed cannot become a link or a heading."""
    held: list[str] = []

    def reserve(value: str) -> str:
        held.append(value)
        return f"{_OPEN}{len(held) - 1}{_CLOSE}"

    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    if slots is not None:
        text = slots(reserve, text)
    blocks = [_block(block) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block.strip()]
    return Markup(_SLOT.sub(lambda match: str(escape(held[int(match[1])])), Markup("\n").join(blocks)))  # noqa: S704


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    heading = _HEADING.fullmatch(lines[0])
    if heading:
        level = len(heading[1]) + 1
        head = Markup('<h{0} class="ds-heading" data-size="{1}">{2}</h{0}>').format(
            level, ("sm", "xs", "2xs", "2xs")[level - 2], _inline(heading[2])
        )
        return head + _block("\n".join(lines[1:])) if lines[1:] else head
    items = [_ITEM.fullmatch(line) for line in lines]
    if all(items):
        tag = "ol" if items[0] and items[0][1] else "ul"
        body = Markup("").join(Markup("<li>{}</li>").format(_inline(item[2])) for item in items if item)
        return Markup('<{0} class="ds-list">{1}</{0}>').format(Markup(tag), body)  # noqa: S704
    return Markup('<p class="ds-paragraph">{}</p>').format(Markup("<br>").join(_inline(line) for line in lines))


def _inline(text: str) -> Markup:
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[end : match.start()]), _marked(match)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _marked(match: re.Match[str]) -> Markup:
    if match["strong"]:
        return Markup("<strong>{}</strong>").format(match["strong"])
    if match["em"]:
        return Markup("<em>{}</em>").format(match["em"])
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"])
    if _OPEN in match["target"] or not SAFE_TARGET.match(match["target"]):
        return escape(match[0])
    return Markup('<a class="ds-link" href="{}">{}</a>').format(match["target"], match["label"])
