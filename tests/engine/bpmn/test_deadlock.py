"""A process that can never end is refused; one that may end, or goes on for ever, is not."""

from __future__ import annotations

from contextlib import suppress

import pytest

from engine.bpmn.lint import deadlock
from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    TERMINATE,
    boundary,
    chain,
    diagram,
    duration,
    element,
    end,
    flow,
    gateway,
    process,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import compiled

WAITS = "The gateway waits for ever"


def refused(*inside: str) -> dict[str | None, str]:
    with pytest.raises(InvalidDiagram) as refusal:
        compiled(diagram(process(*inside)))
    return {problem.element: problem.reason for problem in refusal.value.problems}


def split_and_join(split: str, join: str, *more: str) -> tuple[str, ...]:
    return (
        start(), gateway(split, "split"), user("a"), user("b"), gateway(join, "join"), end(), *more,
        chain("start", "split"), chain("join", "end"), flow("split", "a", "=x"), flow("split", "b"),
        flow("a", "join"), flow("b", "join"),
    )  # fmt: skip


def test_a_parallel_join_after_an_exclusive_split() -> None:
    found = refused(*split_and_join("exclusive", "parallel"))
    assert found.keys() == {"join"}
    assert found["join"].startswith(WAITS)


@pytest.mark.parametrize(
    ("split", "join"), [("exclusive", "exclusive"), ("inclusive", "parallel"), ("exclusive", "inclusive")]
)
def test_other_joins_can_be_passed(split: str, join: str) -> None:
    compiled(diagram(process(*split_and_join(split, join))))


def test_a_boundary_event_may_lead_past_the_join() -> None:
    late = (boundary("late", "a", duration("P1D")), end("other"), flow("late", "other"))
    compiled(diagram(process(*split_and_join("exclusive", "parallel", *late))))


def test_a_boundary_event_may_bring_the_token_that_lacks() -> None:
    inside = (
        start(), user("a"), boundary("late", "a", duration("P1D"), interrupting=False), gateway("parallel", "join"),
        end(), chain("start", "a", "join", "end"), flow("late", "join"),
    )  # fmt: skip
    compiled(diagram(process(*inside)))


def test_a_process_may_be_terminated_while_a_token_waits() -> None:
    inside = (
        start(), gateway("parallel", "fork"), gateway("exclusive", "which"), gateway("parallel", "join"), end(),
        end("stop", TERMINATE), user("a"), chain("start", "fork", "which", "join", "end"), flow("which", "join", "=x"),
        chain("fork", "a", "stop"),
    )  # fmt: skip
    compiled(diagram(process(*inside)))


def test_a_loop_without_end_is_no_deadlock() -> None:
    compiled(diagram(process(start(), user("a"), gateway("exclusive", "again"), chain("start", "again", "a", "again"))))


def test_two_sub_processes_that_wait_for_each_other() -> None:
    inside = (
        start(), gateway("parallel", "fork"), gateway("parallel", "first"), gateway("parallel", "second"), end(),
        sub("a", start("a1")), sub("b", start("b1")), chain("start", "fork", "first", "a", "second", "b", "first"),
        chain("fork", "second"), chain("b", "end"),
    )  # fmt: skip
    assert refused(*inside).keys() == {"first", "second"}


def test_many_branches_are_looked_at_in_time() -> None:
    forks = [
        each
        for number in range(20)
        for each in (
            gateway("parallel", f"fork{number}"), *(user(f"t{number}_{way}") for way in range(4)),
            gateway("parallel", f"join{number}"),
            *(chain(f"fork{number}", f"t{number}_{way}", f"join{number}") for way in range(4)),
            chain(f"join{number}", f"fork{number + 1}" if number < 19 else "end"),
        )
    ]  # fmt: skip
    compiled(diagram(process(start(), end(), chain("start", "fork0"), *forks)))


def test_a_join_may_wait_for_what_begins_with_the_case() -> None:
    inside = (
        start(), user("a"), user("beside"), gateway("parallel", "join"), end(), chain("start", "a", "join", "end"),
        chain("beside", "join"),
    )  # fmt: skip
    compiled(diagram(process(*inside)))


def test_what_begins_with_the_case_may_not_be_enough() -> None:
    inside = (
        start(), gateway("exclusive", "which"), user("a"), user("b"), user("beside"), gateway("parallel", "join"),
        chain("start", "which", "a", "join"), chain("which", "b", "join"), chain("beside", "join"),
    )  # fmt: skip
    assert refused(*inside).keys() == {"join"}


@pytest.mark.parametrize("ways", [5, 9, 200])
def test_a_choice_among_many_flows(ways: int) -> None:
    """Up to eight are looked at in every combination, more are let pass."""
    tasks = [f"t{number}" for number in range(ways)]
    inside = (
        start(), gateway("exclusive", "which"), user("some"), gateway("parallel", "join"), user("x"),
        chain("start", "which", "some"), chain("which", "x", "join"), *map(user, tasks),
        *(flow("some", task, "=x") + chain(task, "join") for task in tasks),
    )  # fmt: skip
    if ways <= deadlock.CHOICES:
        assert refused(*inside).keys() == {"join"}
    else:
        compiled(diagram(process(*inside)))


def large(kind: str) -> bytes:
    many = range(2_500)
    tasks = [f"t{number}" for number in many]
    if kind == "parallel":
        inside = [gateway("parallel", "fork"), gateway("parallel", "join"), user("x"), chain("x", "join")]
        inside += [user(task) + chain("fork", task, "join") for task in tasks]
        return diagram(process(start(), chain("start", "fork"), boundary("b", "x", duration("P1D")), *inside))
    begins = "".join(element("startEvent", f"s{each}", duration("P1D")) + chain(f"s{each}", "m") for each in many)
    return diagram(process(begins, gateway("exclusive", "m"), user("a"), user("b"), gateway("parallel", "j"),
                           chain("m", "a", "j"), chain("m", "b", "j")))  # fmt: skip


@pytest.mark.parametrize("kind", ["parallel", "starts"])
def test_the_effort_is_bounded_in_the_largest_diagrams(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    count = deadlock._Effort.spend

    def spend(effort: deadlock._Effort, places: int) -> None:
        spent.append(places)
        count(effort, places)

    monkeypatch.setattr(deadlock._Effort, "spend", spend)
    with suppress(InvalidDiagram):
        compiled(large(kind))
    assert 0 < sum(spent) <= deadlock.WORK + 10_000
