"""What letters and calendars ask is answered from indexes, however many cases there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.commands.notice_rows import choice_row
from engine.db import Database
from engine.ids import new_id
from engine.models import Account, Notice, StatutoryDeadline
from engine.queries.deadline_feed import deadline_feed, feed_hash
from notifications.told import told
from tests.engine.queries.rows import ANNA, MONDAY, case, foundation, hold, task


def test_no_table_is_read_from_end_to_end(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        foundation(session)
        hold(session, ANNA, "role:chief-executive:unit:ALV")
        session.add(Account(person_id=ANNA, email="anna@alvhamn.example", epoch=0, disabled=False))
        of = task(session, case(session), candidates=[f"person:{ANNA}"], due_at=MONDAY)
        notice = Notice(id=new_id(), person_id=ANNA, kind="task.opened", task_id=of.id, facts={}, created_at=MONDAY)
        session.add(notice)
        deadline = StatutoryDeadline(
            id=new_id(),
            instance_id=of.instance_id,
            element_id="e",
            name="Dag",
            statute="KL 1:1",
            on_date=MONDAY.date(),
            next_alarm_at=MONDAY,
        )
        session.add(deadline)
        choice_row(session, ANNA).feed_hash = feed_hash("secret")
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(sqlite_database.engine, "before_cursor_execute", note)
    with sqlite_database.read() as session:
        assert len(told(session, ANNA, [notice.id], "sv")) == 1
        feed = deadline_feed(session, "secret")
        assert feed is not None
        assert len(feed.entries) == 2
    event.remove(sqlite_database.engine, "before_cursor_execute", note)
    with sqlite_database.read() as session:
        assert [each for statement, parameters in asked for each in scans(session, statement, parameters)] == []


def scans(session: Session, statement: str, parameters: Any) -> list[str]:
    if not statement.lstrip().startswith(("SELECT", "WITH")):
        return []
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    plan = [str(row.detail) for row in rows]
    tables = (
        "human_task",
        "process_instance",
        "task_candidate",
        "notice",
        "principal_holder",
        "account",
    )
    return [step for step in plan if step.startswith("SCAN") and step.split()[1] in tables]
