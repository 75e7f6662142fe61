"""Uploaded files, for those who may open them."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response

from engine.queries.attachment import attachment_file
from webapp.context import current_person, runner
from webapp.tasks import blueprint


@blueprint.get("/attachments/<uuid:attachment_id>")
def attachment(attachment_id: UUID) -> Response:
    """The file, always to be saved and never shown: a page inside it would act in this site's name."""
    with runner().read() as (session, _clock):
        file = attachment_file(session, current_person().person_id, attachment_id)
    response = make_response(file.content)
    response.headers["Content-Type"] = file.media_type
    response.headers.set("Content-Disposition", "attachment", filename=file.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
