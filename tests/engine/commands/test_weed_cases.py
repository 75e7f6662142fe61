"""What cases held goes when its time has passed, no sooner and no more, and it can be proved that it went."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, text, update

from engine.casework import weeding as weeding_of_cases
from engine.casework.weeding_preview import due_case_list, due_process
from engine.casework.weeding_proof import Finding, prove, unrecorded
from engine.commands.attachments import AddAttachment
from engine.commands.comment_task import CommentTask
from engine.commands.deploy import Deploy
from engine.commands.save_draft import SaveDraft
from engine.commands.start_process import StartProcess
from engine.commands.weed_cases import WeedCases
from engine.commands.withdraw_submission import WithdrawSubmission
from engine.db import Base, Database
from engine.errors import DefinitionNotFound, InvalidDiagram, NotAuthorized, Refused
from engine.history import verify
from engine.models import (
    Attachment,
    Draft,
    FileChunk,
    FileContent,
    HistoryEvent,
    Notice,
    ProcessInstance,
    Submission,
    Weeding,
)
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, OWNER
from tests.engine.commands.diagrams import END, FORM, START, call, diagram, process, user_task
from tests.engine.commands.steps import complete, complete_posted, open_task, travel, work

SECRET = "hemlig-vendela"
SOURCE = "Informationshanteringsplan § 12"
FILED = {**FORM, "id": "filed", "components": [
    {"id": "f1", "type": "textfield", "key": "word", "label": "Ord"},
    {"id": "f2", "type": "filepicker", "key": "files", "label": "Filer", "multiple": True},
]}  # fmt: skip
TWO_YEARS = {"retention": "P2Y", "retention_source": SOURCE}
LETTER = process(
    "letter", START, user_task("write", form="filed"), user_task("read", form=None), END,
    flows="begin>write;write>read;read>finish", title=f'="Brev till {SECRET}"', person="=2",
    business_key=f'="{SECRET}"', visibility="PAIR", **TWO_YEARS,
)  # fmt: skip
KEPT = process("kept", START, user_task("write"), END, flows="begin>write;write>finish", retention="preserve")
ROUND = process(
    "round", START, call("ask", "inner"), user_task("close", form=None), END,
    flows="begin>ask;ask>close;close>finish", **TWO_YEARS,
)  # fmt: skip
INNER = process("inner", START, user_task("write"), END, flows="begin>write;write>finish")
AGREED = process(
    "agreed", START, user_task("write"), END, flows="begin>write;write>finish", person="=2", cycle_year="=today().year",
    retention="P2Y", retention_from="replaced", retention_source=SOURCE,
)  # fmt: skip
YEARS = timedelta(days=2 * 366)


def drawn(*processes: str) -> dict[str, bytes]:
    found = {f"{number}.bpmn": diagram(each) for number, each in enumerate(processes)}
    return {**found, "words.form.json": json.dumps(FORM).encode(), "filed.form.json": json.dumps(FILED).encode()}


@pytest.fixture
def archive(runner: Runner) -> Runner:
    """With processes that say how long their cases are kept."""
    runner.run(Deploy(name="archive", files=drawn(LETTER, KEPT, ROUND, INNER, AGREED)))
    return runner


def letter(runner: Runner, *, ended: bool = True) -> UUID:
    """A case with answers, taken back and sent again, files, a comment, a notice and a draft, all of which say the
    secret."""
    case = runner.run(StartProcess(key="letter", actor=OWNER))
    task = open_task(runner, case, "write")
    runner.run(SaveDraft(task_id=task, actor=ANNA, posted={"word": SECRET}))
    content = SECRET.encode()
    file = runner.run(
        AddAttachment(actor=ANNA, filename=f"{SECRET}.txt", media_type="text/plain", content=BytesIO(content))
    )
    complete_posted(runner, case, "write", ANNA, {"word": f"{SECRET} först", "files": [file]})
    runner.run(WithdrawSubmission(task_id=task, actor=ANNA))
    with runner.read() as (session, _):
        again = session.scalars(select(Draft.answers).where(Draft.task_id == task)).one()
    complete_posted(runner, case, "write", ANNA, {"word": SECRET, "files": again["files"]})
    runner.run(CommentTask(task_id=open_task(runner, case, "read"), actor=ANNA, text=SECRET))
    reader = open_task(runner, case, "read")
    with runner.database.write() as session:
        session.add(Notice(person_id=BO, kind="task.opened", task_id=reader, facts={"word": SECRET},
                           created_at=session.get_one(ProcessInstance, case).started_at))  # fmt: skip
    if ended:
        complete(runner, case, "read", ANNA)
    with runner.read() as (session, _):
        assert verify(session, case) == []
    return case


def weed(runner: Runner, key: str = "letter", actor: int | None = ADMIN) -> UUID:
    return runner.run(WeedCases(key=key, actor=actor, confirmed=key)).weeding_id


def findings(runner: Runner, weeding: UUID) -> list[Finding]:
    with runner.read() as (session, _):
        return [fault.finding for fault in prove(session, weeding)]


def due(runner: Runner, key: str = "letter") -> int:
    with runner.read() as (session, clock):
        return due_process(session, clock, key).cases


def everything(runner: Runner) -> str:
    """All that the database holds of anybody, as text; but for the diagrams."""
    found = []
    with runner.read() as (session, _):
        for table in Base.metadata.sorted_tables:
            if table.name not in ("process_definition", "form_definition", "translation", "decision_definition"):
                found += [repr(tuple(row)) for row in session.execute(select(table))]
    return "\n".join(found)


def test_nothing_of_the_content_is_left_and_the_history_is_whole(archive: Runner) -> None:
    case = letter(archive)
    assert SECRET in everything(archive)
    travel(archive, YEARS)
    weeding = weed(archive)
    assert SECRET not in everything(archive)
    assert "person:2" not in [row for row in everything(archive).splitlines() if str(case) in row]
    with archive.read() as (session, _):
        found = session.get_one(ProcessInstance, case)
        assert (found.title, found.person_id, found.business_key, found.weeding_id) == ("letter", None, None, weeding)
        assert (found.reader, found.state) == ("nobody", b"")
        assert session.scalars(select(FileContent)).all() == []
        assert session.scalars(select(FileChunk)).all() == []
        assert verify(session, case) == []
        record = session.get_one(Weeding, weeding)
        assert record.counts == {"cases": 1, "submissions": 2, "comments": 1, "files": 2}
        assert record.rule == {"keep": "P2Y", "since": "ended", "source": SOURCE}
        last = session.scalars(select(HistoryEvent).order_by(HistoryEvent.seq.desc())).first()
        assert last is not None
        assert (last.action, last.actor_id, last.details["weeding"]) == ("weeded", ADMIN, str(weeding))
    assert findings(archive, weeding) == []


def test_a_file_that_another_case_has_too_stays_there(archive: Runner) -> None:
    letter(archive)
    travel(archive, YEARS)
    letter(archive)
    weed(archive)
    with archive.read() as (session, _):
        kept = session.scalars(select(Attachment.sha256).where(Attachment.filename == f"{SECRET}.txt")).all()
        assert session.scalars(select(FileContent.sha256)).all() == [*set(kept)]
        assert len(kept) == 2


def test_the_time_is_kept_to_the_day(archive: Runner) -> None:
    letter(archive)
    travel(archive, timedelta(days=729))
    assert due(archive) == 0
    with pytest.raises(Refused, match="No case of letter is due"):
        weed(archive)
    travel(archive, timedelta(days=3))
    assert due(archive) == 1


def test_a_running_case_stays_however_old(archive: Runner) -> None:
    letter(archive, ended=False)
    travel(archive, YEARS * 5)
    assert due(archive) == 0


def test_weeding_again_finds_nothing(archive: Runner) -> None:
    letter(archive)
    travel(archive, YEARS)
    weeding = weed(archive)
    with pytest.raises(Refused):
        weed(archive)
    assert findings(archive, weeding) == []


def test_what_is_preserved_or_undecided_is_never_weeded(archive: Runner) -> None:
    for key in ("kept", "two_steps"):
        with pytest.raises(Refused, match="no decision lets cases"):
            weed(archive, key)
    with pytest.raises(DefinitionNotFound):
        weed(archive, "unheard-of")


def test_administrators_alone_weed_and_confirm_it(archive: Runner) -> None:
    letter(archive)
    travel(archive, YEARS)
    with pytest.raises(NotAuthorized):
        weed(archive, actor=ANNA)
    with pytest.raises(Refused, match="confirm with the key"):
        archive.run(WeedCases(key="letter", actor=ADMIN, confirmed="yes"))
    assert due(archive) == 1


def test_the_newest_version_decides_for_all_cases(archive: Runner) -> None:
    letter(archive)
    travel(archive, YEARS)
    archive.run(Deploy(name="archive", files=drawn(LETTER.replace('"P2Y"', '"P10Y"'), INNER)))
    assert due(archive) == 0


def test_a_called_case_goes_with_the_one_that_called_it(archive: Runner) -> None:
    root = archive.run(StartProcess(key="round", actor=OWNER))
    with archive.read() as (session, _):
        inner = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == root)).one()
    complete(archive, inner, "write", ANNA, word=SECRET)
    travel(archive, YEARS)
    assert due(archive, "round") == 0, "the caller is running"
    complete(archive, root, "close", ANNA)
    travel(archive, YEARS)
    assert due(archive, "round") == 2
    weeding = weed(archive, "round")
    assert SECRET not in everything(archive)
    assert findings(archive, weeding) == []


def test_a_called_case_with_a_rule_of_its_own_follows_that(archive: Runner) -> None:
    own = INNER.replace(
        "<zeebe:properties>", '<zeebe:properties><zeebe:property name="yearwheel:retention" value="preserve"/>'
    )
    archive.run(Deploy(name="archive", files=drawn(ROUND, own)))
    root = archive.run(StartProcess(key="round", actor=OWNER))
    with archive.read() as (session, _):
        inner = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == root)).one()
    complete(archive, inner, "write", ANNA, word=SECRET)
    complete(archive, root, "close", ANNA)
    travel(archive, YEARS)
    assert due(archive, "round") == 1
    weed(archive, "round")
    assert SECRET in everything(archive)


def agreement(runner: Runner) -> UUID:
    """This year's."""
    case = runner.run(StartProcess(key="agreed", actor=OWNER))
    complete(runner, case, "write", ANNA, word=SECRET)
    return case


