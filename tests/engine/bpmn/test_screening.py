"""Diagrams from outside are first read in a process of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn import screen
from engine.bpmn.compile import _load, try_to_compile
from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    MESSAGE,
    boundary,
    call,
    catch,
    chain,
    diagram,
    duration,
    element,
    end,
    process,
    script,
    service,
    start,
    user,
    zeebe,
)


def test_a_diagram_that_can_be_read_passes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    screen(diagram(process(start(), user("u"), end(), chain("start", "u", "end"))), {})


@pytest.mark.parametrize(
    "wrong",
    [
        b"not a diagram",
        diagram(process(start(), end(), chain("start", "nowhere"))),
        diagram(process(start(), user("u"), boundary("b", "gone", MESSAGE), chain("start", "u"))),
        diagram(process(start(), user("u"), boundary("b", "u", MESSAGE), boundary("c", "b", MESSAGE))),
        diagram(process(start(), element("endEvent", "e", duration("PT1H")), chain("start", "e"))),
        diagram(process(start(), catch("c", "<messageEventDefinition/>"), chain("start", "c"))),
        diagram(process(element("startEvent", "t", duration("PT1H")), user("u"), triggeredByEvent="true")),
    ],
)
def test_what_is_merely_wrong_is_told_elsewhere(wrong: bytes) -> None:
    screen(wrong, {})


def test_a_diagram_that_takes_too_long_is_refused() -> None:
    with pytest.raises(InvalidDiagram, match=r"more than 0\.01 seconds"):
        screen(diagram(process(start(), end(), chain("start", "end"))), {}, seconds=0.01)


def test_a_diagram_that_brings_the_reader_down_is_refused() -> None:
    """Host functions that no check expects stand for whatever nobody has thought of."""
    called = diagram(process(start(), script("s", "x", "=f()"), chain("start", "s")))
    screen(called, {"f": (0, 0)})
    with pytest.raises(InvalidDiagram, match="brought the reader down"):
        screen(called, {"f": ("none", 0)})  # type: ignore[dict-item]


def test_names_of_what_is_deployed_elsewhere_keep_nothing_from_the_last_step() -> None:
    form = zeebe('<zeebe:formDefinition formId="f"/>')
    decision = zeebe('<zeebe:calledDecision decisionId="d" resultVariable="x"/>')
    parts = (user("u", form), service("s", "t"), call("c", "other"), element("businessRuleTask", "b", decision))
    named = diagram(process(start(), *parts, end(), chain("start", "u", "s", "c", "b", "end")))
    _load.cache_clear()
    try_to_compile(named, {})
    assert _load.cache_info().currsize == 1
