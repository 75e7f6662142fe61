"""A colleague prepares, and gives back: nothing that either has typed is lost."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from uuid import UUID

import orjson
import pytest
from sqlalchemy import delete

from engine.commands.attachments import AddAttachment
from engine.commands.claim_task import ClaimTask
from engine.commands.comment_task import CommentTask
from engine.commands.complete_task import CompleteTask
from engine.commands.delegate_task import DelegateTask
from engine.commands.reassign_task import ReassignTasks
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.release_task import ReleaseTask
from engine.commands.resolve_task import ResolveTask
from engine.commands.save_draft import SaveDraft
from engine.commands.save_shared_draft import SaveSharedDraft
from engine.errors import NotAuthorized, ReceiverRefused, Refused, TaskNotFound
from engine.models import Attachment, Deputy, Draft
from engine.queries.task_list import task_list
from engine.queries.task_page import task_page
from engine.rules import Rule, Unfit
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.handing import begun, comments, deploy_handing, links, stand_in, task_row

NOBODYS = UUID(int=0)


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def ask(runner: Runner, task: UUID, actor: int = BO, colleague: int = ADMIN, **named: object) -> None:
    runner.run(DelegateTask(task_id=task, actor=actor, colleague=colleague, **named))  # type: ignore[arg-type]


def draft(runner: Runner, task: UUID, person: int) -> tuple[dict[str, object], int | None] | None:
    with runner.read() as (session, _):
        found = session.get(Draft, (task, person))
        return (found.answers, found.prepared_for) if found else None


def test_the_colleague_writes_and_the_giver_completes(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    ask(handing, task, message="Fyll i siffrorna")
    row = task_row(handing, task)
    assert (row.assignee_id, row.delegated_to, row.delegated_by, row.notice_step) == (BO, ADMIN, BO, 0)
    handing.run(SaveDraft(task_id=task, actor=ADMIN, posted={"word": "förberett"}))
    for actor, who in ((ADMIN, "Bo Lind"), (BO, "Ada Falk"), (CILLA, "Ada Falk")):
        with pytest.raises(NotAuthorized) as caught:
            handing.run(CompleteTask(task_id=task, actor=actor, posted={"word": "yes"}))
        assert (caught.value.rule, caught.value.who) == (Rule.BEING_PREPARED, who)
    handing.run(ResolveTask(task_id=task, actor=ADMIN, message="Klart"))
    assert draft(handing, task, ADMIN) == ({"word": "förberett"}, BO)
    handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
    assert [(action, actor, details.get("handed_to")) for action, actor, details in links(handing, case)] == [
        ("started", OWNER, None), ("task-delegated", BO, ["person:5"]), ("task-resolved", ADMIN, ["person:2"]),
        ("task-completed", BO, None),
    ]  # fmt: skip
    assert comments(handing, task) == [("delegated", "Fyll i siffrorna", BO), ("resolved", "Klart", ADMIN)]


def test_the_colleague_sees_nothing_more_afterwards(handing: Runner) -> None:
    _, task = begun(handing, "personal", "answer")
    with pytest.raises(TaskNotFound):
        handing.run(SaveDraft(task_id=task, actor=OWNER, posted={"word": "x"}))
    _, task = begun(handing, "shared", "do")
    ask(handing, task, colleague=OWNER)
    handing.run(ResolveTask(task_id=task, actor=OWNER, message="Klart"))
    with pytest.raises(TaskNotFound):
        handing.run(SaveDraft(task_id=task, actor=OWNER, posted={"word": "x"}))


def test_the_giver_takes_it_back_and_both_drafts_are_there(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    handing.run(SaveDraft(task_id=task, actor=BO, posted={"word": "min"}))
    ask(handing, task)
    handing.run(SaveDraft(task_id=task, actor=ADMIN, posted={"word": "din"}))
    with pytest.raises(NotAuthorized):
        handing.run(ResolveTask(task_id=task, actor=CILLA))
    handing.run(ResolveTask(task_id=task, actor=BO))
    assert draft(handing, task, BO) == ({"word": "min"}, None)
    assert draft(handing, task, ADMIN) == ({"word": "din"}, BO)
    assert links(handing, case)[-1][0] == "task-taken-back"
    with pytest.raises(Refused, match="Nobody"):
        handing.run(ResolveTask(task_id=task, actor=BO))


def test_the_colleague_starts_from_the_givers_draft_only_when_asked(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(SaveDraft(task_id=task, actor=BO, posted={"word": "min"}))
    ask(handing, task)
    assert draft(handing, task, ADMIN) is None
    handing.run(ResolveTask(task_id=task, actor=BO))
    ask(handing, task, with_draft=True)
    assert draft(handing, task, ADMIN) == ({"word": "min"}, None)


def test_what_a_colleague_had_typed_already_is_not_overwritten(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(SaveDraft(task_id=task, actor=CILLA, posted={"word": "cillas"}))
    handing.run(SaveDraft(task_id=task, actor=BO, posted={"word": "min"}))
    ask(handing, task, colleague=CILLA, with_draft=True)
    assert draft(handing, task, CILLA) == ({"word": "cillas"}, None)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    "ends", [ResolveTask(task_id=NOBODYS, actor=ADMIN, message="Klart"), ReleaseTask(task_id=NOBODYS, actor=OWNER)]
)
def test_files_of_the_preparation_can_be_sent_in_by_the_giver(
    handing: Runner, ends: ResolveTask | ReleaseTask, again: bool
) -> None:
    """again: the page was opened once more and saved: then the browser says which file it was, as text."""
    _, task = begun(handing, "shared", "do")
    ask(handing, task)
    file, other = (
        handing.run(AddAttachment(actor=ADMIN, filename="a.txt", media_type="text/plain", content=BytesIO(b"hej")))
        for _ in range(2)
    )
    typed = orjson.dumps(file).decode() if again else file
    handing.run(SaveDraft(task_id=task, actor=ADMIN, posted={"papers": [typed]}))
    handing.run(replace(ends, task_id=task))
    with handing.read() as (session, _):
        owners = [session.get_one(Attachment, UUID(str(each["id"]))).uploaded_by for each in (file, other)]
    assert owners == [BO, ADMIN]


def test_what_only_looks_like_a_file_stops_nobody_from_giving_back(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    ask(handing, task)
    hostile = {"papers": {"id": "x", "filename": "a", "size": "1"}}
    handing.run(SaveDraft(task_id=task, actor=ADMIN, posted=hostile))
    handing.run(ResolveTask(task_id=task, actor=ADMIN, message="Klart"))
    assert draft(handing, task, ADMIN) == (hostile, BO)


def test_giving_back_without_a_word_is_refused(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    ask(handing, task)
    with pytest.raises(Refused):
        handing.run(ResolveTask(task_id=task, actor=ADMIN, message=" "))
    assert task_row(handing, task).delegated_to == ADMIN


@pytest.mark.parametrize(
    ("process", "element", "rule"),
    [("between", "talk", Rule.STAYS_CONFIDENTIAL), ("noting", "jot", Rule.STAYS_CONFIDENTIAL),
     ("personal", "answer", Rule.NO_DEPUTY)],
)  # fmt: skip
def test_some_tasks_are_prepared_by_nobody_else(handing: Runner, process: str, element: str, rule: Rule) -> None:
    _, task = begun(handing, process, element)
    with pytest.raises(NotAuthorized) as caught:
        ask(handing, task)
    assert caught.value.rule == rule


def test_not_to_oneself_nor_to_somebody_who_is_not_there(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    for colleague, why in ((BO, Unfit.ONESELF), (77, Unfit.NOBODY)):
        with pytest.raises(ReceiverRefused) as caught:
            ask(handing, task, colleague=colleague)
        assert caught.value.why == why


def test_what_a_colleague_has_claimed_is_not_given_to_be_prepared(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=CILLA))
    with pytest.raises(NotAuthorized) as caught:
        ask(handing, task)
    assert caught.value.rule == Rule.CLAIMED


def test_who_stands_in_may_ask_a_colleague_too(handing: Runner) -> None:
    stand_in(handing, BO, OWNER, "do")
    _, task = begun(handing, "shared", "do")
    ask(handing, task, actor=OWNER)
    assert task_row(handing, task).delegated_by == OWNER


def test_giving_the_task_to_somebody_else_ends_the_preparation(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    ask(handing, task)
    handing.run(SaveDraft(task_id=task, actor=ADMIN, posted={"word": "din"}))
    handing.run(ReassignTasks(task_ids=[task], actor=ANNA, to="person:3", reason="Bo är sjuk"))
    assert task_row(handing, task).delegated_to is None
    assert draft(handing, task, ADMIN) == ({"word": "din"}, BO)
    handing.run(CompleteTask(task_id=task, actor=CILLA, posted={"word": "yes"}))


def test_a_remark_of_the_colleague_is_kept(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    ask(handing, task)
    handing.run(CommentTask(task_id=task, actor=ADMIN, text="Vilket år?"))
    assert comments(handing, task) == [("remark", "Vilket år?", ADMIN)]


def test_it_lapses_when_the_giver_may_no_longer_do_the_task(handing: Runner) -> None:
    """The deputy's period ends: whom the deputy has asked neither sees nor writes anything from then on."""
    stand_in(handing, BO, ANNA, "do")
    _, task = begun(handing, "shared", "do")
    ask(handing, task, actor=ANNA)
    assert waiting(handing, ADMIN) == [task]
    with handing.database.write() as session:
        session.execute(delete(Deputy))
    handing.run(RefreshPrincipals())
    assert waiting(handing, ADMIN) == []
    with pytest.raises(TaskNotFound):
        handing.run(SaveDraft(task_id=task, actor=ADMIN, posted={"word": "x"}))
    with pytest.raises(TaskNotFound):
        handing.run(SaveSharedDraft(task_id=task, actor=ADMIN, posted={"word": "x"}, seen=0))
    with handing.read() as (session, clock), pytest.raises(TaskNotFound):
        task_page(session, clock, ADMIN, task)
    handing.run(CompleteTask(task_id=task, actor=CILLA, posted={"word": "yes"}))


def waiting(runner: Runner, person: int) -> list[UUID]:
    with runner.read() as (session, clock):
        return [row.id for row in task_list(session, clock, person).rows]
