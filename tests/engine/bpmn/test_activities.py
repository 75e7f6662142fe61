"""User, service, script and plain tasks; input and output mappings; sub-processes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.engine.bpmn.drawing import (
    chain,
    diagram,
    element,
    end,
    gateway,
    io,
    process,
    script,
    service,
    start,
    sub,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import Case, case


def single(*parts: str, id: str = "t") -> bytes:
    return diagram(process(start(), *parts, end(), chain("start", id, "end")))


ASSIGNED = single(
    user(
        "t",
        zeebe(
            '<zeebe:userTask/><zeebe:formDefinition formId="form"/>'
            '<zeebe:assignmentDefinition assignee="=&quot;person:&quot; + string(owner)"'
            ' candidateGroups="role:controller:unit:FGN, role:chair:unit:FGN"'
            ' candidateUsers="=[&quot;person:3&quot;]"/>'
            '<zeebe:taskSchedule dueDate="=date(due)" followUpDate="2026-03-20T12:00:00"/>'
            '<zeebe:priorityDefinition priority="75"/>'
        ),
        name="Fatta beslut",
    )
)


def test_a_user_task_says_who_and_when() -> None:
    task = case(ASSIGNED, owner=42, due="2026-04-01").task("t")
    assert (task.name, task.form_key, task.assignee, task.priority) == ("Fatta beslut", "form", "person:42", 75)
    assert task.candidates == ("role:controller:unit:FGN", "role:chair:unit:FGN", "person:3")
    assert task.due == date(2026, 4, 1)
    assert task.follow_up == datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
    assert task.variables == {"owner": 42, "due": "2026-04-01"}


def test_a_user_task_without_anything() -> None:
    task = case(single(user("t"))).task("t")
    assert (task.name, task.form_key, task.assignee, task.candidates) == ("t", None, None, ())
    assert (task.due, task.follow_up, task.priority) == (None, None, None)


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ('<zeebe:assignmentDefinition assignee="=5"/>', "names nobody"),
        ('<zeebe:assignmentDefinition assignee="=[&quot;a&quot;, &quot;b&quot;]"/>', "one assignee, not 2"),
        ('<zeebe:taskSchedule dueDate="=&quot;soon&quot;"/>', "not an ISO date"),
        ('<zeebe:taskSchedule dueDate="=7"/>', "not a date"),
        ('<zeebe:priorityDefinition priority="=101"/>', "whole number from 0 to 100"),
    ],
)
def test_what_is_no_person_date_or_priority_names_the_task(inside: str, message: str) -> None:
    (fault,) = case(single(user("t", zeebe(inside)))).faults
    assert fault.startswith("t: ")
    assert message in fault


def test_null_leaves_assignee_and_dates_open() -> None:
    inside = (
        '<zeebe:assignmentDefinition assignee="=nobody" candidateGroups="=nobody"/>'
        '<zeebe:taskSchedule dueDate="=never"/><zeebe:priorityDefinition priority="=none"/>'
    )
    task = case(single(user("t", zeebe(inside)))).task("t")
    assert (task.assignee, task.candidates, task.due, task.priority) == (None, (), None, None)


def test_without_output_mappings_all_results_join_the_case() -> None:
    bpmn = single(user("t", zeebe(io(("input", "local", "=a + 1"), ("input", "deep.er", "=local")))))
    found = case(bpmn, a=1)
    assert found.seen("t") == {"a": 1, "local": 2, "deep": {"er": 2}}
    assert found.complete("t", b=3).variables == {"a": 1, "b": 3}, "what an input mapping sets stays with the task"


def test_output_mappings_say_what_joins_the_case() -> None:
    bpmn = single(
        user(
            "t",
            zeebe(
                io(
                    ("input", "local", "=a"),
                    ("output", "sum", "=local + b"),
                    ("output", "goal.text", "=text"),
                    ("output", "goal.again", "=goal.text"),
                )
            ),
        )
    )
    found = case(bpmn, a=1, goal={"id": 7}).complete("t", b=3, text="x", secret="y")
    assert found.variables == {"a": 1, "sum": 4, "goal": {"id": 7, "text": "x", "again": "x"}}


def test_service_task_gets_its_inputs_and_headers() -> None:
    inside = '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
    bpmn = single(service("t", "do", inside + io(("input", "n", "=a.n"))))
    found = case(bpmn, a={"n": 5}, b=1)
    (ready,) = found.services.values()
    assert (ready.task_type, ready.headers, ready.inputs) == ("do", {"k": "v"}, {"n": 5})
    assert found.serve("t", done=True).variables == {"a": {"n": 5}, "b": 1, "done": True}


def test_service_task_without_mappings_gets_everything() -> None:
    (ready,) = case(single(service("t")), a=1).services.values()
    assert ready.inputs == {"a": 1}


def test_results_of_python_become_json() -> None:
    found = case(single(service("t"))).serve("t", money=Decimal("10.10"), day=date(2026, 1, 2))
    assert found.variables == {"money": 10.1, "day": "2026-01-02"}


def test_script_task_computes_exactly() -> None:
    bpmn = single(script("t", "total", "=sum(amounts)"))
    assert case(bpmn, amounts=[0.1, 0.2]).variables == {"amounts": [0.1, 0.2], "total": 0.3}


def test_script_task_with_output_mapping() -> None:
    inside = '<zeebe:script expression="=a * 2" resultVariable="r"/>' + io(("output", "kept", "=r + 1"))
    assert case(single(element("scriptTask", "t", zeebe(inside))), a=2).variables == {"a": 2, "kept": 5}


def test_tasks_the_engine_takes_no_part_in_are_passed() -> None:
    parts = element("manualTask", "m"), element("task", "t", zeebe(io(("output", "x", "=1"))))
    found = case(diagram(process(start(), *parts, end(), chain("start", "m", "t", "end"))))
    assert (found.variables, found.passed) == ({"x": 1}, ["start", "m", "t", "end"])


def nested(*extension: str) -> bytes:
    inner = sub("s", zeebe(*extension), start("ss"), user("a"), end("se"), chain("ss", "a", "se"))
    return diagram(process(start(), inner, user("z"), end(), chain("start", "s", "z", "end")))


def test_a_sub_process_works_on_the_variables_around_it() -> None:
    found = case(nested(), x=1).complete("a", x=2, y=3)
    assert found.seen("z") == {"x": 2, "y": 3}
    assert found.passed == ["start", "ss", "a", "se", "s"]


def test_what_a_sub_process_maps_in_stays_inside() -> None:
    found = case(nested(io(("input", "x", "=10"), ("input", "own", "=x"))), x=1)
    assert found.seen("a") == {"x": 10, "own": 10}
    assert found.complete("a", own=11, y=3).seen("z") == {"x": 1, "y": 3}


def test_a_sub_process_with_output_mappings_lets_only_them_out() -> None:
    found = case(nested(io(("output", "sum", "=x + y"))), x=1).complete("a", x=2, y=3)
    assert found.seen("z") == {"x": 1, "sum": 5}


def test_a_sub_process_may_lack_start_and_end() -> None:
    inner = sub("s", user("q"), user("r"))
    found = case(diagram(process(start(), inner, user("z"), end(), chain("start", "s", "z", "end"))))
    assert found.open == ["q", "r"]
    found.complete("q", q=1).complete("r", r=2)
    assert found.seen("z") == {"q": 1, "r": 2}


def test_sub_processes_within_each_other_and_side_by_side() -> None:
    def level(n: int) -> str:
        inside = user(f"u{n}") + level(n + 1) if n < 4 else user(f"u{n}")
        ways = [f"i{n}", f"u{n}", f"s{n + 1}", f"o{n}"] if n < 4 else [f"i{n}", f"u{n}", f"o{n}"]
        return sub(f"s{n}", start(f"i{n}"), inside, end(f"o{n}"), chain(*ways))

    found: Case = case(
        diagram(process(start(), gateway("parallel", "g"), level(0), user("side"), gateway("parallel", "j"), end(),
                        chain("start", "g", "s0", "j", "end"), chain("g", "side", "j")))
    )  # fmt: skip
    for n in range(5):
        assert found.open == ["side", f"u{n}"]
        found.complete(f"u{n}", **{f"v{n}": n})
    assert found.complete("side", v=1).variables == {"v": 1, **{f"v{n}": n for n in range(5)}}


def test_cancelling_withdraws_everything_that_waits() -> None:
    found = case(nested()).cancel()
    assert (found.status, found.withdrawn) == ("cancelled", ["a"])
