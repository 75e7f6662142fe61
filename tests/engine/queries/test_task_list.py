"""What waits for a person: order, paging, search, and the same few look-ups however many tasks there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.ids import new_id
from engine.models import ActingHolder, Draft, HumanTask, TaskCandidate
from engine.queries.task_list import TaskScope, task_count, task_list
from tests.engine.queries.rows import ANNA, BO, MONDAY, case, hold, task

DAY = timedelta(days=1)
MANY = 20_000
SCANS, LARGE = ("SCAN", "Seq Scan on"), ("task_candidate", "human_task")


def names(session: Session, clock: Clock, person_id: int = ANNA, **asked: object) -> list[str]:
    return [row.name for row in task_list(session, clock, person_id, **asked).rows]  # type: ignore[arg-type]


def test_overdue_first_then_by_due_date_and_those_without_one_last(session: Session, clock: Clock) -> None:
    found = case(session)
    for name, due in (("Sen", MONDAY + 9 * DAY), ("Utan", None), ("Försenad", MONDAY - DAY), ("Snar", MONDAY + DAY)):
        task(session, found, name, ["person:1"], due_at=due)
    page = task_list(session, clock, ANNA)
    assert [(row.name, row.overdue) for row in page.rows] == [
        ("Försenad", True), ("Snar", False), ("Sen", False), ("Utan", False),
    ]  # fmt: skip


def test_only_what_the_person_is_today_counts(session: Session, clock: Clock) -> None:
    found = case(session)
    task(session, found, "Min", ["person:1"])
    task(session, found, "Bos", ["person:2"])
    task(session, found, "Rollens", ["role:controller:unit:FGN"])
    assert names(session, clock) == ["Min"]
    hold(session, ANNA, "role:controller:unit:FGN")
    assert sorted(names(session, clock)) == ["Min", "Rollens"]


def test_a_task_that_is_mine_in_two_ways_is_listed_once(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "role:controller:unit:FGN", "manager-of:person:2")
    task(session, case(session), "En", ["person:1", "role:controller:unit:FGN", "manager-of:person:2"])
    page = task_list(session, clock, ANNA)
    assert (page.total, len(page.rows)) == (1, 1)


def test_what_one_may_read_is_not_what_waits(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "committee:unit:FGN")
    task(session, case(session), "Läses", ["committee:unit:FGN"])
    assert names(session, clock) == []


def test_own_tasks_and_those_of_roles(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "role:controller:unit:FGN", "manager-of:person:2")
    found = case(session)
    task(session, found, "Min", ["person:1"])
    task(session, found, "Chefens", ["manager-of:person:2"])
    task(session, found, "Rollens", ["role:controller:unit:FGN"])
    assert sorted(names(session, clock, scope=TaskScope.MINE)) == ["Chefens", "Min"]
    assert names(session, clock, scope=TaskScope.ROLES) == ["Rollens"]


def test_pages_and_their_edges(session: Session, clock: Clock) -> None:
    found = case(session)
    for number in range(7):
        task(session, found, f"T{number}", ["person:1"], due_at=MONDAY + number * DAY)
    second = task_list(session, clock, ANNA, page=2, per_page=3)
    assert [row.name for row in second.rows] == ["T3", "T4", "T5"]
    assert (second.total, second.last, second.first_row, second.last_row) == (7, 3, 4, 6)
    assert names(session, clock, page=99, per_page=3) == ["T6"]
    assert names(session, clock, page=-1, per_page=3) == ["T0", "T1", "T2"]


def test_search_looks_at_task_and_case_and_takes_signs_as_they_are(session: Session, clock: Clock) -> None:
    task(session, case(session, "Budget 100%"), "Granska", ["person:1"])
    task(session, case(session, "Plan"), "Skriv_", ["person:1"])
    assert names(session, clock, search="budget") == ["Granska"]
    assert names(session, clock, search=" skriv_ ") == ["Skriv_"]
    assert names(session, clock, search="0%") == ["Granska"]
    assert names(session, clock, search="_k") == []


def test_search_knows_the_letters_of_the_nordic_languages(session: Session, clock: Clock) -> None:
    task(session, case(session, "Årsplan för Älvhamn"), "ÖVERSYN", ["person:1"])
    for search in ("årsplan", "ÅRSPLAN", "älvHAMN", "översyn"):
        assert names(session, clock, search=search) == ["ÖVERSYN"], search
    assert names(session, clock, search="arsplan") == []


def test_a_draft_is_told_to_its_author_alone(session: Session, clock: Clock) -> None:
    shared = task(session, case(session), "Delad", ["person:1", "person:2"])
    session.add(Draft(task_id=shared.id, person_id=BO, answers={}, saved_at=MONDAY))
    session.flush()
    assert [row.draft for row in task_list(session, clock, BO).rows] == [True]
    assert [row.draft for row in task_list(session, clock, ANNA).rows] == [False]


def test_the_plan_starts_from_the_person_and_reads_no_table_through(session: Session, clock: Clock) -> None:
    """The database's own account of how it answers, with enough rows to be tempted by."""
    found = case(session)
    one = {"instance_id": found.id, "element_id": "t", "name": "T", "visibility": "PUB", "reader": "everyone"}
    ids = [new_id() for _ in range(MANY)]
    session.execute(insert(HumanTask), [{**one, "id": each, "status": "open", "opened_at": MONDAY} for each in ids])
    candidates = [{"task_id": each, "principal": f"person:{number}"} for number, each in enumerate(ids)]
    session.execute(insert(TaskCandidate), candidates)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE human_task, task_candidate")
    asked: list[tuple[str, Any]] = []
    event.listen(
        connection, "before_cursor_execute",
        lambda _c, _cursor, statement, parameters, _x, _many: asked.append((statement, parameters)),
    )  # fmt: skip
    assert task_list(session, clock, ANNA).total == 1
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    for statement, parameters in list(asked):
        plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)]
        assert not any(f"{scan} {table}" in line for line in plan for scan in SCANS for table in LARGE), plan


