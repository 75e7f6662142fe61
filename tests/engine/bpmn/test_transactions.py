"""Transactions: cancelled, they end what runs in them and undo what was done."""

from __future__ import annotations

from tests.engine.bpmn.drawing import (
    CANCEL,
    boundary,
    chain,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    gateway,
    process,
    start,
    sub,
    undone,
    user,
)
from tests.engine.bpmn.driving import case

BODY = (start("i"), gateway("parallel", "g"), user("a"), undone("a"), user("open"), end("c", CANCEL),
        chain("i", "g", "a", "c"), chain("g", "open"))  # fmt: skip


def cancelled(*body: str, boundary_event: bool = True, marker: str = "") -> bytes:
    listening = boundary("b", "T", CANCEL) + user("h") + chain("b", "h") if boundary_event else ""
    return diagram(process(start(), element("transaction", "T", marker, *body), listening, user("z"),
                           chain("start", "T", "z")))  # fmt: skip


def test_cancelling_undoes_and_leaves_by_the_boundary() -> None:
    found = case(cancelled(*BODY)).complete("a", k=1)
    assert (found.open, found.withdrawn) == (["undo-a"], ["open"])
    found.complete("undo-a", back=2)
    assert (found.open, found.seen("h")) == (["h"], {"k": 1, "back": 2})
    assert found.complete("h").status == "completed"


def test_without_a_boundary_event_the_transaction_ends() -> None:
    found = case(cancelled(*BODY, boundary_event=False)).complete("a", k=1).complete("undo-a")
    assert (found.open, found.seen("z")) == (["z"], {"k": 1})


def test_with_nothing_to_undo() -> None:
    assert case(cancelled(start("i"), end("c", CANCEL), chain("i", "c"))).open == ["h"]


def test_from_a_sub_process_inside() -> None:
    inner = sub("S", start("j"), user("v"), end("c", CANCEL), chain("j", "v", "c"))
    found = case(cancelled(start("i"), user("a"), undone("a"), inner, chain("i", "a", "S"))).complete("a")
    assert found.complete("v").open == ["undo-a"]
    assert found.complete("undo-a").open == ["h"]


def test_done_without_being_cancelled() -> None:
    found = case(cancelled(start("i"), user("a"), undone("a"), end("e"), chain("i", "a", "e"))).complete("a", k=1)
    assert (found.open, found.seen("z")) == (["z"], {"k": 1})


def test_an_error_undoes_nothing() -> None:
    body = (start("i"), user("a"), undone("a"), end("e", error("e1")), chain("i", "a", "e"))
    bpmn = diagram(process(start(), element("transaction", "T", *body), boundary("b", "T", error("e1")), user("h"),
                           chain("start", "T"), chain("b", "h")))  # fmt: skip
    assert case(bpmn).complete("a").open == ["h"]


def test_one_of_many_cancels_them_all() -> None:
    first = (start("i"), user("a"), undone("a"), end("c", CANCEL), chain("i", "a", "c"))
    found = case(cancelled(*first, marker=each("=[1, 2]", "n"))).complete("a")
    assert found.open == ["a", "undo-a"]
    found.complete("undo-a")
    assert found.open == ["h"]


def test_a_timer_may_end_it_while_it_undoes() -> None:
    body = element("transaction", "T", *BODY)
    bpmn = diagram(process(start(), body, boundary("b", "T", CANCEL), boundary("t", "T", duration("PT1H")), user("h"),
                           user("late"), chain("start", "T"), chain("b", "h"), chain("t", "late")))  # fmt: skip
    found = case(bpmn).complete("a").advance(hours=2)
    assert (found.open, found.withdrawn) == (["late"], ["open", "undo-a"])


def test_what_branches_that_had_ended_have_made_is_kept() -> None:
    body = (start("i"), gateway("parallel", "g"), user("a"), user("v"), end("c", CANCEL), chain("i", "g", "a"),
            chain("g", "v", "c"))  # fmt: skip
    found = case(cancelled(*body), x=0).complete("a", a=1).complete("v", v=2)
    assert found.seen("h") == {"x": 0, "a": 1, "v": 2}


def test_what_was_done_in_the_sub_process_that_cancels_is_undone_first() -> None:
    inner = sub("S", start("j"), user("v"), undone("v"), end("c", CANCEL), chain("j", "v", "c"))
    found = case(cancelled(start("i"), user("a"), undone("a"), inner, chain("i", "a", "S"))).complete("a")
    assert found.complete("v").open == ["undo-v"]
    assert found.complete("undo-v").open == ["undo-a"]
    assert found.complete("undo-a").open == ["h"]


def test_from_one_of_many_inside() -> None:
    inner = sub("S", each("=[1, 2]", "n"), start("j"), user("v"), end("c", CANCEL), chain("j", "v", "c"))
    found = case(cancelled(start("i"), user("a"), undone("a"), inner, chain("i", "a", "S"))).complete("a")
    assert found.complete("v").open == ["undo-a"]
    assert found.complete("undo-a").open == ["h"]
