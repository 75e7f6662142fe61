"""What a diagram may say of reminders, and what is refused with words that help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bpmn import compile_diagram
from engine.bpmn.lint.reminders import Audience, Step, read_ladder
from engine.errors import InvalidDiagram
from engine.organisation.functions import known_functions
from tests.engine.bpmn.driving import KNOWN as NO_FUNCTIONS
from tests.notifications.telling_town import one_task, task

KNOWN = replace(NO_FUNCTIONS, functions=known_functions())


def test_a_ladder_is_read_in_the_order_of_its_days() -> None:
    assert read_ladder(" +7 process-owner, -14,0 , +3  manager") == (
        Step(None), Step(-14), Step(0), Step(3, Audience.MANAGER), Step(7, Audience.PROCESS_OWNER),
    )  # fmt: skip
    assert read_ladder("opened") == (Step(None),)
    assert read_ladder("none") == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "''"),
        ("-7,", "''"),
        ("7", "'7'"),
        ("-7 days", "'days'"),
        ("+3 holders", "'holders'"),
        ("+3 boss", "'boss'"),
        ("+03", "'+03'"),
        ("-0", "'-0'"),
        ("-300", "further away"),
        ("0, 0 manager", "a day twice"),
        ("opened, -7", "told anyway"),
        ("-7, none", "'none'"),
    ],
)
def test_what_cannot_be_read_is_refused_at_deploy(text: str, reason: str) -> None:
    on_task, on_process = task("do", "person(1)", reminders=text), task("do", "person(1)")
    for drawn in (one_task("x", on_task), one_task("x", on_process, reminders=text)):
        with pytest.raises(InvalidDiagram) as raised:
            compile_diagram(drawn, KNOWN)
        [problem] = raised.value.problems
        assert reason in problem.reason
        assert "yearwheel:reminders" in problem.reason
        assert problem.remedy.startswith("Write working days")


@pytest.mark.parametrize("text", ["-14, -7, -2, 0, +3 manager, +7 process-owner", "opened", "none", "0"])
def test_what_can_be_read_is_written_the_same(text: str) -> None:
    compile_diagram(one_task("x", task("do", "person(1)", reminders=text)), KNOWN)
    steps = [step.text for step in read_ladder(text)]
    assert steps == ([] if text == "none" else text.split(", ") if text == "opened" else ["opened", *text.split(", ")])