def test_an_agreement_goes_so_long_after_the_next_one(archive: Runner) -> None:
    with_one, with_another = agreement(archive), agreement(archive)
    travel(archive, YEARS)
    assert due(archive, "agreed") == 0, "those of the same year stand beside each other, and nothing has replaced them"
    newer = agreement(archive)
    assert due(archive, "agreed") == 0, "replaced, but not long enough ago"
    travel(archive, YEARS)
    assert due(archive, "agreed") == 2
    weed(archive, "agreed")
    with archive.read() as (session, _):
        left = session.scalars(select(ProcessInstance.id).where(ProcessInstance.weeded_at.is_(None))).all()
        assert left == [newer]
        assert {session.get_one(ProcessInstance, each).person_id for each in (with_one, with_another)} == {None}


def test_many_cases_go_in_batches_as_one_weeding(archive: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weeding_of_cases, "BATCH", 2)
    for _ in range(5):
        letter(archive)
    travel(archive, YEARS)
    done = archive.run(WeedCases(key="letter", actor=ADMIN, confirmed="letter"))
    assert (done.cases, done.more) == (2, True)
    assert due(archive) == 3
    work(archive)
    assert due(archive) == 0
    with archive.read() as (session, _):
        assert session.scalars(select(Weeding)).one().counts["cases"] == 5
    assert findings(archive, done.weeding_id) == []


