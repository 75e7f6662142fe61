"""Requirement graphs: decisions, knowledge models, services, imports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.dmn import compile_decisions
from engine.dmn.xml import NAMESPACES
from engine.errors import ExpressionError
from engine.feel import Budget, FeelFunction
from tests.engine.dmn.deciding import decided, problems
from tests.engine.dmn.drawing import DMN, decision, definitions, input_data, knowledge, literal, requires, rule, table

LOAN = definitions(
    input_data("income", "number", name="Monthly income"),
    decision("spare", requires("income", kind="Input"), literal("Monthly income * 0.3"), name="Spare money"),
    decision(
        "d", requires("spare"), table("FIRST", ["Spare money"], ["ok"], rule(">= 100", "true"), rule("-", "false"))
    ),
)


def service(id: str, outputs: str, inputs: str = "", decisions: str = "") -> str:
    drawn = f'<outputDecision href="#{outputs}"/>' if outputs else ""
    drawn += f'<inputDecision href="#{decisions}"/>' if decisions else ""
    drawn += f'<inputData href="#{inputs}"/>' if inputs else ""
    return f'<decisionService id="{id}" name="{id}"><variable name="{id}"/>{drawn}</decisionService>'


def test_decisions_use_what_they_require() -> None:
    assert decided(LOAN, **{"Monthly income": 400}) is True
    assert decided(LOAN, **{"Monthly income": 300}) is False
    assert decided(LOAN, "spare", **{"Monthly income": 10}) == 3


def test_the_inputs_of_a_decision_are_those_of_all_it_requires() -> None:
    assert compile_decisions(LOAN, {}).decisions["d"].inputs == {"Monthly income"}
    free = definitions(
        decision("d", requires("other"), literal("other + a.b")), decision("other", literal("people[age > limit]"))
    )
    assert compile_decisions(free, {}).decisions["d"].inputs == {"a", "people", "age", "limit"}


def test_a_shared_decision_is_made_once() -> None:
    asked: list[Any] = []
    diamond = definitions(
        decision("top", literal("host(1)")),
        decision("a", requires("top"), literal("top")),
        decision("b", requires("top"), literal("top")),
        decision("d", requires("a", "b"), literal("a + b")),
    )
    host = FeelFunction("host", ("n",), lambda n: asked.append(n) or 5)  # type: ignore[func-returns-value]
    assert compile_decisions(diamond, {"host": (1, 1)}).evaluate("d", {}, {"host": host}) == 10
    assert len(asked) == 1


def test_knowledge_models_call_each_other() -> None:
    file = definitions(
        knowledge("twice", {"n": "number"}, literal("n * 2")),
        knowledge("four times", {"n": ""}, literal("twice(twice(n))"), requires("twice", kind="Knowledge")),
        decision("d", requires("four times", kind="Knowledge"), literal("four times(n)")),
    )
    assert decided(file, n=3) == 12
    assert decided(file, "twice", n=3) == 6


def test_a_function_reads_what_its_own_decision_sees() -> None:
    file = definitions(
        decision("base", literal("100")),
        decision("adder", requires("base"), literal("function(n) n + base")),
        decision("d", requires("adder"), literal("adder(1)")),
    )
    assert decided(file) == 101


def test_decision_services() -> None:
    file = definitions(
        input_data("n", "number"),
        decision("spare", requires("n", kind="Input"), literal("n * 2")),
        decision("sum", requires("spare"), literal("spare + 1")),
        service("whole", "sum", inputs="n"),
        service("half", "sum", decisions="spare"),
        decision(
            "d",
            requires("whole", "half", kind="Knowledge"),
            literal('[whole(5), half(5), half(spare: 7), whole("five")]'),
        ),
    )
    assert decided(file) == [11, 6, 8, None]
    assert compile_decisions(file, {}).decisions["d"].inputs == frozenset()
    assert compile_decisions(file, {}).decisions["half"].inputs == {"spare"}
    assert decided(file, "whole", n=1) == 3
    assert decided(file, "half", spare=1) == 2


def test_imported_types_functions_and_decisions() -> None:
    library = definitions(
        '<itemDefinition name="age"><typeRef>number</typeRef><allowedValues><text>&lt; 150</text></allowedValues>'
        "</itemDefinition>",
        knowledge("Say Hello in Swedish", {"n": "age"}, literal('"Hej " + string(n)')),
        namespace="urn:library",
    )
    using = definitions(
        f'<import name="my library" namespace="urn:library" importType="{DMN}"/>',
        input_data("n", "my library.age"),
        decision(
            "d",
            requires("n", kind="Input"),
            '<knowledgeRequirement><requiredKnowledge href="urn:library#Say Hello in Swedish"/></knowledgeRequirement>',
            literal("my library.Say Hello in Swedish(n)"),
        ),
    )
    model = compile_decisions(using, {}, [library])
    assert model.evaluate("d", {"n": 7}) == "Hej 7"
    assert model.evaluate("d", {"n": 200}) == "Hej null"
    assert "No file with the namespace 'urn:library'" in problems(using)[0].reason


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_dmn(namespace: str) -> None:
    assert decided(definitions(decision("d", literal("n + 1")), version=namespace), n=1) == 2


def test_one_model_for_many_threads() -> None:
    model = compile_decisions(LOAN, {})
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: model.evaluate("d", {"Monthly income": n}), range(0, 1000, 10)))
    assert results == [n * 0.3 >= 100 for n in range(0, 1000, 10)]


def test_the_same_bytes_are_compiled_once() -> None:
    assert compile_decisions(LOAN, {}) is compile_decisions(bytes(LOAN), {})


def test_everything_is_paid_from_one_budget() -> None:
    slow = definitions(
        decision("many", literal("for i in 1..3000 return i")),
        decision("d", requires("many"), literal("for a in many, b in many return a")),
    )
    with pytest.raises(ExpressionError, match="too many steps"):
        compile_decisions(slow, {}).evaluate("d", {}, budget=Budget(steps=100_000))


def test_functions_that_call_each_other_for_ever_end() -> None:
    endless = '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>'
    endless += f"{literal('f(n)')}</functionDefinition></contextEntry><contextEntry>{literal('f(1)')}</contextEntry>"
    model = compile_decisions(definitions(decision("d", f"{endless}</context>")), {})
    with pytest.raises(ExpressionError, match="deep"):
        model.evaluate("d", {})


def test_an_unknown_decision_is_named() -> None:
    with pytest.raises(ExpressionError, match="'gone'"):
        compile_decisions(LOAN, {}).evaluate("gone", {})
