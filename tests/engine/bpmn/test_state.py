"""What a case is as bytes: small, closed, and without a past."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import orjson
import pytest

from engine.bpmn import Execution, Program, load_program
from engine.errors import TaskNotFound
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    cycle,
    diagram,
    duration,
    each,
    end,
    error,
    flow,
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
from tests.engine.bpmn.driving import Case, case, compiled

FIELDS = {f"field_{i}": f"value number {i}" for i in range(20)}


def sequence(count: int) -> bytes:
    ids = [f"t{i}" for i in range(count)]
    return diagram(process(start(), *map(user, ids), end(), chain("start", *ids, "end")))


def test_ten_tasks_and_twenty_fields_are_small_at_every_step() -> None:
    found = case(sequence(10), **FIELDS)
    for i in range(10):
        assert len(found.state) < 1_200
        tokens = orjson.loads(found.state)["s"][0][2]
        assert [token[1] for token in tokens] == [f"t{i}"], "what is finished is gone"
        found.complete(f"t{i}", **{f"field_{i}": "changed"})
    assert found.state == b""


def test_branches_share_what_they_have_not_changed() -> None:
    names = [f"b{i}" for i in range(14)]
    ways = "".join(chain("g", name, "j") for name in names)
    bpmn = diagram(process(start(), gateway("parallel", "g"), *map(user, names), gateway("parallel", "j"), end(),
                           chain("start", "g"), ways, chain("j", "end")))  # fmt: skip
    found = case(bpmn, text="x" * 10_000)
    assert len(found.state) < 12_000
    for name in names[:-1]:
        found.complete(name, **{name: 1})
    assert len(found.state) < 13_000
    assert found.complete(names[-1]).variables == {"text": "x" * 10_000, **dict.fromkeys(names[:-1], 1)}


def test_instances_in_sub_processes_share_what_they_have_not_changed() -> None:
    inner = sub("s", start("ss"), user("a"), user("b"), end("se"), chain("ss", "a", "b", "se"), each("=items", "item"))
    found = case(
        diagram(process(start(), inner, end(), chain("start", "s", "end"))), items=list(range(50)), text="x" * 1000
    )
    for _ in range(50):
        found.complete("a", done=True)
    assert len(found.state) < 20_000


def test_answers_cannot_become_anything_but_data() -> None:
    hostile = {
        "typename": "Token",
        "v": 1,
        "d": [],
        "s": [[None, None, []]],
        "__class__": "os.system",
        "$": {"f": [[1, 0]]},
    }
    found = case(sequence(2)).complete("t0", typename="Task", data=hostile, f=[[1, 0]])
    assert found.seen("t1") == {"typename": "Task", "data": hostile, "f": [[1, 0]]}


def test_variables_keep_their_order_and_types() -> None:
    written: dict[str, Any] = {"z": 1, "a": None, "m": {"y": True, "b": [1, 2.5, "ö"]}, "": 0}
    found = case(sequence(2), **written)
    assert orjson.dumps(found.seen("t0")) == orjson.dumps(written)


def test_a_state_of_another_version_is_refused() -> None:
    found = case(sequence(1))
    other = orjson.dumps({**orjson.loads(found.state), "v": 99})
    with pytest.raises(ValueError, match="version"):
        Execution.restore(found.program, "p", other, found.environment)
    with pytest.raises(ValueError):  # noqa: PT011 - orjson's own
        Execution.restore(found.program, "p", b"", found.environment)


def test_only_what_waits_for_somebody_can_be_completed() -> None:
    found = case(EVERYTHING, x=1)
    tokens = {token[1]: UUID(token[0]) for scope in orjson.loads(found.state)["s"] for token in scope[2]}
    for name in ("s", "s#each"):
        with pytest.raises(TaskNotFound):
            found.execution.complete(tokens[name], {})
        with pytest.raises(TaskNotFound):
            found.execution.fail(tokens[name], "E1", "")
    with pytest.raises(TaskNotFound):
        found.execution.complete_call(tokens["w"], [])


def test_effects_and_passed_count_from_the_restore() -> None:
    found = case(sequence(2))
    execution = found.execution
    assert (execution.effects, execution.passed) == ([], [])
    execution.complete(next(iter(found.tasks)), {})
    assert execution.passed == ["t0"]


MANY = diagram(
    process(
        start(), user("u", each("=for i in 1..1100 return i", "item")), boundary("b", "u", duration("PT1H")), user("z"),
        end(), chain("start", "u", "end"), chain("b", "z", "end"),
    )
)  # fmt: skip


def test_many_instances_in_one_case() -> None:
    found = case(MANY)
    assert len(found.open) == 1100
    found.complete("u").complete("u")
    assert len(found.open) == 1098
    assert found.advance(hours=1).open == ["z"]


def test_token_ids_are_unique_and_follow_time() -> None:
    ids: list[UUID] = list(case(MANY).tasks)
    assert len(set(ids)) == 1100
    assert all(each.version == 7 for each in ids)
    times = [each.int >> 80 for each in ids]
    assert times == sorted(times)


EVERYTHING = diagram(
    process(
        start(),
        gateway("parallel", "g"),
        sub("s", start("ss"), user("a", zeebe(io(("input", "own", "=x")))), end("se"), chain("ss", "a", "se"),
            each("=[1, 2]", "item", "plans", "=item")),
        boundary("late", "s", duration("P1D")),
        boundary("remind", "s", cycle("R/PT1H"), interrupting=False),
        user("r"), service("w"), boundary("oops", "w", error("e1")), call("c", "child", loop=each("=[1, 2]", "item")),
        gateway("parallel", "j"), gateway("inclusive", "o"), user("z"), end(),
        chain("start", "g"), chain("g", "s", "j"), chain("g", "w", "j"), chain("g", "c", "j"),
        chain("j", "o", "z", "end"), chain("late", "end"), chain("remind", "r", "o"), chain("oops", "end"),
    )
)  # fmt: skip


def test_threads_share_a_program() -> None:
    program, faults = compiled(EVERYTHING), []

    def run() -> None:
        try:
            for _ in range(10):
                found = Case(program).start(x=1)
                found.complete("a").advance(hours=1)
                found.complete("a").serve("w", y=1).answer("c", {}, {}).complete("r")
                assert found.open == ["z"]
                assert found.complete("z").variables == {"x": 1, "y": 1, "plans": [1, 2]}
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_same_bytes_give_the_same_program() -> None:
    names = frozenset({"working day on or before"})
    assert load_program(EVERYTHING, names) is load_program(bytes(EVERYTHING), names)


def test_only_names_that_the_diagram_mentions_enter_the_case() -> None:
    title = '<zeebe:properties><zeebe:property name="yearwheel:title" value="=caption + unit.name"/></zeebe:properties>'
    bpmn = diagram(
        process(
            zeebe(title), start(),
            user("a", zeebe('<zeebe:assignmentDefinition assignee="=owner"/>'
                            + io(("input", "mapped.deep", "=source.x"), ("output", "kept", "=answer")))),
            script("b", "n", "=count(rows[amount > limit])"),
            call("c", "child", loop=each("=units", "item", "plans", "={p: plan}")),
            gateway("exclusive", "g", default="d"), end(), chain("start", "a", "b", "c", "g"),
            flow("g", "end", "=balanced", id="f"), flow("g", "end", id="d"),
        )
    )  # fmt: skip
    named = compiled(bpmn).variables("p")
    assert named >= {"caption", "unit", "owner", "mapped", "source", "kept", "answer", "n", "rows", "limit", "units"}
    assert named >= {"item", "plans", "plan", "balanced", "loopCounter"}
    assert "x" not in named


def test_what_an_element_says_of_itself() -> None:
    program: Program = compiled(
        diagram(
            process(
                start("start", zeebe('<zeebe:formDefinition formId="form"/>')),
                user("a", "<documentation>Så här</documentation>", zeebe(
                    '<zeebe:properties><zeebe:property name="yearwheel:step" value="4a"/></zeebe:properties>'),
                    name="Besluta"),
                service("b", "do", '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'),
                call("c", "child"), end("e", error("e1")), chain("start", "a", "b", "c", "e"), name="Årshjul",
            )
        )
    )  # fmt: skip
    process_info, elements = program.processes["p"], program.elements("p")
    assert (process_info.name, process_info.start_form, process_info.executable) == ("Årshjul", "form", True)
    a, b, c = elements["a"], elements["b"], elements["c"]
    assert (a.kind, a.name, a.documentation, a.properties) == (
        "userTask",
        "Besluta",
        "Så här",
        {"yearwheel:step": "4a"},
    )
    assert (b.task_type, b.headers, c.called_process, elements["e"].event) == ("do", {"k": "v"}, "child", "error")
