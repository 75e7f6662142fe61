from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.attachments import AddAttachment
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.start_process import StartProcess
from engine.commands.sweep_uploads import SweepUploads
from engine.errors import AttachmentNotFound
from engine.models import Attachment, FileChunk, FileContent
from engine.queries.attachment import attachment_file, file_chunk
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, OWNER
from tests.engine.commands.diagrams import END, START, diagram, process, user_task
from tests.engine.commands.steps import complete_posted

FORM = {
    "id": "papers", "type": "default", "schemaVersion": 19,
    "components": [{"id": "p", "type": "filepicker", "key": "paper", "label": "Handling", "multiple": True}],
}  # fmt: skip


@pytest.fixture
def case(runner: Runner) -> UUID:
    drawn = diagram(
        process("papered", START, user_task("attach", form="papers"), END, flows="begin>attach;attach>finish")
    )
    runner.run(Deploy(name="papers", files={"p.bpmn": drawn, "f.form.json": json.dumps(FORM).encode()}, actor=OWNER))
    return runner.run(StartProcess(key="papered", actor=OWNER))


def upload(runner: Runner, actor: int) -> dict[str, Any]:
    return runner.run(
        AddAttachment(actor=actor, filename="plan.pdf", media_type="application/pdf", content=BytesIO(b"%PDF"))
    )


def test_a_file_belongs_to_the_submission_that_names_it(runner: Runner, case: UUID) -> None:
    complete_posted(runner, case, "attach", ANNA, {"paper": [upload(runner, ANNA)]})
    with runner.read() as (session, _):
        found = session.scalars(select(Attachment)).one()
        assert found.submission_id is not None
        file = attachment_file(session, ANNA, found.id)
        assert (file.filename, file.size, file.media_type, file.chunks) == ("plan.pdf", 4, "application/pdf", 1)
        assert file_chunk(session, file.sha256, 0) == b"%PDF"


def test_somebody_elses_file_cannot_be_taken(runner: Runner, case: UUID) -> None:
    with pytest.raises(AttachmentNotFound):
        complete_posted(runner, case, "attach", ANNA, {"paper": [upload(runner, BO)]})


def test_a_file_keeps_the_name_it_was_uploaded_with(runner: Runner, case: UUID) -> None:
    renamed = upload(runner, ANNA) | {"filename": "kontrakt.pdf"}
    with pytest.raises(AttachmentNotFound):
        complete_posted(runner, case, "attach", ANNA, {"paper": [renamed]})


def test_a_file_is_named_once(runner: Runner, case: UUID) -> None:
    file = upload(runner, ANNA)
    complete_posted(runner, case, "attach", ANNA, {"paper": [file]})
    again = runner.run(StartProcess(key="papered", actor=OWNER))
    with pytest.raises(AttachmentNotFound):
        complete_posted(runner, again, "attach", ANNA, {"paper": [file]})


def test_the_same_content_is_kept_once_and_in_parts(runner: Runner) -> None:
    content = bytes(range(256)) * 2048 + b"end"
    for actor in (ANNA, BO):
        stored = AddAttachment(actor=actor, filename="a.bin", media_type="x/y", content=BytesIO(content))
        assert runner.run(stored)["size"] == len(content)
    with runner.read() as (session, _):
        digest = sha256(content).hexdigest()
        assert session.scalars(select(FileContent.sha256)).all() == [digest]
        parts = session.scalars(select(FileChunk.data).order_by(FileChunk.seq)).all()
        assert len(parts) == 3
        assert b"".join(parts) == content


def test_uploads_that_nothing_ever_named_are_forgotten_and_their_content_with_them(runner: Runner, case: UUID) -> None:
    upload(runner, BO)
    runner.run(AddAttachment(actor=BO, filename="old.txt", media_type="text/plain", content=BytesIO(b"old")))
    complete_posted(runner, case, "attach", ANNA, {"paper": [upload(runner, ANNA)]})
    assert runner.run(SweepUploads()) == 0
    with runner.read() as (_session, clock):
        later = clock.now() + timedelta(days=181)
    runner.run(MoveBusinessTime(at=later))
    assert runner.run(SweepUploads()) == 2
    with runner.read() as (session, _):
        assert session.scalars(select(Attachment.uploaded_by)).all() == [ANNA]
        assert session.scalars(select(FileChunk.data)).all() == [b"%PDF"]
