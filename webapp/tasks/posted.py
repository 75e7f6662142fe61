"""What a browser posted for a form, with the files that came with it stored first."""

from __future__ import annotations

import logging
from typing import Any

from flask import Request, g
from werkzeug.datastructures import FileStorage

from engine.commands.attachments import AddAttachment
from engine.errors import FieldError, SubmissionInvalid
from forms import Form
from forms.file_types import FileRefused, media_type
from webapp.context import current_person, runner, site
from webapp.i18n import locale

log = logging.getLogger(__name__)


def posted_answers(form: Form, request: Request, *, keep_files: bool = True) -> dict[str, Any]:
    """The raw answers, fit to be validated, rendered again or kept as a draft.

    Files are stored before the answers are looked at, so that they need not be chosen again after an error; they are
    their uploader's own until a submission names them. keep_files: False where nothing can come of them.
    Raises SubmissionInvalid for files that cannot be kept; all else that was sent is kept first.
    """
    uploaded: dict[str, list[dict[str, Any]]] = {}
    faults: list[FieldError] = []
    for field, file in _files(form, request) if keep_files else ():
        try:
            uploaded.setdefault(field, []).append(_store(file))
        except FileRefused as refused:
            faults.append(FieldError(field, refused.said(locale())))
    g.form, g.posted = form, form.parse(request.form, uploaded)  # for the error handlers
    if faults:
        raise SubmissionInvalid(faults)
    return dict(g.posted)


def _files(form: Form, request: Request) -> list[tuple[str, FileStorage]]:
    """Those of the form's fields; a file input that was left empty posts a file without a name."""
    sent = [(field, file) for field, files in request.files.lists() for file in files if file.filename]
    return [(field, file) for field, file in sent if field.split(".")[0] in form.names]


def _store(file: FileStorage) -> dict[str, Any]:
    filename = file.filename or ""
    found = media_type(filename, file.stream)
    try:
        clean = site().scanner(file.stream)
    except OSError:
        # Nothing goes past a scanner that does not answer, and nothing is lost: the file is asked for again.
        log.exception("virus scanner")
        raise FileRefused("file_unscanned", filename=filename) from None
    if not clean:
        log.warning("virus scanner stopped a file")
        raise FileRefused("file_infected", filename=filename)
    actor = current_person().person_id
    return runner().run(AddAttachment(actor=actor, filename=filename, media_type=found, content=file.stream))
