"""What a browser posted for a form, with the files that came with it stored first."""

from __future__ import annotations

from collections.abc import Iterator
from mimetypes import guess_type
from typing import Any

from flask import Request, g

from engine.commands.attachments import AddAttachment
from forms import Form
from webapp.context import current_person, runner

UNKNOWN_TYPE = "application/octet-stream"


def posted_answers(form: Form, request: Request, *, keep_files: bool = True) -> dict[str, Any]:
    """The raw answers, fit to be validated, rendered again or kept as a draft.

    Files are stored before the answers are looked at, so that they need not be chosen again after an error; they are
    their uploader's own until a submission names them. keep_files: False where nothing can come of them.
    """
    uploaded: dict[str, list[dict[str, Any]]] = {}
    for field, stored in _store_files(form, request) if keep_files else ():
        uploaded.setdefault(field, []).append(stored)
    g.form, g.posted = form, form.parse(request.form, uploaded)  # for the error handlers
    return dict(g.posted)


def _store_files(form: Form, request: Request) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, files in request.files.lists():
        if field.split(".")[0] not in form.names:
            continue
        for file in files:
            if not file.filename:  # a file input that was left empty
                continue
            media_type = guess_type(file.filename)[0] or UNKNOWN_TYPE
            command = AddAttachment(
                actor=current_person().person_id, filename=file.filename, media_type=media_type, content=file.read()
            )
            yield field, runner().run(command)
