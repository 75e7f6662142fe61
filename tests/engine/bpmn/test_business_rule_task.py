"""Business rule tasks: a decision becomes a variable at once, or Python does the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from engine.bpmn import Environment, compile_diagram
from engine.errors import ExpressionError, InvalidDiagram
from tests.engine.bpmn.drawing import chain, diagram, each, element, end, io, process, start, user, zeebe
from tests.engine.bpmn.driving import KNOWN, Case

DECIDING = replace(KNOWN, decision_ids=frozenset({"fee"}))


@dataclass
class Deciding(Case):
    """A case whose decision `fee` is ten times the hours; asked: what it was asked for."""

    asked: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def environment(self) -> Environment:
        return replace(super().environment, decide=self.decide)

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Any:
        assert decision_id == "fee"
        self.asked.append(variables)
        if variables.get("hours") is None:
            raise ExpressionError("the fee has no hours")
        return variables["hours"] * 10


def rule(id: str, *inside: str, decision: str = "fee", result: str = "amount") -> str:
    called = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="{result}"/>'
    return element("businessRuleTask", id, zeebe(called, *inside))


def drawn(task: str) -> bytes:
    return diagram(process(start(), task, user("after"), end(), chain("start", "r", "after", "end")))


def case(task: str, **variables: Any) -> Deciding:
    made = Deciding(compile_diagram(drawn(task), DECIDING))
    made.start(**variables)
    return made


def problems(task: str) -> list[str]:
    with pytest.raises(InvalidDiagram) as caught:
        compile_diagram(drawn(task), DECIDING)
    return [problem.reason for problem in caught.value.problems if problem.element == "r"]


def test_the_decision_becomes_the_result_variable_at_once() -> None:
    made = case(rule("r"), hours=4)
    assert made.open == ["after"]
    assert made.variables == {"hours": 4, "amount": 40}


def test_the_decision_sees_what_the_input_mappings_set_and_only_the_outputs_leave() -> None:
    mappings = io(("input", "hours", "=spent + 1"), ("output", "fee", "=amount + 1"))
    made = case(rule("r", mappings), spent=2)
    assert [asked["hours"] for asked in made.asked] == [3]
    assert made.variables == {"spent": 2, "fee": 31}


def test_a_decision_for_each_element() -> None:
    loop = each("=all", "hours", "amounts", "=amount")
    task = rule("r").replace("</businessRuleTask>", f"{loop}</businessRuleTask>")
    assert case(task, all=[1, 2]).variables["amounts"] == [10, 20]


def test_with_a_task_type_python_does_the_work() -> None:
    task = element("businessRuleTask", "r", zeebe('<zeebe:taskDefinition type="do"/>'))
    made = case(task, hours=1)
    assert [ready.task_type for ready in made.services.values()] == ["do"]
    assert made.serve("r", amount=7).variables == {"hours": 1, "amount": 7}


def test_an_unknown_decision_is_refused_with_a_suggestion() -> None:
    assert problems(rule("r", decision="fees")) == ["There is no decision 'fees'."]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (rule("r", decision="=kind"), "An expression names the decision"),
        (rule("r", decision=""), "No decision is named"),
        (rule("r", result=""), "no result variable"),
        (rule("r", '<zeebe:taskDefinition type="do"/>'), "has a task type"),
        (element("businessRuleTask", "r"), "neither calls a decision nor has a task type"),
        (element("businessRuleTask", "r", zeebe('<zeebe:taskDefinition type="odd"/>')), "No Python"),
    ],
)
def test_refused(task: str, reason: str) -> None:
    assert [each for each in problems(task) if reason in each]
