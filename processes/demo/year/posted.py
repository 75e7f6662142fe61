"""Answers as the files of this folder tell them, made into what a browser would post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from engine.commands.attachments import AddAttachment
from engine.run import Runner
from processes.demo.year.documents import document

FILE, TEXT, ROWS = "file", "text", "rows"
Answers = Mapping[str, Any]


def asks_for_rows(answers: Answers) -> bool:
    """Whether what the form shows has to be known before it can be answered."""
    return any(_is(value, ROWS) for value in answers.values())


def posted_to(runner: Runner, actor: int, answers: Answers, shown: Answers) -> dict[str, Any]:
    """answers: by field. A date becomes text; `{file = name, text = …}` is a file that the actor uploads;
    `{rows = {FGN = …}}` fills in the rows that the form shows, each found by its code. shown: what the form shows."""
    return {name: _posted(runner, actor, value, shown.get(name, ())) for name, value in answers.items()}


def _posted(runner: Runner, actor: int, value: Any, rows: Any) -> Any:
    if _is(value, ROWS):
        return [plain(value[ROWS].get(row["unit"], {})) for row in rows]
    if _is(value, FILE):
        content = BytesIO(document(value[TEXT]))
        upload = AddAttachment(actor=actor, filename=value[FILE], media_type="application/pdf", content=content)
        return [runner.run(upload)]
    return plain(value)


def plain(value: Any) -> Any:
    """The value with its dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, Mapping) and kind in value
