"""Texts of a form with values set in: `Ram för {{unit_name}}`, where the braces hold FEEL.

The language is form-js's own (feelers): `{{…}}` sets a value in, `{{#if …}}…{{/if}}` keeps what lies inside only when
it is so, `{{#loop …}}…{{/loop}}` repeats it for each item, which inside is called `this` and whose own names can be
used as they are. A text that begins with `=` is one expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel import Expression
from forms.scope import Layer
from forms.source import Source

_TAG = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_BLOCK = re.compile(r"#(if|loop)\s+(.+)", re.DOTALL)
DEPTH_LIMIT = 10
LENGTH_LIMIT = 100_000
"""Characters that a text may grow to when its loops are written out."""


@dataclass(frozen=True, slots=True)
class Insert:
    """The value of an expression."""

    source: str


@dataclass(frozen=True, slots=True)
class Block:
    """Parts that are kept or repeated. ends_line: a line break follows the closing braces."""

    source: str
    repeats: bool
    parts: tuple[Part, ...]
    ends_line: bool


Part = str | Insert | Block


class TemplateFault(Exception):
    """The braces of a text do not fit together."""


def read_placeholders(source: Source, *texts: str) -> dict[str, Expression]:
    """The expressions in these texts, by their source."""
    found: dict[str, Expression] = {}
    for text in texts:
        try:
            wanted = list(_sources(parse(text)))
        except TemplateFault as fault:
            source.refuse(str(fault), "Use {{…}}, {{#if …}}…{{/if}} and {{#loop …}}…{{/loop}}, each of them closed.")
            continue
        for inner in wanted:
            where = inner if text.startswith("=") else f"{{{{{inner}}}}}"
            expression = source.compile(inner, where)
            if expression is not None:
                found[inner] = expression
    return found


def set_in(text: str, placeholders: Mapping[str, Expression], layer: Layer, write: Callable[[Any], str]) -> str:
    """The text with every value in its place. A translation may only use what the original uses; the rest is
    left empty. layer: where the text stands; write: how a value becomes text."""
    if "{{" not in text and not text.startswith("="):
        return text
    try:
        parts = parse(text)
    except TemplateFault:
        return ""  # a translation gone wrong; the original was refused at deploy
    return _fill(parts, placeholders, layer, write, LENGTH_LIMIT)


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Part, ...]:
    """The parts of a text. Raises TemplateFault."""
    if text.startswith("="):
        return (Insert(text[1:].strip()),)
    return _parse(text, 0, None, 0)[0]


def _parse(text: str, start: int, closing: str | None, depth: int) -> tuple[tuple[Part, ...], int]:
    """The parts from start up to the braces that close the block, and where those begin."""
    if depth > DEPTH_LIMIT:
        raise TemplateFault(f"Template blocks lie more than {DEPTH_LIMIT} deep in each other.")
    parts: list[Part] = []
    while tag := _TAG.search(text, start):
        if tag.start() > start:
            parts.append(text[start : tag.start()])
        inner, start = tag[1], tag.end()
        if inner == closing:
            return tuple(parts), tag.start()
        if inner.startswith("/"):
            raise TemplateFault(f"The template block {{{{{inner}}}}} closes what was never opened.")
        if inner.startswith("#"):
            block, start = _block(text, inner, start, depth)
            parts.append(block)
        elif inner:
            parts.append(Insert(inner))
    if closing is not None:
        raise TemplateFault(f"The template block {{{{#{closing[1:]} …}}}} is never closed.")
    return (*parts, text[start:]) if text[start:] else tuple(parts), len(text)


def _block(text: str, inner: str, start: int, depth: int) -> tuple[Block, int]:
    opened = _BLOCK.fullmatch(inner)
    if opened is None:
        raise TemplateFault(f"The template block {{{{{inner}}}}} is unknown.")
    start += text.startswith("\n", start)
    parts, end = _parse(text, start, f"/{opened[1]}", depth + 1)
    closed = _TAG.match(text, end)
    assert closed is not None
    ends_line = text.startswith("\n", closed.end())
    return Block(opened[2], opened[1] == "loop", parts, ends_line), closed.end() + ends_line


def _sources(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Insert):
            yield part.source
        elif isinstance(part, Block):
            yield part.source
            yield from _sources(part.parts)


def _fill(
    parts: tuple[Part, ...], known: Mapping[str, Expression], layer: Layer, write: Callable[[Any], str], room: int
) -> str:
    written: list[str] = []
    for part in parts:
        if isinstance(part, Block):
            text = _written_out(part, known, layer, write, room)
        elif isinstance(part, Insert):
            expression = known.get(part.source)
            text = "" if expression is None else write(layer.compute(expression))
        else:
            text = part
        room -= len(text)
        if room < 0:
            break
        written.append(text)
    return "".join(written)


def _written_out(
    block: Block, known: Mapping[str, Expression], layer: Layer, write: Callable[[Any], str], room: int
) -> str:
    expression = known.get(block.source)
    value = None if expression is None else layer.compute(expression)
    if block.repeats:
        items = value if isinstance(value, list) else [] if value is None else [value]
        text = ""
        for item in items:
            text += _fill(block.parts, known, Layer.of_item(item, layer), write, room - len(text))
            if len(text) >= room:
                break
    elif value or isinstance(value, list | dict):
        text = _fill(block.parts, known, layer, write, room)
    else:
        return ""
    return f"{text}\n" if block.ends_line and not text.endswith("\n") else text
