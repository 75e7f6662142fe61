"""Boundary events and timers: interrupting and not, once and in cycles, and what they see."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import TaskNotFound
from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    cycle,
    date,
    diagram,
    duration,
    end,
    error,
    gateway,
    process,
    service,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import NOW, case


def guarded(timer: str, *, interrupting: bool = True) -> bytes:
    return diagram(
        process(start(), user("u"), boundary("b", "u", timer, interrupting=interrupting), user("h"), end(),
                chain("start", "u", "end"), chain("b", "h", "end"))
    )  # fmt: skip


def test_an_interrupting_timer_takes_over() -> None:
    found = case(guarded(duration("PT1H")), x=1)
    found.advance(minutes=59)
    assert found.open == ["u"]
    found.advance(minutes=1)
    assert (found.open, found.withdrawn) == (["h"], ["u"])
    assert found.complete("h").variables == {"x": 1}


def test_a_timer_goes_with_its_activity() -> None:
    found = case(guarded(duration("PT1H"))).complete("u")
    assert (found.status, found.withdrawn) == ("completed", ["b"])


def test_a_non_interrupting_timer_fires_once_beside_its_activity() -> None:
    found = case(guarded(duration("PT1H"), interrupting=False), x=1)
    found.advance(hours=5)
    assert (found.open, found.armed) == (["h", "u"], [])
    found.complete("u", x=2, by="u")
    assert found.status == "running"
    assert found.complete("h", by_h=True).variables == {"x": 2, "by": "u", "by_h": True}
    assert found.conflicts == []


def test_a_cycle_fires_as_often_as_it_says() -> None:
    found = case(guarded(cycle("R3/PT1H"), interrupting=False))
    found.advance(hours=2, minutes=1)
    assert found.open == ["h", "h", "u"]
    found.advance(hours=10)
    assert found.open == ["h", "h", "h", "u"]
    assert found.armed == []
    found.complete("u")
    assert found.open == ["h", "h", "h"], "what the timer started lives on"
    found.complete("h").complete("h").complete("h")
    assert found.status == "completed"


def test_an_endless_cycle_goes_on_and_ends_with_its_activity() -> None:
    found = case(guarded(cycle("R/P7D"), interrupting=False)).advance(days=70)
    assert found.open.count("h") == 10
    assert [each.due_at for each in found.timers.values()] == [datetime(2026, 5, 18, 7, 0, tzinfo=UTC)], "08:00 local"
    found.complete("u")
    assert found.armed == []


def test_two_timers_on_one_task() -> None:
    found = case(
        diagram(
            process(start(), user("u"), boundary("remind", "u", duration("PT1H"), interrupting=False), user("r"),
                    boundary("late", "u", duration("PT2H")), user("l"), end(), chain("start", "u", "end"),
                    chain("remind", "r", "end"), chain("late", "l", "end"))
        )
    ).advance(hours=3)  # fmt: skip
    assert found.open == ["l", "r"]


def test_the_expression_of_a_timer_sees_the_case() -> None:
    found = case(guarded(date("=date(deadline)")), deadline="2026-10-31")
    assert [each.due_at for each in found.timers.values()] == [datetime(2026, 10, 30, 23, 0, tzinfo=UTC)]
    found = case(guarded(duration('=duration("P" + string(days) + "D")')), days=3)
    assert [each.due_at for each in found.timers.values()] == [datetime(2026, 3, 5, 8, 0, tzinfo=UTC)]


def test_a_timer_without_a_time_is_an_error_that_names_it() -> None:
    found = case(guarded(date("=deadline")))
    assert (found.open, found.wrong) == ([], ["u"]), "the task does not open without its timer"
    assert found.faults[0].startswith("b: a timer needs a date")


def test_an_intermediate_timer_waits() -> None:
    found = case(
        diagram(process(start(), catch("c", duration("PT5M")), user("a"), end(), chain("start", "c", "a", "end"))), x=1
    )
    found.advance(minutes=4)
    assert found.open == []
    assert found.advance(minutes=1).open == ["a"]
    assert found.seen("a") == {"x": 1}


def test_an_interrupted_sub_process_hands_on_what_was_done_inside() -> None:
    bpmn = diagram(
        process(
            start(), sub("s", start("ss"), user("a"), user("b"), end("se"), chain("ss", "a", "b", "se")),
            boundary("b1", "s", duration("PT1H")), user("h"), end(),
            chain("start", "s", "end"), chain("b1", "h", "end"),
        )
    )  # fmt: skip
    found = case(bpmn, x=1).complete("a", x=2, y=3).advance(hours=1)
    assert (found.open, found.seen("h")) == (["h"], {"x": 2, "y": 3})
    assert found.withdrawn == ["b"]


def test_a_non_interrupting_timer_on_a_sub_process_sees_inside_without_conflict() -> None:
    bpmn = diagram(
        process(
            start(), sub("s", start("ss"), user("a"), user("b"), end("se"), chain("ss", "a", "b", "se")),
            boundary("b1", "s", duration("PT1H"), interrupting=False), user("h"), end(),
            chain("start", "s", "end"), chain("b1", "h", "end"),
        )
    )  # fmt: skip
    found = case(bpmn, x=1).complete("a", x=2).advance(hours=1)
    assert found.seen("h") == {"x": 2}
    found.complete("b", x=3).complete("h", y=1)
    assert (found.variables, found.conflicts) == ({"x": 3, "y": 1}, [])


FAILING = diagram(
    process(
        start(), gateway("parallel", "g"), service("s1"), service("s2"), boundary("b1", "s1", error("e1")),
        boundary("b2", "s2", error("e1")), boundary("any", "s2", error()), user("h1"), user("h2"), user("h3"), end(),
        chain("start", "g"), chain("g", "s1", "end"), chain("g", "s2", "end"), chain("b1", "h1", "end"),
        chain("b2", "h2", "end"), chain("any", "h3", "end"),
    )
)  # fmt: skip


def test_an_error_reaches_only_its_own_activity() -> None:
    found = case(FAILING, x=1).fail("s2", "E1", "no budget", reason="late")
    assert found.open == ["h2"]
    assert next(iter(found.services.values())).element_id == "s1"
    assert found.seen("h2") == {"x": 1, "reason": "late"}


def test_a_boundary_without_a_code_catches_every_other_error() -> None:
    assert case(FAILING).fail("s2", "OTHER").open == ["h3"]


def test_an_error_that_nobody_catches_fails_the_case() -> None:
    found = case(FAILING).fail("s1", "OTHER", "what happened")
    assert (found.status, str(found.error), found.error.element_id) == ("failed", "OTHER: what happened", "s1")
    assert sorted(found.withdrawn) == ["s1", "s2"]


def test_what_no_longer_waits_is_refused() -> None:
    found = case(guarded(duration("PT1H")))
    timer, task = next(iter(found.timers)), next(iter(found.tasks))
    execution = found.execution
    with pytest.raises(TaskNotFound):
        execution.complete(timer, {})
    with pytest.raises(TaskNotFound):
        execution.fire(task)
    execution.complete(task, {})
    with pytest.raises(TaskNotFound):
        execution.complete(task, {})
    with pytest.raises(TaskNotFound):
        execution.token_variables(timer)


def test_business_time_is_what_counts() -> None:
    found = case(guarded(duration("P1M")))
    assert [each.due_at for each in found.timers.values()] == [NOW.replace(month=4, hour=7)], "summer time has come"
