"""Multi-instance: parallel and sequential, tasks, sub-processes and call activities."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.bpmn.elements.loop import MOST
from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    gateway,
    io,
    process,
    script,
    start,
    sub,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import Case, case, compiled


def around(part: str, id: str, *more: str) -> bytes:
    return diagram(process(start(), part, *more, user("z"), end(), chain("start", id, "z", "end")))


def tasks(marker: str, *inside: str) -> bytes:
    return around(user("u", *inside, marker), "u")


def by_item(found: Case, name: str = "item") -> dict[object, UUID]:
    return {task.variables[name]: task.token for task in found.tasks.values()}


def answer(found: Case, item: object, **variables: object) -> None:
    token = by_item(found)[item]
    first = {token: found.tasks.pop(token)}
    found.tasks = {**first, **found.tasks}
    found.complete(first[token].element_id, **variables)


def test_parallel_tasks_collect_their_results_in_order() -> None:
    found = case(tasks(each("=names", "item", "results", "={who: item, said: said}")), names=["a", "b", "c"])
    assert [task.variables["loopCounter"] for task in found.tasks.values()] == [1, 2, 3]
    for name in ("c", "a", "b"):
        answer(found, name, said=name.upper())
    assert found.seen("z") == {"names": ["a", "b", "c"], "results": [{"who": n, "said": n.upper()} for n in "abc"]}
    assert found.passed == ["start", "u"]


def test_without_a_collection_for_results_they_merge_as_branches_do() -> None:
    found = case(tasks(each("=[1, 2]", "item")), o={}, x=0)
    answer(found, 1, o={"a": 1}, same=1, x=1)
    assert found.variables == {"o": {"a": 1}, "same": 1, "x": 1}
    answer(found, 2, o={"b": 2}, same=1, x=2)
    assert found.seen("z") == {"o": {"a": 1, "b": 2}, "same": 1, "x": 2}
    assert found.conflicts == [("x",)]


def test_output_mappings_beside_a_collection_for_results() -> None:
    found = case(tasks(each("=[1, 2]", "item", "all", "=said"), zeebe(io(("output", "last", "=said")))))
    answer(found, 1, said="x", other=1)
    answer(found, 2, said="x", other=2)
    assert found.seen("z") == {"all": ["x", "x"], "last": "x"}


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_is_passed(sequential: bool) -> None:
    found = case(tasks(each("=names", "item", "results", "=item", sequential=sequential)), names=[])
    assert found.seen("z") == {"names": [], "results": []}


def test_what_is_no_list_names_the_element() -> None:
    (fault,) = case(tasks(each("=names", "item"))).faults
    assert fault.startswith("u: the input collection is None, not a list")


def test_sequential_tasks_see_what_those_before_them_made() -> None:
    found = case(tasks(each("=names", "item", sequential=True)), names=["a", "b", "c"], said="")
    for name in "abc":
        assert list(by_item(found)) == [name]
        found.complete("u", said=found.seen("u")["said"] + name)
    assert found.seen("z") == {"names": ["a", "b", "c"], "said": "abc"}
    assert found.conflicts == []


def test_a_completion_condition_withdraws_the_rest() -> None:
    found = case(tasks(each("=[1, 2, 3, 4]", "item", "yes", "=ok", until="=numberOfCompletedInstances >= 2")))
    answer(found, 3, ok=True)
    answer(found, 1, ok=False)
    assert (found.open, found.withdrawn) == (["z"], ["u", "u"])
    assert found.seen("z") == {"yes": [False, None, True, None]}


def test_a_completion_condition_sees_the_instance_that_ended() -> None:
    found = case(tasks(each("=[1, 2, 3]", "item", sequential=True, until="=ok")))
    found.complete("u", ok=False).complete("u", ok=True)
    assert found.open == ["z"]


def test_a_boundary_event_guards_all_instances_together() -> None:
    bpmn = around(
        user("u", each("=[1, 2, 3]", "item")), "u", boundary("b", "u", duration("PT1H")), user("h"), chain("b", "h")
    )
    found = case(bpmn)
    assert found.armed == ["b"]
    answer(found, 2)
    found.advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["u", "u"])


def test_sub_processes_each_with_their_item() -> None:
    inner = sub(
        "s",
        start("ss"),
        user("a"),
        user("b"),
        end("se"),
        chain("ss", "a", "b", "se"),
        each("=units", "item", "plans", "={unit: item, plan: plan}"),
    )
    found = case(around(inner, "s"), units=["FGN", "GVN"])
    assert found.open == ["a", "a"]
    answer(found, "GVN", plan=2)
    assert found.open == ["a", "b"]
    answer(found, "FGN", plan=1)
    found.complete("b").complete("b")
    assert found.seen("z")["plans"] == [{"unit": "FGN", "plan": 1}, {"unit": "GVN", "plan": 2}]


def test_an_error_in_one_instance_ends_them_all() -> None:
    inner = sub("s", start("ss"), user("a"), end("se", error("e1")), chain("ss", "a", "se"), each("=[1, 2]", "item"))
    found = case(around(inner, "s", boundary("b", "s", error("e1")), user("h"), chain("b", "h")))
    answer(found, 2)
    assert (found.open, found.withdrawn) == (["h"], ["a"])


def test_scripts_run_for_each_item() -> None:
    marker = each("=[3, 1, 2]", "item", "squares", "=square")
    for part in (
        script("u", "square", "=item * item", marker),
        script("u", "square", "=item * item", marker.replace("false", "true")),
    ):
        assert case(around(part, "u")).seen("z") == {"squares": [9, 1, 4]}


def test_a_task_after_many_empty_ones_is_reached_without_recursion() -> None:
    ids = [f"m{i}" for i in range(600)]
    parts = [element("task", id, each("=[]", "item")) for id in ids]
    assert case(diagram(process(start(), *parts, user("z"), end(), chain("start", *ids, "z", "end")))).open == ["z"]


def test_a_call_starts_one_case_with_everything() -> None:
    found = case(around(call("c", "child"), "c"), x=1)
    (made,) = found.calls.values()
    assert (made.process_id, made.shared, made.items, made.multiple) == ("child", {"x": 1}, [{}], False)
    assert found.answer("c", {"x": 2, "y": 3}).seen("z") == {"x": 2, "y": 3}


def test_a_call_can_share_and_take_only_what_is_mapped() -> None:
    attributes = {"propagateAllParentVariables": "false", "propagateAllChildVariables": "false"}
    mapped = io(("input", "unit", "=u.id"), ("output", "plan", "=result"))
    found = case(around(call("c", "child", mapped, **attributes), "c"), u={"id": "FGN"}, x=1)
    (made,) = found.calls.values()
    assert (made.shared, made.items) == ({}, [{"unit": "FGN"}])
    assert found.answer("c", {"result": 5, "more": 6}).seen("z") == {"u": {"id": "FGN"}, "x": 1, "plan": 5}
    found = case(around(call("c", "child", **attributes), "c"), x=1)
    assert found.answer("c", {"x": 9}).seen("z") == {"x": 1}


def test_what_a_call_maps_in_does_not_come_back() -> None:
    found = case(around(call("c", "child", io(("input", "unit", "=u.id"))), "c"), u={"id": "FGN"})
    assert found.answer("c", {"y": 1}).seen("z") == {"u": {"id": "FGN"}, "y": 1}


CALLS = around(
    call("c", "child", io(("input", "label", '=item + "-" + string(loopCounter)')),
         loop=each("=units", "item", "plans", "={unit: item, plan: plan}")),
    "c", boundary("b", "c", duration("PT1H")), user("h"), chain("b", "h"),
)  # fmt: skip


def test_parallel_calls_wait_under_one_token() -> None:
    found = case(CALLS, units=["FGN", "GVN"], x=1)
    (made,) = found.calls.values()
    assert made.multiple
    assert made.shared == {"x": 1}, "the collection is not copied into every case"
    assert made.items == [
        {"item": "FGN", "loopCounter": 1, "label": "FGN-1"},
        {"item": "GVN", "loopCounter": 2, "label": "GVN-2"},
    ]
    found.answer("c", {"x": 5, "plan": 1}, {"x": 6, "plan": 2})
    assert found.seen("z") == {
        "units": ["FGN", "GVN"], "x": 1, "plans": [{"unit": "FGN", "plan": 1}, {"unit": "GVN", "plan": 2}]
    }  # fmt: skip
    assert found.conflicts == []


def test_parallel_calls_end_with_their_boundary() -> None:
    found = case(CALLS, units=["FGN"]).advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["c"])


def test_parallel_calls_over_nothing() -> None:
    assert case(CALLS, units=[]).seen("z") == {"units": [], "plans": []}


def test_a_call_that_fails_is_caught_where_it_stands() -> None:
    bpmn = around(call("c", "child"), "c", boundary("b", "c", error("e1")), user("h"), chain("b", "h"))
    assert case(bpmn).fail("c", "E1").open == ["h"]


def test_two_calls_with_the_same_error_on_their_boundaries() -> None:
    bpmn = diagram(
        process(
            start(), gateway("parallel", "g"), call("c1", "child"), call("c2", "child"),
            boundary("b1", "c1", error("e1")), boundary("b2", "c2", error("e1")),
            user("h1"), user("h2"), end(), chain("start", "g"),
            chain("g", "c1", "end"), chain("g", "c2", "end"), chain("b1", "h1", "end"), chain("b2", "h2", "end"),
        )
    )  # fmt: skip
    found = case(bpmn).fail("c2", "E1")
    assert (found.open, [made.element_id for made in found.calls.values()]) == (["h2"], ["c1"])


def test_parallel_calls_without_a_collection_merge_what_came_back() -> None:
    found = case(around(call("c", "child", loop=each("=[1, 2]", "item")), "c"), x=1)
    found.answer("c", {"x": 1, "a": 1}, {"x": 1, "b": 2})
    assert found.seen("z") == {"x": 1, "a": 1, "b": 2}


def test_sequential_calls_start_one_after_another() -> None:
    bpmn = around(call("c", "child", loop=each("=[7, 8]", "item", "all", "=plan", sequential=True)), "c")
    found = case(bpmn)
    for item in (7, 8):
        (made,) = found.calls.values()
        assert (made.items[0]["item"], made.multiple) == (item, True)
        found.answer("c", {"plan": item * 10})
    assert found.seen("z") == {"all": [70, 80]}


def test_thousands_of_calls_come_back_together() -> None:
    found = case(CALLS, units=[str(i) for i in range(8500)])
    assert len(found.state) < 200_000
    found.answer("c", *({"plan": i} for i in range(8500)))
    assert found.seen("z")["plans"][8499] == {"unit": "8499", "plan": 8499}


def times(number: str, inside: str = "", *, sequential: bool = False) -> str:
    """A multi-instance marker with a loop cardinality."""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">{inside}'
        f"<loopCardinality>{number}</loopCardinality></multiInstanceLoopCharacteristics>"
    )


@pytest.mark.parametrize("number", ["3", "=n", "n", "= 1 + 2"])
def test_a_cardinality_says_how_often(number: str) -> None:
    found = case(tasks(times(number)), n=3)
    assert [task.variables["loopCounter"] for task in found.tasks.values()] == [1, 2, 3]
    for value in (1, 2, 3):
        found.complete("u", **{f"a{value}": value})
    assert found.seen("z") == {"n": 3, "a1": 1, "a2": 2, "a3": 3}


def test_a_cardinality_one_after_another() -> None:
    found = case(tasks(times("3", sequential=True)))
    for number in (1, 2, 3):
        assert found.seen("u") == {"loopCounter": number}
        found.complete("u")
    assert found.open == ["z"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_cardinality_of_none_is_passed(sequential: bool) -> None:
    assert case(tasks(times("0", sequential=sequential))).open == ["z"]


@pytest.mark.parametrize("number", ["=n", "-1", "1.5", "true", "100001"])
def test_a_cardinality_that_is_no_number_of_times(number: str) -> None:
    (fault,) = case(tasks(times(number)), n="many").faults
    assert fault.startswith("u: the loop cardinality is")


def test_a_cardinality_collects_results() -> None:
    results = zeebe('<zeebe:loopCharacteristics outputCollection="squares" outputElement="=square"/>')
    assert case(around(script("u", "square", "=loopCounter * loopCounter", times("3", results)), "u")).seen("z") == {
        "squares": [1, 4, 9]
    }


@pytest.mark.parametrize("sequential", [True, False])
def test_a_collection_without_a_variable_for_its_items(sequential: bool) -> None:
    found = case(tasks(each("=names", sequential=sequential)), names=["a", "b"])
    assert found.seen("u") == {"names": ["a", "b"], "loopCounter": 1}
    assert found.complete("u").complete("u").seen("z") == {"names": ["a", "b"]}


STANDARD = """
<ioSpecification><dataInput id="in" name="every one"/><dataOutput id="out"/><inputSet/><outputSet/></ioSpecification>
<dataInputAssociation><sourceRef>names</sourceRef><targetRef>in</targetRef></dataInputAssociation>
<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>object</targetRef></dataOutputAssociation>
<multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef>
<inputDataItem id="i1" name="who"/><outputDataItem id="said"/></multiInstanceLoopCharacteristics>"""


def test_the_data_references_of_bpmn_itself() -> None:
    found = case(
        diagram(
            process(
                start(), '<dataObject id="d"/><dataObjectReference id="object" name="answers" dataObjectRef="d"/>',
                user("u", STANDARD), user("z"), end(), chain("start", "u", "z", "end"),
            )
        ),
        names=["a", "b"],
    )  # fmt: skip
    for name in "ba":
        token = by_item(found, "who")[name]
        found.tasks = {token: found.tasks.pop(token), **found.tasks}
        found.complete("u", said=name * 2)
    assert found.seen("z") == {"names": ["a", "b"], "answers": ["aa", "bb"]}


def test_a_data_reference_may_name_the_variable_itself() -> None:
    marker = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>names</loopDataInputRef>'
        '<inputDataItem id="who"/></multiInstanceLoopCharacteristics>'
    )
    found = case(tasks(marker), names=["a", "b"])
    assert found.seen("u")["who"] == "a"
    assert found.complete("u").seen("u")["who"] == "b"


def test_what_the_extension_says_holds_before_what_bpmn_says() -> None:
    marker = each("=[7]", "who").replace("</multi", "<loopDataInputRef>names</loopDataInputRef></multi")
    assert case(tasks(marker), names=["a", "b"]).seen("u")["who"] == 7


@pytest.mark.parametrize(
    ("condition", "needed"),
    [
        ("=nrOfCompletedInstances / nrOfInstances &gt;= 0.5", 2),
        ("=numberOfCompletedInstances = 3", 3),
        ("=nrOfActiveInstances = 1", 3),
        ("=numberOfActiveInstances = 3 and numberOfTerminatedInstances = 0", 1),
    ],
)
def test_counts_by_either_name(condition: str, needed: int) -> None:
    found = case(tasks(times("4", f"<completionCondition>{condition}</completionCondition>")))
    for done in range(needed):
        assert found.open == ["u"] * (4 - done)
        found.complete("u")
    assert (found.open, found.withdrawn) == (["z"], ["u"] * (4 - needed))


def test_parallel_calls_with_a_completion_condition_end_one_by_one() -> None:
    marker = each("=units", "unit", "plans", "=plan", until="=numberOfCompletedInstances = 2")
    found = case(around(call("c", "child", loop=marker), "c"), units=["a", "b", "c"], x=1)
    made = {call.items[0]["unit"]: call for call in found.calls.values()}
    assert [call.shared for call in made.values()] == [{"x": 1}] * 3, "the collection is not copied into every case"
    assert made["b"].items == [{"unit": "b", "loopCounter": 2}]
    for unit in "cb":
        found.calls = {made[unit].token: made[unit], **found.calls}
        found.answer("c", {"plan": unit.upper()})
    assert (found.open, found.withdrawn) == (["z"], ["c"])
    assert found.seen("z") == {"units": ["a", "b", "c"], "x": 1, "plans": [None, "B", "C"]}


GUARDS = boundary("b", "c", duration("PT1H")), boundary("e", "c", error("e1")), user("h"), user("k")


@pytest.mark.parametrize("until", ["", "=numberOfCompletedInstances = 2"])
def test_an_error_in_one_called_case_ends_all_calls(until: str) -> None:
    marker = each("=[1, 2, 3]", "item", until=until)
    found = case(around(call("c", "child", loop=marker), "c", *GUARDS, chain("b", "h"), chain("e", "k")))
    found.fail("c", "E1", why="late")
    assert (found.open, found.calls, found.armed) == (["k"], {}, [])
    assert found.variables == {"why": "late"}


@pytest.mark.parametrize("until", ["", "=numberOfCompletedInstances = 2"])
def test_a_timer_ends_all_calls(until: str) -> None:
    marker = each("=[1, 2, 3]", "item", until=until)
    found = case(around(call("c", "child", loop=marker), "c", *GUARDS, chain("b", "h"), chain("e", "k")))
    found.advance(hours=1)
    assert (found.open, found.calls) == (["h"], {})


def test_a_reminder_beside_calls_lets_them_go_on() -> None:
    more = boundary("b", "c", duration("PT1H"), interrupting=False), user("h"), chain("b", "h")
    found = case(around(call("c", "child", loop=each("=[1, 2]", "item")), "c", *more)).advance(hours=1)
    assert found.open == ["h"]
    found.answer("c", {"x": 1}, {"x": 1}).complete("h", y=2)
    assert (found.open, found.variables) == (["z"], {"x": 1, "y": 2})


def test_multi_instance_in_multi_instance() -> None:
    inner = sub("s", start("ss"), user("u", each("=unit.people", "person", "answers", "=person + said")), end("se"),
                chain("ss", "u", "se"),
                each("=units", "unit", "all", "={unit: unit.id, answers: answers}"))  # fmt: skip
    units = [{"id": "A", "people": ["a", "b"]}, {"id": "B", "people": []}, {"id": "C", "people": ["c"]}]
    found = case(around(inner, "s"), units=units)
    assert set(by_item(found, "person")) == {"a", "b", "c"}
    for person in "cab":
        token = by_item(found, "person")[person]
        found.tasks = {token: found.tasks.pop(token), **found.tasks}
        found.complete("u", said="!")
    assert found.seen("z")["all"] == [
        {"unit": "A", "answers": ["a!", "b!"]},
        {"unit": "B", "answers": []},
        {"unit": "C", "answers": ["c!"]},
    ]


def test_instances_in_sequence_each_with_parallel_ones_inside() -> None:
    inner = sub("s", start("ss"), user("u", times("2")), end("se"), chain("ss", "u", "se"),
                times("2", sequential=True))  # fmt: skip
    found = case(around(inner, "s"))
    for _ in range(2):
        assert found.open == ["u", "u"]
        found.complete("u").complete("u")
    assert found.open == ["z"]


def test_a_marker_says_for_what_or_how_often() -> None:
    both = each("=[1]").replace("</multi", "<loopCardinality>3</loopCardinality></multi")
    with pytest.raises(InvalidDiagram, match="both for what and how often"):
        compiled(tasks(both))
    with pytest.raises(InvalidDiagram, match="no input collection and no loop cardinality"):
        compiled(tasks("<multiInstanceLoopCharacteristics/>"))


def test_ten_thousand_in_sequence_leave_nothing_behind() -> None:
    found = case(around(script("u", "n", "=n + 1", times("10000", sequential=True)), "u"), n=0)
    assert found.seen("z") == {"n": 10000}


def test_what_has_not_begun_is_not_stored_one_by_one() -> None:
    found = case(tasks(times("10000", sequential=True)))
    assert len(found.state) < 400


def test_a_case_holds_so_many_instances_and_no_more() -> None:
    many = case(tasks(times(str(MOST + 1))))
    assert many.faults == [f"u: the loop cardinality is {MOST + 1}, not a whole number from 0 to {MOST}"]
    listed = case(tasks(each(f"=for i in 1..{MOST + 1} return i", "item")))
    assert listed.faults == [f"u: the input collection has {MOST + 1} items, more than {MOST}"]


def test_instances_of_a_call_are_cases_of_their_own_and_may_be_more() -> None:
    found = case(around(call("c", "child", loop=each(f"=for i in 1..{MOST + 1} return i", "item")), "c"))
    (made,) = found.calls.values()
    assert len(made.items) == MOST + 1
