"""A process that can never end is refused; one that may end, or goes on for ever, is not."""

from __future__ import annotations

import pytest

from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    TERMINATE,
    boundary,
    chain,
    diagram,
    duration,
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
