"""Texts of a form with values set in: `Ram för {{unit_name}}`, where the braces hold FEEL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from engine.feel import Expression
from forms.source import Source

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)

Evaluate = Callable[[Expression], Any]
"""Works an expression out where the text stands."""


def read_placeholders(source: Source, *texts: str) -> dict[str, Expression]:
    """The expressions in these texts, by their source."""
    found: dict[str, Expression] = {}
    for text in texts:
        for inner in PLACEHOLDER.findall(text):
            if inner.startswith(("#", "/")):
                source.refuse(f"The template block {{{{{inner}}}}} is not supported.", "Use conditional.hide instead.")
                continue
            expression = source.compile(inner, f"{{{{{inner}}}}}")
            if expression is not None:
                found[inner] = expression
    return found


def set_in(text: str, placeholders: Mapping[str, Expression], evaluate: Evaluate, write: Callable[[Any], str]) -> str:
    """The text with every value in its place. A translation may only use what the original uses; the rest is
    left empty. write: how a value becomes text."""

    def value(match: re.Match[str]) -> str:
        expression = placeholders.get(match[1])
        return "" if expression is None else write(evaluate(expression))

    return PLACEHOLDER.sub(value, text) if "{{" in text else text
