"""Answers inside answers: groups and repeated rows."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError

from forms.fields.answer import Given, Handed, Rejected

ROWS_LIMIT = 500


class Section(Handed):
    """The answers of a group that has a path of its own."""

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self.schema = schema

    def take(self, value: Any) -> Any:
        return self.schema.load(value)


class Rows(Handed):
    """The answers of repeated rows. A row that was left blank arrives as None and is left out; faults keep the
    number that the row has on the page. least, most: how many there may be."""

    def __init__(self, schema: Schema, least: int = 0, most: int = ROWS_LIMIT) -> None:
        super().__init__()
        self.schema = schema
        self.least = least
        self.most = most

    def take(self, value: Given) -> Any:
        filled = sum(row is not None for row in value.raw)
        if len(value.raw) > ROWS_LIMIT or filled > self.most:
            raise Rejected("rows_many", limit=self.most)
        answers = self._load(value.raw)
        if filled < self.least:
            raise Rejected("rows_few", limit=self.least)
        return answers

    def _load(self, rows: list[Any]) -> list[Any]:
        answers: list[Any] = []
        faults: dict[int, Any] = {}
        for index, row in enumerate(rows):
            if row is None:
                continue
            try:
                answers.append(self.schema.load(row))
            except ValidationError as error:
                faults[index] = error.messages
        if faults:
            raise ValidationError(faults)
        return answers
