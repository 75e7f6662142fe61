"""Timers in cases: what fires when, through saving and loading between all steps."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn import TimerArmed
from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    cycle,
    date,
    diagram,
    duration,
    element,
    end,
    process,
    start,
    user,
)
from tests.engine.bpmn.driving import Case, case, compiled

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


def reminding(text: str) -> bytes:
    """A task with a timer beside it that does not interrupt."""
    more = (
        boundary("b", "u", cycle(text), interrupting=False),
        user("reminder"),
        end("e2"),
        chain("b", "reminder", "e2"),
    )
    return diagram(process(start(), user("u"), end(), *more, chain("start", "u", "end")))


def waiting(definition: str) -> bytes:
    return diagram(process(start(), catch("x", definition), user("u"), end(), chain("start", "x", "u", "end")))


def started(bpmn: bytes, now: datetime, **variables: object) -> Case:
    return Case(compiled(bpmn), now=now).start(**variables)


def fired(found: Case, days: int) -> list[datetime]:
    """The times at which timers have been due within so many days."""
    found.advance(days=days)
    armed = [effect.due_at for effect in found.log if isinstance(effect, TimerArmed)]
    return [at for at in armed if at <= found.now]


def test_months_are_counted_from_the_first_date() -> None:
    found = started(reminding("R4/P1M"), local(2027, 1, 31, 8))
    assert fired(found, 400) == [
        local(2027, 2, 28, 8),
        local(2027, 3, 31, 8),
        local(2027, 4, 30, 8),
        local(2027, 5, 31, 8),
    ]
    assert (found.open, found.armed) == (["reminder"] * 4 + ["u"], [])


def test_a_cycle_with_a_start() -> None:
    found = started(reminding("R3/2027-01-31T08:00:00/P1M"), local(2027, 1, 1))
    assert fired(found, 400) == [local(2027, 1, 31, 8), local(2027, 2, 28, 8), local(2027, 3, 31, 8)]


def test_a_cycle_with_a_start_in_the_past_goes_on_with_the_next_round() -> None:
    found = started(reminding("R3/2027-01-31T08:00:00/P1M"), local(2027, 2, 1))
    assert fired(found, 400) == [local(2027, 2, 28, 8), local(2027, 3, 31, 8)]


def test_cron() -> None:
    found = started(reminding("0 0 9 ? * MON#1"), local(2027, 1, 1))
    assert fired(found, 90) == [local(2027, 1, 4, 9), local(2027, 2, 1, 9), local(2027, 3, 1, 9)]
    assert found.armed == ["b"]


def test_the_clock_of_the_municipality_through_summer_time() -> None:
    assert fired(started(reminding("R3/P1D"), local(2027, 3, 27, 8)), 10) == [
        local(2027, 3, 28, 8),
        local(2027, 3, 29, 8),
        local(2027, 3, 30, 8),
    ]
    assert fired(started(reminding("R2/PT24H"), local(2027, 3, 27, 8)), 10) == [
        local(2027, 3, 28, 9),
        local(2027, 3, 29, 9),
    ]


@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (date('=date("2027-02-03")'), local(2027, 2, 3)),
        (date("=day"), local(2027, 2, 3)),
        (date("=date(day) + duration(span)"), local(2027, 2, 4)),
        (date('=date and time("2027-02-03T08:00:00@Europe/Stockholm")'), local(2027, 2, 3, 8)),
        (date("=now()"), local(2027, 1, 1)),
        (date("2020-01-01"), local(2020, 1, 1)),
        (duration('=duration("P1D")'), local(2027, 1, 2)),
        (duration("=span"), local(2027, 1, 2)),
        (duration('=@"P1M"'), local(2027, 2, 1)),
        (duration("PT0S"), local(2027, 1, 1)),
        (cycle('="R/" + span'), local(2027, 1, 2)),
        (cycle('=cycle(3, duration("P1D"))'), local(2027, 1, 2)),
        (cycle('=cycle(duration("P1M"))'), local(2027, 2, 1)),
        (cycle('="0 0 " + string(8) + " * * *"'), local(2027, 1, 1, 8)),
        (cycle("@monthly"), local(2027, 2, 1)),
    ],
)
def test_expressions_that_give_a_time(definition: str, due: datetime) -> None:
    variables = {"day": "2027-02-03", "span": "P1D"}
    found = started(waiting(definition), local(2027, 1, 1), **variables)
    assert [timer.due_at for timer in found.timers.values()] == [due]
    assert found.advance(days=40).open == ["u"]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (date("=n"), "a timer needs a date"),
        (date("=nothing"), "a timer needs a date"),
        (duration('=duration("-P1D")'), "forward in time"),
        (duration("=day"), "not an ISO duration"),
        (date("=span"), "not an ISO date"),
        (cycle("=span"), "not a cycle"),
        (cycle('="0 0 * * *"'), "six"),
        (cycle('="R2/2020-01-01/P1D"'), "lies in the past"),
    ],
)
def test_expressions_that_give_no_time_name_the_element(definition: str, reason: str) -> None:
    found = started(waiting(definition), local(2027, 1, 1), n=3, day="2027-02-03", span="P1D")
    (failed,) = found.failed.values()
    assert failed.element_id == "x"
    assert failed.message.startswith("x: ")
    assert reason in failed.message


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (date("2027-02-30"), "not a date of the calendar"),
        (duration("-P1D"), "forward in time"),
        (duration("P1X"), "not an ISO duration"),
        (cycle("R3/PT0S"), "longer than zero"),
        (cycle("R/-P1D"), "forward in time"),
        (cycle("0 0 9 * *"), "5 fields"),
        (cycle("0 0 9 30 2 *"), "never comes"),
        (cycle("@reboot"), "no cron macro"),
        (cycle("every Monday"), "2 fields"),
    ],
)
def test_what_is_written_out_is_checked_when_it_is_deployed(definition: str, reason: str) -> None:
    with pytest.raises(InvalidDiagram) as raised:
        compiled(waiting(definition))
    (problem,) = raised.value.problems
    assert problem.element == "x"
    assert reason in problem.reason
    assert "0 0 9 * * MON" in problem.remedy or "cycle" not in problem.reason.lower()


def test_a_cycle_that_has_ended_is_not_refused_when_it_is_deployed() -> None:
    compiled(waiting(cycle("R2/2020-01-01/P1D")))


def test_a_duration_that_changes_counts_from_when_it_was_armed() -> None:
    found = started(waiting(duration("=span")), local(2027, 1, 1), span="P10D").advance(days=5)
    found.set_variables(span="P7D")
    assert [timer.due_at for timer in found.timers.values()] == [local(2027, 1, 8)]


def test_a_cycle_that_changes_goes_on_from_now() -> None:
    found = started(reminding('="R5/" + span'), local(2027, 1, 1), span="P1D").advance(days=2)
    assert found.open == ["reminder", "reminder", "u"]
    found.set_variables(span="P3D")
    assert fired(found, 30)[2:] == [local(2027, 1, 4), local(2027, 1, 7), local(2027, 1, 10)]


@pytest.mark.parametrize(
    ("cycle_", "changed", "rounds"),
    [("R3/P2D", "R3/P10D", 3), ("R3/P2D", "R3/P1D", 3), ("R3/P2D", "R9/P10D", 3), ("R/P2D", "R2/P10D", 4)],
)
def test_a_cycle_that_changes_keeps_the_rounds_it_had_left(cycle_: str, changed: str, rounds: int) -> None:
    found = started(reminding("=span"), local(2027, 1, 1), span=cycle_).advance(days=5)
    assert found.open.count("reminder") == 2
    assert found.set_variables(span=changed).advance(days=365).open.count("reminder") == rounds


def test_a_cycle_may_become_one_without_end() -> None:
    found = started(reminding("=span"), local(2027, 1, 1), span="R3/P2D").advance(days=5)
    assert found.set_variables(span="R/P1D").advance(days=10).open.count("reminder") > 3


def test_a_round_that_was_due_while_nothing_ran_is_not_lost() -> None:
    found = started(reminding("R3/P1D"), local(2027, 1, 1))
    (timer,) = found.timers.values()
    found.now = local(2027, 1, 9)
    assert timer.due_at == local(2027, 1, 2)
    assert found.advance(days=0).open == ["reminder"] * 3 + ["u"]


def test_a_timer_start_event_says_when_its_rounds_are() -> None:
    begin = element("startEvent", "timed", cycle("R3/2027-01-31T08:00:00/P1M"))
    program = compiled(diagram(process(begin, user("u"), end(), chain("timed", "u", "end"))))
    environment = Case(program, now=local(2027, 1, 1)).environment
    first = program.timer_start("p", "timed", environment)
    assert (first.at, first.left) == (local(2027, 1, 31, 8), 3)
    second = program.next_timer_start("p", "timed", environment, first, local(2027, 1, 1))
    assert second is not None
    assert (second.at, second.left) == (local(2027, 2, 28, 8), 2)


def test_a_case_that_ends_takes_its_timers_along() -> None:
    found = case(reminding("R/P1D")).advance(days=3).complete("u")
    assert found.armed == []
    for _ in range(3):
        found.complete("reminder")
    assert found.status == "completed"
