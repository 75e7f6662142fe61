"""Start and end events, none throw events, links."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.bpmn import Due, StartEvent
from tests.engine.bpmn.drawing import (
    TERMINATE,
    boundary,
    catch,
    chain,
    date,
    diagram,
    end,
    error,
    flow,
    gateway,
    link,
    process,
    script,
    start,
    sub,
    throw,
    user,
)
from tests.engine.bpmn.driving import Case, case, compiled


def test_a_case_without_waiting_ends_at_once() -> None:
    found = case(diagram(process(start(), throw("note"), end(), chain("start", "note", "end"))))
    assert (found.status, found.passed) == ("completed", ["start", "note", "end"])


def test_a_branch_may_end_without_an_end_event() -> None:
    found = case(diagram(process(start(), user("a"), chain("start", "a"))))
    assert found.complete("a", x=1).status == "completed"
    assert found.variables == {"x": 1}


def test_a_timer_start_beside_a_plain_one() -> None:
    bpmn = diagram(
        process(
            start("plain"), start("timed", date("2026-10-01")), user("a"), user("b"), end(),
            chain("plain", "a", "end"), chain("timed", "b", "end"),
        )
    )  # fmt: skip
    assert case(bpmn).open == ["a"]
    assert case(bpmn, "timed").open == ["b"]
    program = compiled(bpmn)
    assert program.processes["p"].event_starts == (StartEvent("timed", "timer", ""),)
    due = program.timer_start("p", "timed", Case(program).environment)
    assert due == Due(datetime(2026, 9, 30, 22, 0, tzinfo=UTC), 1)


def test_terminate_ends_its_own_scope_alone() -> None:
    found = case(
        diagram(
            process(
                start(),
                sub("s", start("ss"), gateway("parallel", "g"), user("a"), user("b"), end("t", TERMINATE),
                    chain("ss", "g", "a", "t"), chain("g", "b")),
                user("z"), end(), chain("start", "s", "z", "end"),
            )
        )
    )  # fmt: skip
    assert found.open == ["a", "b"]
    found.complete("a", x=1)
    assert (found.open, found.withdrawn) == (["z"], ["b"])
    assert found.complete("z").variables == {"x": 1}


def test_terminate_stops_a_branch_that_was_about_to_run() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), end("t", TERMINATE), script("s", "ran", "=true"), user("u"), end(),
                chain("start", "g", "t"), chain("g", "s", "u", "end"),
            )
        )
    )  # fmt: skip
    assert found.status == "completed"
    assert "u" not in found.passed


def test_an_uncaught_error_fails_the_case() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("u"),
                sub("s", start("ss"), end("se", error("e1")), chain("ss", "se")), user("after"), end(),
                chain("start", "g", "u", "end"), chain("g", "s", "after", "end"),
            )
        )
    )  # fmt: skip
    assert found.status == "failed"
    assert (found.error.code, found.error.element_id) == ("E1", "se")
    assert found.withdrawn == ["u"]


def test_links_are_flows() -> None:
    bpmn = diagram(
        process(
            start(), gateway("exclusive", "g"), throw("t1", link("L")), throw("t2", link("L")), catch("c", link("L")),
            user("a"), end(), chain("start", "g"), flow("g", "t1", "=i = 1"), flow("g", "t2"), chain("c", "a", "end"),
        )
    )  # fmt: skip
    for i, thrown in ((1, "t1"), (2, "t2")):
        found = case(bpmn, i=i)
        assert found.open == ["a"]
        assert found.passed == ["start", "g", thrown, "c"]


def test_ids_that_the_library_uses_itself() -> None:
    found = case(
        diagram(process(start("Start"), user("Root"), end("End"), user("p.EndJoin"),
                        chain("Start", "Root", "p.EndJoin", "End")))
    )  # fmt: skip
    assert found.complete("Root").complete("p.EndJoin").status == "completed"


def test_an_error_is_caught_by_the_activity_around_it_with_what_was_done_inside() -> None:
    def branch(n: str) -> str:
        inner = sub(
            f"s{n}", start(f"ss{n}"), user(f"u{n}"), end(f"se{n}", error("e1")), chain(f"ss{n}", f"u{n}", f"se{n}")
        )
        return (
            inner
            + boundary(f"b{n}", f"s{n}", error("e1"))
            + user(f"h{n}")
            + chain("g", f"s{n}", "end")
            + chain(f"b{n}", f"h{n}", "end")
        )

    found = case(
        diagram(process(start(), gateway("parallel", "g"), branch("1"), branch("2"), end(), chain("start", "g")))
    )
    found.complete("u2", v=7)
    assert found.open == ["h2", "u1"]
    assert found.seen("h2")["v"] == 7


def test_an_error_climbs_to_the_boundary_with_its_code() -> None:
    inner = sub("i", start("si"), end("ei", error("e1")), chain("si", "ei"))
    found = case(
        diagram(
            process(
                start(),
                sub("o", start("so"), inner, boundary("bi", "i", error("e2")), user("wrong"), end("eo"),
                    chain("so", "i", "eo"), chain("bi", "wrong", "eo")),
                boundary("all", "o", error()), boundary("bo", "o", error("e1")), user("right"), user("any"), end(),
                chain("start", "o", "end"), chain("bo", "right", "end"), chain("all", "any", "end"),
            )
        )
    )  # fmt: skip
    assert found.open == ["right"]
