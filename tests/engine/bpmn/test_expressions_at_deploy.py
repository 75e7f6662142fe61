"""What an expression is refused for when its diagram is deployed, and what it is only warned of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bpmn import compile_diagram
from engine.bpmn.lint.expressions import HINTS
from engine.errors import InvalidDiagram, Problem
from tests.engine.bpmn.drawing import (
    call,
    chain,
    date,
    diagram,
    each,
    element,
    end,
    flow,
    gateway,
    io,
    process,
    script,
    service,
    start,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import KNOWN

FORMS = replace(
    KNOWN,
    form_keys=frozenset({"ask", "tell"}),
    form_fields={"ask": frozenset({"year"}), "tell": frozenset({"amount", "reason"})},
)
START = start("start", zeebe('<zeebe:formDefinition formId="ask"/>'))
TELL = '<zeebe:formDefinition formId="tell"/>'


def declaring(inputs: str) -> str:
    return zeebe(f'<zeebe:properties><zeebe:property name="yearwheel:inputs" value="{inputs}"/></zeebe:properties>')


def around(*parts: str, first: str = "x", begin: str = START) -> bytes:
    """One element, and more beside the flow, between start and end."""
    return diagram(process(*parts[1:], begin, parts[0], end(), chain("start", first, "end")))


def refused(bpmn: bytes) -> list[Problem]:
    with pytest.raises(InvalidDiagram) as raised:
        compile_diagram(bpmn, FORMS)
    return list(raised.value.problems)


def warned(bpmn: bytes) -> list[Problem]:
    return list(compile_diagram(bpmn, FORMS).processes["p"].warnings)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("=nonesuch(year)", "There is no function nonesuch."),
        ("=upper case()", "The function upper case takes 1 argument, not 0."),
        ("=working day on or before(date(year, 1, 1), 2)", "takes 1 argument, not 2"),
        ("=year == 2026", "Two values are compared with one ="),
        ("=1 + = 2", "does not begin with ="),
        ("=year +", "Expected a value"),
        ('="year " + 2026', "'+' has no meaning between a string and a number, at character 11."),
        ('=1 < "b"', "'<' has no meaning"),
        ("=if 3 then 1 else 2", "A number is not a condition"),
        ('=date(string(year)) - "P7D"', "'-' has no meaning between a date and a string"),
        ('=date("2026-02-30")', "'2026-02-30' is no date"),
        ("=external()", "Expected a value"),
    ],
)
def test_refused_in_every_place(expression: str, reason: str) -> None:
    assignment = f"<zeebe:assignmentDefinition assignee='{expression.replace('<', '&lt;')}'/>"
    places = {
        "The script": script("x", "r", expression),
        "The output mapping to 'r'": user("x", zeebe(io(("output", "r", expression)))),
        "The input mapping to 'r'": user("x", zeebe(io(("input", "r", expression)))),
        "The assignee": user("x", zeebe(assignment)),
        "The input collection": user("x", each(expression)),
        "The timer": element("intermediateCatchEvent", "x", date(expression)),
    }
    for what, part in places.items():
        found = refused(around(part))
        assert [problem.element for problem in found] == ["x"]
        assert found[0].reason.startswith(what)
        assert reason in found[0].reason
        assert found[0].remedy


@pytest.mark.parametrize("condition", ["=3", '="yes"', "=year + 1", '=if year = 1 then "a" else "b"', "=[true]"])
def test_a_condition_that_is_never_true_or_false(condition: str) -> None:
    branches = gateway("exclusive", "x", default="f2") + end("end2")
    flows = flow("start", "x") + flow("x", "end", condition, id="f1") + flow("x", "end2", id="f2")
    (problem,) = refused(diagram(process(START, branches, end(), flows)))
    assert problem.element == "f1"
    assert "is not a condition" in problem.reason


def test_a_completion_condition_is_a_condition() -> None:
    (problem,) = refused(around(user("x", each("=[1]", until="=numberOfInstances + 1"))))
    assert problem.element == "x"
    assert "The completion condition: A number is not a condition" in problem.reason


def test_a_variable_that_nothing_sets_is_warned_of() -> None:
    (problem,) = warned(around(script("x", "r", "=yaer + 1")))
    assert problem.warning
    assert problem.element == "x"
    assert "'yaer'" in problem.reason
    assert "'year'" in problem.remedy


@pytest.mark.parametrize(
    "part",
    [
        script("x", "r", "=year + 1"),
        script("x", "r", "=if r = null then 1 else r + 1"),
        script("x", "r", "=[{a: 1}][a = 1]"),
        script("x", "r", "=for each in [1] return each"),
        script("x", "r", "=sort([2, 1], function(a, b) a < b)"),
        script("x", "r", "={a: 1, b: a}.b"),
        user("x", zeebe(TELL, io(("input", "shown", "=year"), ("output", "sum", "=amount + shown")))),
        user("x", zeebe(TELL), each("=[1]", "one", "all", "={one: one, said: reason}")),
        user("x", each("=[1]", until="=numberOfCompletedInstances > loopCounter")),
    ],
)
def test_what_the_process_sets_is_known(part: str) -> None:
    assert warned(around(part)) == []
    with_inputs = diagram(process(declaring(""), START, part, end(), chain("start", "x", "end")))
    assert warned(with_inputs) == []


@pytest.mark.parametrize("part", [service("x"), call("x", "child")], ids=["service", "call"])
def test_an_unmapped_result_may_set_anything(part: str) -> None:
    reads = script("y", "r", "=surprise")
    assert warned(diagram(process(START, part, reads, end(), chain("start", "x", "y", "end")))) == []


def test_a_mapped_result_sets_what_it_is_mapped_to() -> None:
    part = service("x", "do", io(("output", "found", "=answer")))
    reads = script("y", "r", "=found") + script("z", "s", "=answer")
    whole = diagram(process(START, part, reads, end(), chain("start", "x", "y", "z", "end")))
    assert [problem.element for problem in warned(whole)] == ["z"]


def test_a_process_that_others_start_may_be_given_anything() -> None:
    assert warned(around(script("x", "r", "=surprise"), begin=start())) == []


def test_a_form_whose_fields_are_unknown_may_set_anything() -> None:
    known = replace(FORMS, form_fields={"ask": frozenset({"year"})})
    parts = START, user("x", zeebe(TELL)), script("y", "r", "=surprise"), end()
    program = compile_diagram(diagram(process(*parts, chain("start", "x", "y", "end"))), known)
    assert program.processes["p"].warnings == ()


@pytest.mark.parametrize("part", [script("x", "r", "=surprise"), service("x", "do", io(("input", "a", "=surprise")))])
def test_a_process_that_declares_its_inputs_is_held_to_them(part: str) -> None:
    def declared(inputs: str) -> bytes:
        return diagram(process(declaring(inputs), start(), part, end(), chain("start", "x", "end")))

    (problem,) = refused(declared("unit, name"))
    assert problem.element == "x"
    assert "'surprise'" in problem.reason
    assert "yearwheel:inputs" in problem.remedy
    assert warned(declared("unit, surprise")) == []


def test_declared_inputs_enter_the_case() -> None:
    program = compile_diagram(around(script("x", "r", "=1"), declaring("unit")), FORMS)
    assert "unit" in program.variables("p")


def test_declared_inputs_are_names() -> None:
    (problem,) = refused(around(script("x", "r", "=1"), declaring("unit, the year")))
    assert problem.element == "p"
    assert "'the year'" in problem.reason


def test_a_warning_stands_at_the_process_it_is_about() -> None:
    """One about the file as a whole stands at all of them."""
    begins = process(START, user("u", zeebe(TELL)), script("s", "x", "=amuont"), end(), chain("start", "u", "s", "end"))
    other = process(start("t"), end("e"), chain("t", "e"), id="q")
    processes = compile_diagram(diagram(begins, other), FORMS).processes
    assert [problem.element for problem in processes["p"].warnings] == ["s"]
    assert processes["q"].warnings == ()


def test_hints_are_given_for_the_first_unknown_names() -> None:
    scripts = [script(f"s{number}", f"variable_{number}", f"=varaible_{number}") for number in range(HINTS + 5)]
    found = refused(
        diagram(process(declaring("z"), START, *scripts, chain("start", *(f"s{n}" for n in range(HINTS + 5)))))
    )
    assert len(found) == HINTS + 5
    assert [("Did you mean" in problem.remedy) for problem in found] == [True] * HINTS + [False] * 5
