"""Answers for one reader: without the fields that carry a code the reader does not hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.access.codes import Visibility
from engine.access.confidential import coded_fields, fields


def readable_answers(
    schema: Mapping[str, Any], answers: Mapping[str, Any], codes: Collection[Visibility]
) -> dict[str, Any]:
    """The answers as far as these codes let them be read. A group goes as a whole when one of its fields must."""
    hidden = {name for name, code in coded_fields(schema) if code not in codes}
    return {name: value for name, value in answers.items() if name not in hidden}


def questions(schema: Mapping[str, Any]) -> dict[str, str]:
    """What the form calls each of its fields, by the name of the answer."""
    found: dict[str, str] = {}
    for field in fields(schema):
        if field.get("label"):
            found.setdefault(field["key"].partition(".")[0], field["label"])
    return found