def test_a_rule_that_changes_stops_a_weeding_under_way(archive: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weeding_of_cases, "BATCH", 1)
    letter(archive)
    letter(archive)
    travel(archive, YEARS)
    weeding = weed(archive)
    archive.run(Deploy(name="archive", files=drawn(LETTER.replace("§ 12", "§ 13"), INNER)))
    work(archive)
    assert due(archive) == 1
    assert findings(archive, weeding) == []


def test_the_preview_shows_no_title_of_what_is_confidential(archive: Runner) -> None:
    case = letter(archive)
    travel(archive, YEARS)
    with archive.read() as (session, clock):
        found = due_case_list(session, clock, "letter")
        assert [(row.id, row.title) for row in found.rows] == [(case, None)]
        counted = due_process(session, clock, "letter")
    assert (counted.cases, counted.submissions, counted.files) == (1, 2, 2)


TAMPERING: tuple[tuple[Callable[[UUID], Any], Finding], ...] = (
    (lambda case: update(Weeding).values(counts={"cases": 2}), Finding.COUNT),
    (lambda case: update(Weeding).values(digest="0" * 64), Finding.DIGEST),
    (lambda case: update(Submission).values(answers={"word": "åter"}), Finding.LEFT),
    (lambda case: update(HistoryEvent).where(HistoryEvent.seq == 2).values(actor_id=BO), Finding.HISTORY),
    (lambda case: update(HistoryEvent).where(HistoryEvent.action == "weeded").values(action="seen"), Finding.NOT_SAID),
)  # fmt: skip