def test_of_one_date_the_most_important_first(session: Session, clock: Clock) -> None:
    found = case(session)
    for name, priority in (("Sist", 10), ("Vanlig", None), ("Först", 90)):
        task(session, found, name, ["person:1"], due_at=MONDAY + DAY, priority=priority)
    task(session, found, "Snarare", ["person:1"], due_at=MONDAY, priority=1)
    assert names(session, clock) == ["Snarare", "Först", "Vanlig", "Sist"]


def test_what_rests_is_neither_listed_nor_counted(session: Session, clock: Clock) -> None:
    found = case(session)
    task(session, found, "Nu", ["person:1"], follow_up_at=MONDAY)
    task(session, found, "Sen", ["person:1"], follow_up_at=MONDAY + DAY)
    assert names(session, clock) == ["Nu"]
    assert task_count(session, clock, ANNA) == 1
    resting = task_list(session, clock, ANNA, scope=TaskScope.RESTING).rows
    assert [(row.name, row.rests_until) for row in resting] == [("Sen", MONDAY + DAY)]


def test_what_a_colleague_has_taken_is_listed_apart(session: Session, clock: Clock) -> None:
    hold(session, BO, "role:controller:unit:FGN")
    hold(session, ANNA, "role:controller:unit:FGN")
    found = case(session)
    task(session, found, "Ledig", ["role:controller:unit:FGN"])
    task(session, found, "Bos", ["role:controller:unit:FGN"], assignee_id=BO)
    task(session, found, "Annas", ["role:controller:unit:FGN"], assignee_id=ANNA)
    task(session, found, "Förfallen", ["person:1"], assignee_id=BO)  # Bo may no longer do it
    assert sorted(names(session, clock)) == ["Annas", "Förfallen", "Ledig"]
    assert names(session, clock, scope=TaskScope.CLAIMED) == ["Annas"]
    [row] = task_list(session, clock, ANNA, scope=TaskScope.COLLEAGUES).rows
    assert (row.name, row.claimed_by, row.claimed) == ("Bos", "Bo Lind", False)
    assert task_count(session, clock, ANNA) == 3


def test_what_is_prepared_is_listed_for_both(session: Session, clock: Clock) -> None:
    task(session, case(session), "Delad", ["person:1"], assignee_id=ANNA, delegated_to=BO, delegated_by=ANNA)
    [own] = task_list(session, clock, ANNA).rows
    [helped] = task_list(session, clock, BO).rows
    assert (own.prepared_by, own.prepared_for, own.claimed) == ("Bo Lind", None, True)
    assert (helped.prepared_by, helped.prepared_for, helped.on_behalf_of) == (None, "Anna Ek", None)


def test_in_whose_place_a_deputy_would_do_it(session: Session, clock: Clock) -> None:
    session.add(ActingHolder(principal="person:1", scope="do", person_id=BO, for_person_id=ANNA))
    session.flush()
    found = case(session)
    task(session, found, "Annas", ["person:1"], deputy_scope="do")
    task(session, found, "Egen", ["person:1", "person:2"], deputy_scope="do")
    task(session, found, "Personlig", ["person:1"])
    rows = {row.name: row.on_behalf_of for row in task_list(session, clock, BO).rows}
    assert rows == {"Annas": "Anna Ek", "Egen": None}
