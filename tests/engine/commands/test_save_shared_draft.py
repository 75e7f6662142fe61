"""The shared draft of a task, on both databases."""

from __future__ import annotations

import threading

import pytest

from engine.commands.deploy import Deploy
from engine.commands.save_shared_draft import SaveSharedDraft, SettleSharedDraft, shared_fields
from engine.commands.start_process import StartProcess
from engine.errors import TaskNotFound
from engine.queries.shared_draft import shared_draft
from engine.run import Runner
from engine.shared_drafts import as_answers, leaves
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER
from tests.engine.commands.diagrams import END, START, diagram, files, process, user_task
from tests.engine.commands.steps import open_task

WRITE = user_task("write", "[person(1), person(2)]").replace("assignee", "candidateUsers")
DRAWN = diagram(process("plan", START, WRITE, END, flows="begin>write;write>finish"))


def stored(runner: Runner, task: object) -> dict[str, object]:
    with runner.read() as (session, _):
        return as_answers({row.path: row.value for row in session.scalars(shared_fields(task))})  # type: ignore[arg-type]


def test_both_write_and_nothing_is_lost(runner: Runner) -> None:
    runner.run(Deploy(name="plan", files={"p.bpmn": DRAWN, "w.form.json": files()["words.form.json"]}, actor=OWNER))
    case = runner.run(StartProcess(key="plan", actor=OWNER))
    task = open_task(runner, case, "write")

    def save(actor: int, seen: int, **posted: object) -> list[str]:
        return runner.run(SaveSharedDraft(task_id=task, actor=actor, posted=posted, seen=seen))

    assert save(ANNA, 0, word="Annas", note="", rows=[{"a": "1"}]) == []
    assert save(BO, 0, word="Bos", note="Bos not") == ["word"]
    assert stored(runner, task) == {"word": "Bos", "note": "Bos not", "rows": [{"a": "1"}]}
    with runner.read() as (session, _):
        seen = shared_draft(session, task, ANNA, seen=1)
        assert (seen.revision, seen.saved_by, seen.others) == (2, "Bo Lind", ("Bo Lind",))
        assert [(text.path, text.value, text.name) for text in seen.lost] == [("word", "Annas", "Anna Ek")]
    runner.run(SettleSharedDraft(task_id=task, actor=ANNA))
    with runner.read() as (session, _):
        assert shared_draft(session, task, ANNA).lost == ()
    with pytest.raises(TaskNotFound):
        save(CILLA, 0, word="Cillas")

    threads = [
        threading.Thread(target=save, args=(actor, 2), kwargs={name: name}) for actor, name in ((ANNA, "x"), (BO, "y"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(runner, task)["x"] == "x"
    assert stored(runner, task)["y"] == "y"


def test_paths_of_groups() -> None:
    posted = {"frame": {"amount": "5", "inner": {"note": "n"}}, "rows": [{"a": "1"}], "name": "x"}
    assert as_answers(dict(leaves(posted))) == posted
