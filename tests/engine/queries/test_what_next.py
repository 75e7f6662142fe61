"""What a completed task led to, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.errors import TaskNotFound
from engine.models import InstanceStatus, Timer
from engine.queries.principal_labels import PrincipalKind, principal_labels
from engine.queries.what_next import what_next
from tests.engine.queries.rows import ANNA, BO, CILLA, MONDAY, call, case, hold, task

HOUR = timedelta(hours=1)
DONE: dict[str, Any] = {"status": "completed", "closed_at": MONDAY, "completed_by": ANNA, "opened_at": MONDAY - HOUR}


def test_tasks_opened_by_it_are_told_from_those_that_were_open(session: Session) -> None:
    found = case(session)
    done = task(session, found, "Skriv", **DONE)
    task(session, found, "Granska", ["person:2"], opened_at=MONDAY)
    task(session, found, "Läs", ["person:1"], opened_at=MONDAY - HOUR)
    result = what_next(session, ANNA, done.id)
    assert [(each.name, each.mine) for each in result.opened] == [("Granska", False)]
    assert [(each.name, each.mine) for each in result.others] == [("Läs", True)]
    assert [label.name for label in result.opened[0].waits_for] == ["Bo Lind"]


def test_tasks_of_other_cases_are_told_to_those_who_may_know_of_them(session: Session) -> None:
    root = case(session, "Helheten")
    own = case(session, "Delen", root_id=root.id, parent_id=root.id, status="completed")
    secret = case(session, "Annat", root_id=root.id, parent_id=root.id, reader="nobody", status_reader="nobody")
    done = task(session, own, "Skriv", **DONE)
    task(session, root, "Väg samman", ["person:3"], opened_at=MONDAY)
    task(session, secret, "Hemligt", ["person:3"], opened_at=MONDAY)
    assert [each.name for each in what_next(session, ANNA, done.id).opened] == ["Väg samman"]


def test_a_finished_part_says_how_many_the_whole_waits_for(session: Session) -> None:
    root = case(session, "Helheten")
    own = case(session, root_id=root.id, parent_id=root.id, status="completed")
    call(session, root, total=8, finished=3)
    call(session, root, total=5, finished=0)
    done = task(session, own, "Skriv", **DONE)
    result = what_next(session, ANNA, done.id)
    assert result.case_status == InstanceStatus.COMPLETED
    assert result.waiting is not None
    assert (result.waiting.case_title, result.waiting.total, result.waiting.finished) == ("Helheten", 13, 3)


def test_a_case_that_waits_for_a_date_says_which(session: Session) -> None:
    found = case(session)
    done = task(session, found, "Skriv", **DONE)
    session.add(Timer(id=done.id, instance_id=found.id, element_id="wait", due_at=MONDAY + HOUR))
    session.flush()
    assert what_next(session, ANNA, done.id).until == MONDAY + HOUR


def test_nobody_else_is_told(session: Session) -> None:
    done = task(session, case(session), "Skriv", **DONE)
    with pytest.raises(TaskNotFound):
        what_next(session, BO, done.id)


def test_principals_are_labelled_with_who_holds_them(session: Session) -> None:
    hold(session, BO, "manager:unit:FGN", "role:controller:unit:FGN")
    hold(session, CILLA, "role:controller:unit:FGN")
    asked = ["role:controller:unit:FGN", "manager:unit:FGN", "manager-of:person:3", "person:2", "everyone"]
    labels = principal_labels(session, asked)
    assert [(label.kind, label.name, label.role, label.holders) for label in labels] == [
        (PrincipalKind.ROLE, "Barnnämnden", "controller", ("Bo Lind", "Cilla Ask")),
        (PrincipalKind.MANAGER, "Barnnämnden", None, ("Bo Lind",)),
        (PrincipalKind.MANAGER_OF, "Cilla Ask", None, ()),
        (PrincipalKind.PERSON, "Bo Lind", None, ("Bo Lind",)),
        (PrincipalKind.GROUP, "everyone", None, ("Anna Ek", "Bo Lind", "Cilla Ask")),
    ]
