from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.attachments import AddAttachment
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.errors import AttachmentNotFound
from engine.models import Attachment
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
    return runner.run(AddAttachment(actor=actor, filename="plan.pdf", media_type="application/pdf", content=b"%PDF"))


def test_a_file_belongs_to_the_submission_that_names_it(runner: Runner, case: UUID) -> None:
    complete_posted(runner, case, "attach", ANNA, {"paper": [upload(runner, ANNA)]})
    with runner.read() as (session, _):
        found = session.scalars(select(Attachment)).one()
        assert found.submission_id is not None
        assert (found.filename, found.size, found.content) == ("plan.pdf", 4, b"%PDF")


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
