"""Behaviours that other engines' own tests describe: one function per scenario, with the assertions of its description.

Stand-ins: simple expressions of other engines are written as FEEL (tests.conformance.expressions), everything else as
tests.conformance.stand_ins says. Timers fire when the clock is moved, never by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from engine.bpmn import ActivitiesOffered, Program, UserTaskOpened
from engine.bpmn.vocabulary import bpmn, text
from tests.conformance.cases import Case
from tests.conformance.compiling import compiled
from tests.conformance.expressions import translate
from tests.conformance.stand_ins import executable, stand_in
from tests.conformance.suites import ScenarioFiles
from tests.conformance.world import World

TRANSLATED = ("conditionExpression", "completionCondition", "loopCardinality")


def problem(scenario: ScenarioFiles) -> str | None:
    """What went wrong in a scenario, None when nothing did."""
    try:
        SCENARIOS[scenario.id](lambda: World(program_of(path) for path in scenario.models))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def program_of(path: Path) -> Program:
    """A model with its variables in their places: the scenarios set them."""
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter(*map(bpmn, TRANSLATED)):
        translation = translate(text(node))
        if translation is not None:
            node.text = f"={translation.feel}"
    if "token-simulation" in path.parts:
        for process in root.iter(bpmn("process")):  # a simulator runs whatever is drawn
            process.set("isExecutable", "true")
    executable(root)
    stand_in(root)
    return compiled(root)


MakeWorld = Callable[[], World]


def equal(found: object, expected: object, what: str = "") -> None:
    assert found == expected, f"{what or 'found'}: {found!r}, expected {expected!r}"


def ended(case: Case) -> bool:
    return case.status == "completed"


def s01(make: MakeWorld) -> None:
    """Interrupting boundary timer on user task."""
    world = make()
    case = world.start("escalationExample")
    equal(case.tasks, ["firstLineSupport"])
    world.advance(seconds=301)
    equal(case.tasks, ["handleEscalation"])
    world.complete(case, "handleEscalation")
    equal(ended(case), True)


def s04(make: MakeWorld) -> None:
    """Two non-interrupting timers on a user task."""
    world = make()
    case = world.start("nonInterruptingTimersOnUserTask")
    world.advance(seconds=3601)
    equal(case.tasks, ["firstTask", "secondTask"])
    world.advance(hours=1)
    equal(case.tasks, ["firstTask", "secondTask", "thirdTask"])
    world = make()
    case = world.start("nonInterruptingTimersOnUserTask")
    world.advance(seconds=3601)
    world.complete(case, "firstTask")
    equal(case.tasks, ["secondTask"])
    equal(ended(case), False)
    world.advance(hours=2)
    equal(case.tasks, ["secondTask"], "the second timer went with its task")
    world.complete(case, "secondTask")
    equal(ended(case), True)


def s07(make: MakeWorld) -> None:
    """Intermediate catch timer."""
    world = make()
    case = world.start("intermediateTimerEventExample")
    world.advance(seconds=200)
    equal(ended(case), False)
    world.advance(seconds=101)
    equal(ended(case), True)


def s11(make: MakeWorld) -> None:
    """Exclusive gateway: the first flow in document order wins."""
    for given, task in ((1, "theTask1"), (2, "theTask2"), (3, "theTask2"), (5, "theTask2")):
        case = make().start("exclusiveGwMultipleValidConditions", input=given)
        equal(case.tasks, [task], f"input {given}")


def s12(make: MakeWorld) -> None:
    """Exclusive gateway: default flow."""
    for given, task in ((1, "theTask1"), (3, "theTask3"), (5, "theTask2")):
        equal(make().start("exclusiveGwDefaultSequenceFlow", input=given).tasks, [task], f"input {given}")


def s14(make: MakeWorld) -> None:
    """Parallel gateways: a fork within a fork."""
    world = make()
    case = world.start("nestedForkJoin")
    world.complete(case, "Task_0")
    equal(case.tasks, ["Task_A", "Task_B"])
    world.complete(case, "Task_A")
    world.complete(case, "Task_B")
    equal(case.tasks, ["Task_B1", "Task_B2"])
    world.complete(case, "Task_B1")
    world.complete(case, "Task_B2")
    equal(case.tasks, ["Task_C"])
    world.complete(case, "Task_C")
    equal(ended(case), True)
    world = make()
    case = world.start("nestedForkJoin")
    for task in ("Task_0", "Task_B", "Task_B1", "Task_B2"):
        world.complete(case, task)
    equal(case.tasks, ["Task_A"], "the inner join alone does not release the outer one")
    world.complete(case, "Task_A")
    equal(case.tasks, ["Task_C"])


def s17(make: MakeWorld) -> None:
    """Inclusive gateway: all that hold, the default flow only if none does."""
    for given, tasks in ((1, ["theTask1", "theTask3"]), (3, ["theTask3"]), (5, ["theTask2"])):
        world = make()
        case = world.start("inclusiveGwDefaultSequenceFlow", input=given)
        equal(case.tasks, tasks, f"input {given}")
        for task in tasks:
            world.complete(case, task)
        equal(ended(case), True)


def s21(make: MakeWorld) -> None:
    """Event-based gateway: the signal comes first, and the timer is cancelled."""
    world = make()
    case = world.start("catchSignal")
    equal(case.tasks, [])
    world.start("throwSignal")
    equal(case.tasks, ["task2"])
    world.advance(hours=2)
    equal(case.tasks, ["task2"], "the timer is gone")
    world.complete(case, "task2")
    equal(ended(case), True)
    world = make()
    case = world.start("catchSignal")
    world.advance(seconds=1)
    equal(case.tasks, ["task1"])
    world.start("throwSignal")
    equal(case.tasks, ["task1"], "the signal is no longer awaited")


def s24(make: MakeWorld) -> None:
    """Default flow on a task with conditional flows."""
    for given, task in ((2, "task2"), (3, "task3"), (123, "task1")):
        case = make().start("defaultSeqFlow", input=given)
        equal(case.passed["myTask"], 1, "an abstract task is done at once")
        equal(case.receiving, [task], f"input {given}")


def s25(make: MakeWorld) -> None:
    """Sequential multi-instance user task. The test counts loopCounter from 0, as Camunda 7 does; here it counts from
    1, as BPMN 2.0 (10.3.8) and Zeebe do."""
    world = make()
    case = world.start("miSequentialUserTasks", nrOfLoops=3)
    for number in range(3):
        equal(case.tasks, ["miTasks"], "one task at a time")
        task = case.waiting_at("miTasks")
        assert isinstance(task, UserTaskOpened)
        equal(task.variables["loopCounter"] - 1, number)
        world.complete(case, "miTasks")
    equal(ended(case), True)
    world = make()
    case = world.start("miSequentialUserTasks", nrOfLoops=3)
    world.complete(case, "miTasks")
    world.advance(hours=2, seconds=1)
    equal(case.tasks, ["taskAfterTimer"])
    world.complete(case, "taskAfterTimer")
    equal(ended(case), True)
    world = make()
    case = world.start("miSequentialUserTasks", nrOfLoops=10)
    for _ in range(5):
        world.complete(case, "miTasks")
    equal(ended(case), True, "the completion condition holds")


def s30(make: MakeWorld) -> None:
    """Terminate end event in a process."""
    world = make()
    case = world.start("terminateEndEventExample")
    equal(len(case.tasks), 2)
    world.complete(case, "preTerminateTask")
    equal(case.tasks, [])
    equal(ended(case), True)
    world = make()
    case = world.start("terminateEndEventExample")
    world.complete(case, "preNormalTerminateTask")
    equal(case.tasks, ["preTerminateTask"])
    world.complete(case, "preTerminateTask")
    equal(ended(case), True)


def s33(make: MakeWorld) -> None:
    """An error end event leaves its sub-process by the boundary event."""
    world = make()
    case = world.start("boundaryErrorOnEmbeddedSubprocess")
    equal(case.tasks, ["subprocessTask"])
    world.complete(case, "subprocessTask")
    equal(case.tasks, ["taskAfterErrorCatch"])
    world.complete(case, "taskAfterErrorCatch")
    equal(ended(case), True)


def s38(make: MakeWorld) -> None:
    """An escalation that a non-interrupting boundary event catches: both go on."""
    world = make()
    case = world.start("escalationProcess")
    equal(case.tasks, ["taskAfterCatchedEscalation", "taskInSubprocess"])
    world.complete(case, "taskInSubprocess")
    equal(ended(case), False)
    world.complete(case, "taskAfterCatchedEscalation")
    equal(ended(case), True)


def s42(make: MakeWorld) -> None:
    """Link events, twice in a row, leave no wait."""
    world = make()
    case = world.start("linkEventValid")
    for task in ("waitAfterLink1", "waitAfterLink2"):
        equal([each.element_id for each in case.waits.values()], [task])
        world.receive(case, task)
    equal(ended(case), True)


def s48(make: MakeWorld) -> None:
    """Two message boundary events: the first message takes the task, and the other subscription with it."""
    world = make()
    case = world.start("process")
    world.message("messageName_1")
    equal(case.tasks, ["taskAfterMessage_1"])
    world.message("messageName_2")
    equal(case.tasks, ["taskAfterMessage_1"])
    equal(case.receiving, [])
    world.complete(case, "taskAfterMessage_1")
    equal(ended(case), True)
    world = make()
    case = world.start("process")
    world.complete(case, "task")
    world.message("messageName_2")
    equal(case.tasks, ["taskAfterTask"])
    world.complete(case, "taskAfterTask")
    equal(ended(case), True)


def s49(make: MakeWorld) -> None:
    """A non-interrupting message boundary event fires as often as messages come, until its task is done."""
    world = make()
    case = world.start("process")
    world.message("messageName")
    equal(case.tasks, ["task", "taskAfterMessage"])
    world.message("messageName")
    equal(case.tasks, ["task", "taskAfterMessage", "taskAfterMessage"])
    world.complete(case, "task")
    world.message("messageName")
    equal(case.tasks, ["taskAfterMessage", "taskAfterMessage", "taskAfterTask"])
    world.complete(case, "taskAfterMessage")
    world.complete(case, "taskAfterMessage")
    equal(ended(case), False)
    world.complete(case, "taskAfterTask")
    equal(ended(case), True)


def s51(make: MakeWorld) -> None:
    """A signal reaches every case that awaits it."""
    world = make()
    cases = [world.start("catchSignal"), world.start("catchSignal")]
    equal([ended(case) for case in cases], [False, False])
    world.start("throwSignal")
    equal([ended(case) for case in cases], [True, True])


def s60(make: MakeWorld) -> None:
    """A sub-process with parallel tasks goes on when both are done."""
    world = make()
    case = world.start("fixSystemFailure")
    equal(case.tasks, ["task1", "task2"])
    world.complete(case, "task1")
    equal(case.tasks, ["task2"])
    world.complete(case, "task2")
    equal(case.tasks, ["taskAfterSubProcess"])
    world.complete(case, "taskAfterSubProcess")
    equal(ended(case), True)
    world = make()
    case = world.start("fixSystemFailure")
    world.complete(case, "task1")
    world.advance(hours=4, seconds=1)
    equal(case.tasks, ["taskAfterTimer"])
    world.complete(case, "taskAfterTimer")
    equal(ended(case), True)


def s63(make: MakeWorld) -> None:
    """Ending a case ends the cases that it has called."""
    world = make()
    case = world.start("callTwoSubProcesses")
    called = [each for each in world.cases if each is not case]
    equal([len(each.tasks) for each in called], [1, 1])
    world.cancel(case)
    equal([each.status for each in world.cases], ["cancelled"] * 3)
    equal([each.tasks for each in world.cases], [[], [], []])


def s65(make: MakeWorld) -> None:
    """Ad-hoc sub-process, one activity at a time, until its completion condition holds when one has ended."""
    both = ["subProcessTask", "subProcessTask2"]
    for first, second in (both, reversed(both)):
        world = make()
        case = world.start("simpleSubProcess", completed=False)
        equal(offered(case), both)
        world.activate(case, offer(case), first)
        equal(case.tasks, [first])
        equal(offered(case), [], "one at a time")
        world.complete(case, first)
        equal(case.tasks, [])
        equal(second in offered(case), True)
        world.activate(case, offer(case), second)
        equal(case.tasks, [second])
        world.complete(case, second, completed=True)
        equal(case.tasks, ["afterTask"])
        world.complete(case, "afterTask")
        equal(ended(case), True)


def s75(make: MakeWorld) -> None:
    """A message flow leaves an end event; its own process ends."""
    case = make().start("Process_1")
    equal(ended(case), True)
    equal(case.passed, Counter({"START": 1, "END": 1}))


def offer(case: Case) -> ActivitiesOffered:
    return next(each for each in case.waits.values() if isinstance(each, ActivitiesOffered))


def offered(case: Case) -> list[str]:
    return sorted(offer(case).activities)


SCENARIOS: dict[str, Callable[[MakeWorld], None]] = {
    each.__name__.upper(): each
    for each in (
        s01, s04, s07, s11, s12, s14, s17, s21, s24, s25, s30, s33, s38, s42, s48, s49, s51, s60, s63, s65, s75,
    )
}  # fmt: skip