@pytest.mark.parametrize(("tamper", "finding"), TAMPERING, ids=[str(finding) for _, finding in TAMPERING])
def test_a_row_that_was_tampered_with_is_found(
    archive: Runner, tamper: Callable[[UUID], Any], finding: Finding
) -> None:
    case = letter(archive)
    travel(archive, YEARS)
    weeding = weed(archive)
    with archive.database.write() as session:
        session.execute(tamper(case))
    assert finding in findings(archive, weeding)


def test_a_weeding_whose_record_is_gone_is_found(archive: Runner) -> None:
    case = letter(archive)
    travel(archive, YEARS)
    weed(archive)
    with archive.database.write() as session:
        session.execute(text("DELETE FROM weeding"))
    with archive.read() as (session, _):
        assert [(fault.finding, fault.instance_id) for fault in unrecorded(session)] == [(Finding.NO_RECORD, case)]


def _weed_and_die(url: str, runner: Runner, at: int) -> None:
    """Weed in this process, and be killed before statement number `at` (COMMIT counts as one)."""
    database = Database(url)
    done = 0

    def step(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", step)
    event.listen(database.engine, "commit", step)
    Runner(database, runner.ports, runner.zone).run(WeedCases(key="letter", actor=ADMIN, confirmed="letter"))
    os._exit(0)


def test_a_kill_leaves_all_or_nothing(archive: Runner) -> None:
    case = letter(archive)
    travel(archive, YEARS)
    url = archive.database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("fork")
    for at in range(5, 60, 3):
        archive.database.close()
        killed = context.Process(target=_weed_and_die, args=(url, archive, at))
        killed.start()
        killed.join()
        if killed.exitcode == 0:
            break
        assert due(archive) == 1
        with archive.read() as (session, _):
            assert session.scalar(select(func.count()).select_from(Weeding)) == 0
            assert None not in session.scalars(select(Submission.answers)).all()
            assert verify(session, case) == []
    assert killed.exitcode == 0
    assert SECRET not in everything(archive)


OF_CASES = {
    "activity_offer": "gone when a case ends", "activity_starter": "gone when a case ends",
    "agreement": "the register of what was agreed, without content", "attachment": "weeded", "call": "weeded",
    "comment": "weeded", "decision": "the register of decisions, which is preserved", "draft": "weeded",
    "event_subscription": "gone when a case ends", "history_event": "the proof", "human_task": "weeded",
    "incident": "weeded", "job": "gone when done", "notice": "weeded", "process_instance": "weeded",
    "shared_field": "weeded", "statutory_deadline": "a date and the law", "submission": "weeded",
    "task_candidate": "gone when a task closes", "task_exclusion": "weeded", "timer": "gone when a case ends",
}  # fmt: skip


def test_no_table_that_belongs_to_cases_is_forgotten() -> None:
    of_cases = {"process_instance", "human_task", "submission", "activity_offer"}
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in of_cases for key in table.foreign_keys)
    }
    assert found == OF_CASES.keys(), "say what becomes of it in engine.casework.weeded_rows, and here"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"retention": "two years", "retention_source": SOURCE}, "'two years'"),
        ({"retention": "PT4H", "retention_source": SOURCE}, "'PT4H'"),
        ({"retention": "P2Y"}, "needs a decision"),
        ({"retention_source": SOURCE}, "which is missing"),
        ({"retention": "preserve", "retention_from": "ended"}, "no day to count from"),
        ({"retention": "P2Y", "retention_source": SOURCE, "retention_from": "signed"}, "'signed'"),
        ({"retention": "P2Y", "retention_source": SOURCE, "retention_from": "replaced"}, "concern neither"),
        ({"retention": "P2Y", "retention_source": "x" * 201}, "longer than 200"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_at_deploy(runner: Runner, rule: dict[str, str], said: str) -> None:
    wrong = process("wrong", START, user_task("write"), END, flows="begin>write;write>finish", **rule)
    with pytest.raises(InvalidDiagram) as refused:
        runner.run(Deploy(name="wrong", files=drawn(wrong)))
    assert [said in str(problem) for problem in refused.value.problems] == [True]
