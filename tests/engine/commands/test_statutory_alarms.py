"""Statutory dates come close and pass, and are never passed over in silence."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime

from engine.commands.alarm_statutory import AlarmStatutory
from engine.commands.suspend import SuspendCase
from engine.events import Event, IncidentRaised
from engine.run import Runner
from tests.engine.commands.by_law import (
    STATUTE,
    alarm,
    alarms,
    by_law,
    deadline,
    deadlines,
    go_to,
    incidents,
    start,
)
from tests.engine.commands.conftest import ADMIN, ANNA
from tests.engine.commands.diagrams import user_task
from tests.engine.commands.steps import complete, work


def test_a_case_stuck_in_may_raises_its_alarms_all_the_same(runner: Runner) -> None:
    """30, 14 and 5 calendar days before, at eight; and an incident the day after."""
    start(runner, by_law(user_task("decide")))
    days = {date(2027, 9, 30): [], date(2027, 10, 1): [30], date(2027, 10, 16): [30], date(2027, 10, 17): [30, 14],
            date(2027, 10, 26): [30, 14, 5], date(2027, 10, 31): [30, 14, 5]}  # fmt: skip
    for day, expected in days.items():
        go_to(runner, day, 7)
        assert alarm(runner) == 0
        go_to(runner, day, 8)
        alarm(runner)
        assert alarms(runner) == expected
    assert incidents(runner) == []
    go_to(runner, date(2027, 11, 1), 8)
    work(runner)  # which asks by itself
    assert alarms(runner) == [30, 14, 5, -1]
    (incident,) = incidents(runner)
    assert (incident.code, incident.remedy, incident.element_id) == ("statutory-date-missed", "acknowledge", "decide")
    assert STATUTE in incident.message
    assert "2027-10-31" in incident.message
    found = deadline(runner)
    assert (found.next_alarm_at, found.alarms) == (None, 4)
    assert found.missed_at is not None
    go_to(runner, date(2028, 3, 1))
    work(runner)
    assert len(incidents(runner)) == 1


def test_who_listens_hears_of_a_date_that_was_missed(runner: Runner) -> None:
    heard: list[Event] = []
    ports = replace(runner.ports, subscribers=(lambda _session, events: heard.extend(events),))
    start(runner, by_law(user_task("decide")))
    go_to(runner, date(2027, 11, 1))
    replace(runner, ports=ports).run(AlarmStatutory(limit=20))
    (told,) = heard
    assert isinstance(told, IncidentRaised)
    assert (told.code, told.incident_id) == ("statutory-date-missed", incidents(runner)[0].id)


def test_of_alarms_that_passed_together_only_the_last_is_told(runner: Runner) -> None:
    start(runner, by_law(user_task("decide")))
    go_to(runner, date(2027, 10, 20))
    alarm(runner)
    assert alarms(runner) == [11]
    go_to(runner, date(2027, 12, 1))
    alarm(runner)
    assert alarms(runner) == [11, -1]
    assert len(incidents(runner)) == 1


def test_a_day_that_was_missed_while_nobody_worked_is_told_once_though_it_is_before_eight(runner: Runner) -> None:
    start(runner, by_law(user_task("decide")))
    go_to(runner, date(2027, 11, 1), 1)
    alarm(runner)
    go_to(runner, date(2027, 11, 1), 9)
    alarm(runner)
    assert alarms(runner) == [-1]
    assert len(incidents(runner)) == 1


def test_a_case_that_starts_late_tells_at_once(runner: Runner) -> None:
    start(runner, by_law(user_task("decide")), at=date(2027, 10, 20))
    alarm(runner)
    assert alarms(runner) == [11]
    assert deadline(runner).next_alarm_at == datetime(2027, 10, 26, 8, tzinfo=runner.zone)


def test_a_suspended_case_still_alarms(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    runner.run(SuspendCase(instance_id=case, actor=ADMIN, reason="an inquiry"))
    go_to(runner, date(2027, 10, 1))
    assert alarm(runner) == 1


def test_meeting_the_date_late_is_noted_and_the_incident_stays_to_be_read(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    go_to(runner, date(2027, 11, 3))
    alarm(runner)
    complete(runner, case, "plan", ANNA, word="x")
    complete(runner, case, "decide", ANNA, word="x")
    found = deadline(runner)
    assert found.missed_at is not None
    assert found.met_at is not None
    assert found.met_at > found.missed_at
    assert len(incidents(runner)) == 1


def test_two_workers_tell_once(runner: Runner) -> None:
    for number in range(6):
        start(runner, by_law(user_task("decide")), at=date(2027, 5, 3 + number))
    go_to(runner, date(2027, 11, 1))
    done: list[int] = []
    workers = [threading.Thread(target=lambda: done.append(alarm(runner))) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(done) == 6
    assert alarms(runner) == [-1] * 6
    assert len(incidents(runner)) == 6


def test_an_alarm_beside_the_completion_that_meets_the_date_ends_in_order(runner: Runner) -> None:
    cases = [start(runner, by_law(user_task("decide"))) for _ in range(4)]
    for case in cases:
        complete(runner, case, "plan", ANNA, word="x")
    go_to(runner, date(2027, 11, 1))
    completing = [threading.Thread(target=complete, args=(runner, case, "decide", ANNA), kwargs={"word": "x"})
                  for case in cases]  # fmt: skip
    alarming = threading.Thread(target=alarm, args=(runner,))
    for each in (*completing, alarming):
        each.start()
    for each in (*completing, alarming):
        each.join()
    alarm(runner)
    found = deadlines(runner)
    assert all(each.met_at is not None and each.next_alarm_at is None for each in found)
    assert len(incidents(runner)) == sum(each.missed_at is not None for each in found)
