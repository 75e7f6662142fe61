"""Behaviours that other engines' own tests describe, on their models (shared/suites/scenarios).

Stand-in: conditions in JUEL, `${a == 1 || b}`, are written as FEEL, `=a = 1 or b`. Nothing else is changed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bpmn import compile_diagram
from engine.bpmn.lint import Known
from tests.engine.bpmn.driving import Case

SUITES = Path(__file__).parents[4] / "shared" / "suites" / "camunda7" / "bpmn"
pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="the models of other engines are not here")
NOTHING = Known(form_keys=frozenset(), process_ids=frozenset(), task_types=frozenset(), functions={})


def started(model: str, process_id: str, **variables: int) -> Case:
    text = (SUITES / model).read_text("utf-8")
    text = re.sub(r"\$\{([^}]*)\}", lambda match: "=" + match[1].replace("==", "=").replace("||", "or"), text)
    return Case(compile_diagram(text.encode(), NOTHING), process_id).start(**variables)


def test_interrupting_timer() -> None:
    found = started("event/timer/BoundaryTimerEventTest.testInterruptingTimerDuration.bpmn20.xml", "escalationExample")
    assert found.open == ["firstLineSupport"]
    assert found.advance(seconds=301).open == ["handleEscalation"]
    assert found.complete("handleEscalation").status == "completed"


def test_two_timers_beside_a_task() -> None:
    model = "event/timer/BoundaryTimerNonInterruptingEventTest.testMultipleTimersOnUserTask.bpmn20.xml"
    found = started(model, "nonInterruptingTimersOnUserTask").advance(seconds=3601)
    assert found.open == ["firstTask", "secondTask"]
    assert found.advance(hours=1).open == ["firstTask", "secondTask", "thirdTask"]
    found = started(model, "nonInterruptingTimersOnUserTask").advance(seconds=3601).complete("firstTask")
    assert found.advance(hours=2).open == ["secondTask"], "the second timer went with its task"
    assert found.complete("secondTask").status == "completed"


def test_intermediate_timer() -> None:
    found = started(
        "event/timer/IntermediateTimerEventTest.testCatchingTimerEvent.bpmn20.xml", "intermediateTimerEventExample"
    )
    assert found.advance(seconds=200).status == "running"
    assert found.advance(seconds=101).status == "completed"


@pytest.mark.parametrize(("given", "task"), [(1, "theTask1"), (2, "theTask2"), (3, "theTask2"), (5, "theTask2")])
def test_exclusive_gateway_takes_the_first_condition(given: int, task: str) -> None:
    model = "gateway/ExclusiveGatewayTest.testMultipleValidConditions.bpmn20.xml"
    assert started(model, "exclusiveGwMultipleValidConditions", input=given).open == [task]


@pytest.mark.parametrize(("given", "task"), [(1, "theTask1"), (3, "theTask3"), (5, "theTask2")])
def test_exclusive_gateway_takes_the_default(given: int, task: str) -> None:
    model = "gateway/ExclusiveGatewayTest.testDefaultSequenceFlow.bpmn20.xml"
    assert started(model, "exclusiveGwDefaultSequenceFlow", input=given).open == [task]


@pytest.mark.parametrize(("given", "tasks"), [(1, ["theTask1", "theTask3"]), (3, ["theTask3"]), (5, ["theTask2"])])
def test_inclusive_gateway_takes_the_default(given: int, tasks: list[str]) -> None:
    model = "gateway/InclusiveGatewayTest.testDefaultSequenceFlow.bpmn20.xml"
    found = started(model, "inclusiveGwDefaultSequenceFlow", input=given)
    assert found.open == tasks
    for task in tasks:
        found.complete(task)
    assert found.status == "completed"


def test_forks_within_forks() -> None:
    model = "gateway/ParallelGatewayTest.testNestedForkJoin.bpmn20.xml"
    found = started(model, "nestedForkJoin").complete("Task_0")
    assert found.open == ["Task_A", "Task_B"]
    found.complete("Task_B").complete("Task_B1").complete("Task_B2")
    assert found.open == ["Task_A"]
    assert found.complete("Task_A").open == ["Task_C"]
    assert found.complete("Task_C").status == "completed"


def test_terminate() -> None:
    model = "event/end/TerminateEndEventTest.testProcessTerminate.bpmn"
    found = started(model, "terminateEndEventExample")
    assert len(found.open) == 2
    assert found.complete("preTerminateTask").status == "completed"
    found = started(model, "terminateEndEventExample").complete("preNormalTerminateTask")
    assert found.open == ["preTerminateTask"]


def test_error_leaves_its_sub_process() -> None:
    model = "event/error/BoundaryErrorEventTest.testCatchErrorOnEmbeddedSubprocess.bpmn20.xml"
    found = started(model, "boundaryErrorOnEmbeddedSubprocess").complete("subprocessTask")
    assert found.open == ["taskAfterErrorCatch"]
    assert found.complete("taskAfterErrorCatch").status == "completed"


def test_sub_process_with_a_timer() -> None:
    model = "subprocess/SubProcessTest.fixSystemFailureProcess.bpmn20.xml"
    found = started(model, "fixSystemFailure").complete("task1").complete("task2")
    assert found.open == ["taskAfterSubProcess"]
    found = started(model, "fixSystemFailure").complete("task1").advance(hours=4, seconds=1)
    assert found.open == ["taskAfterTimer"]
