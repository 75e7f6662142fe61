"""Whether a model that runs wrong would be noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import report
from tests.conformance.measure import Measured, judge_all
from tests.conformance.models import EXECUTED, READ, REFUSED, WRONG, Outcome
from tests.conformance.suites import Model, models
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    element,
    end,
    error,
    flow,
    process,
    script,
    start,
    user,
)

FAILS = "=assert(1, false)"


def outcome(folder: Path, *drawn: bytes, suite: str = "theirs") -> list[Outcome]:
    (folder / suite).mkdir(exist_ok=True)
    for number, each in enumerate(drawn):
        (folder / suite / f"{number}.bpmn").write_bytes(each)
    return judge_all(models(folder))


def line(*middle: str, id: str = "p", steps: tuple[str, ...] = (), **attributes: str) -> bytes:
    return diagram(process(start(), *middle, end(), chain("start", *steps, "end"), id=id, **attributes))


@pytest.mark.parametrize(
    ("drawn", "result"),
    [
        (line(user("a"), steps=("a",)), EXECUTED),
        (line(element("task", "a"), element("choreographyTask", "b"), steps=("a",)), REFUSED),
        (line(isExecutable="false"), READ),
        (b"<definitions/>", REFUSED),
        (line(script("a", "x", FAILS), steps=("a",)), WRONG),
    ],
)
def test_what_comes_of_a_model(tmp_path: Path, drawn: bytes, result: str) -> None:
    (found,) = outcome(tmp_path, drawn)
    assert found.result == result, found.reasons


def test_an_error_that_only_trouble_brings_is_noticed(tmp_path: Path) -> None:
    caught = (boundary("caught", "a", error("e1")), script("b", "x", FAILS), end("other"))
    (found,) = outcome(tmp_path, line(user("a"), *caught, flow("caught", "b"), flow("b", "other"), steps=("a",)))
    assert found.result == WRONG


def test_called_processes_are_found_in_the_same_suite(tmp_path: Path) -> None:
    calling = line(call("a", "child"), steps=("a",))
    (found,) = outcome(tmp_path, calling)
    assert found.result == EXECUTED, "what is not there ends at once"
    found, _ = outcome(tmp_path, calling, line(script("a", "x", FAILS), id="child", steps=("a",)))
    assert found.result == WRONG, "what is there runs"


def test_a_process_that_does_not_say_whether_it_runs(tmp_path: Path) -> None:
    silent = line().replace(b' isExecutable="true"', b"")
    found = outcome(tmp_path, silent) + outcome(tmp_path, silent, suite="flowable")
    assert {each.model.suite: each.result for each in found} == {"theirs": READ, "flowable": EXECUTED}


def test_figures_and_shortfalls(tmp_path: Path) -> None:
    model = Model("jbpm", tmp_path / "jbpm" / "a.bpmn")
    found = [Outcome(model, EXECUTED)] * 8 + [
        Outcome(model, REFUSED),
        Outcome(model, WRONG, ("it fell",)),
        Outcome(model, READ),
    ]
    measured = Measured(suites=tmp_path, outcomes=tuple(found), scenarios={"S1": None, "S2": "no"}, traces={"t": None})
    figures = report.figures(measured)
    assert figures["models"] == {"jbpm": {"total": 10, "executed": 8, "refused": 1, "wrong": 1}}
    assert figures["scenarios"] == {"passed": 1, "total": 2}
    assert figures["traces"] == {"matched": 1, "total": 1}
    assert report.shortfalls(measured) == [
        "jbpm/a.bpmn is wrong: it fell",
        "Scenario S2: no",
        "8 of 10 models of engines execute, 90% are promised",
    ]
