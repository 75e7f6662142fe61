"""Uploaded files, for those who may open them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response

from engine.queries.attachment import AttachmentFile, attachment_file, file_chunk
from engine.run import Runner
from webapp.context import current_person, runner
from webapp.tasks import blueprint


@blueprint.get("/attachments/<uuid:attachment_id>")
def attachment(attachment_id: UUID) -> Response:
    """The file, always to be saved and never shown: a page inside it would act in this site's name."""
    with runner().read() as (session, _clock):
        file = attachment_file(session, current_person().person_id, attachment_id)
    response = Response(_parts(runner(), file), content_type=file.media_type)
    response.content_length = file.size
    response.headers.set("Content-Disposition", "attachment", filename=file.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _parts(source: Runner, file: AttachmentFile) -> Iterator[bytes]:
    """One part in memory at a time. Each is asked for by itself: a slow reader must not hold a connection."""
    for seq in range(file.chunks):
        with source.database.read() as session:
            part = file_chunk(session, file.sha256, seq)
        yield part
