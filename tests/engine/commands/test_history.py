from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from engine.commands.start_process import StartProcess
from engine.history import verify
from engine.models import HistoryEvent, Submission
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, OWNER
from tests.engine.commands.steps import complete


@pytest.fixture
def case(runner: Runner) -> UUID:
    """A finished case with three links."""
    found = runner.run(StartProcess(key="two_steps", actor=OWNER))
    complete(runner, found, "write", ANNA, word="hej")
    complete(runner, found, "read", BO)
    return found


def faults(runner: Runner, case: UUID) -> list[str]:
    with runner.read() as (session, _):
        return verify(session, case)


def test_an_untouched_chain_is_whole(runner: Runner, case: UUID) -> None:
    assert faults(runner, case) == []


def test_a_changed_actor_is_seen(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        session.execute(update(HistoryEvent).where(HistoryEvent.seq == 2).values(actor_id=BO))
    assert faults(runner, case) == ["link 2 has been changed"]


def test_changed_answers_are_seen(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        submission = session.scalars(select(Submission)).one()
        submission.answers = {"word": "aldrig", "note": None}
    assert faults(runner, case) == ["the answers given at write have been changed"]


def test_a_removed_last_link_is_seen(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        session.execute(delete(HistoryEvent).where(HistoryEvent.seq == 3))
    assert faults(runner, case) == ["the last links are missing"]


def test_answers_that_nobody_has_weeded_are_missed(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        session.execute(update(Submission).values(answers=None, salt=None))
    assert faults(runner, case) == ["the answers given at write have gone, and nobody has weeded them"]


def test_a_salt_that_is_gone_hides_no_change(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        session.execute(update(Submission).values(answers={"word": "aldrig"}, salt=None))
    assert faults(runner, case) == ["the answers given at write have been changed"]


def test_a_removed_submission_is_missed(runner: Runner, case: UUID) -> None:
    with runner.database.write() as session:
        session.execute(delete(Submission))
    assert faults(runner, case) == ["what link 2 is about is not there"]
