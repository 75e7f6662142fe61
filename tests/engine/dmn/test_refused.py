"""What is wrong with a file is said when it is deployed: with which element, why, and what to do."""

from __future__ import annotations

import pytest

from engine.dmn import compile_decisions, load_decisions
from engine.errors import InvalidDiagram
from tests.engine.dmn.deciding import problems
from tests.engine.dmn.drawing import DMN, decision, definitions, input_data, knowledge, literal, requires, rule, table

ONE = table("FIRST", ["n"], ["a"], rule("-", "1"))


def d(*inside: str) -> bytes:
    return definitions(decision("d", *inside))


@pytest.mark.parametrize(
    ("dmn", "words"),
    [
        (d(), "no logic"),
        (d(requires("gone"), literal("1")), "'#gone'"),
        (d(literal("1 +")), "not FEEL"),
        (d(literal("a == b")), "one ="),
        (d(literal("nonsense(1)")), "There is no function nonsense"),
        (d(literal("host(1, 2)")), "host takes 1 argument, not 2"),
        (d(literal("upper case()")), "upper case takes 1 argument, not 0"),
        (d(literal("")), "empty"),
        (d(literal("the  wrong name")), "not FEEL"),
        (d("<literalExpression expressionLanguage='javascript'><text>1</text></literalExpression>"), "javascript"),
        (d(literal("1", "colour")), "There is no type 'colour'"),
        (definitions(input_data("n", "colour"), decision("d", literal("1"))), "There is no type 'colour'"),
        (definitions(input_data("n"), decision("d", literal("n"))), "'n', which it does not require"),
        (definitions(decision("d", requires("e"), literal("1")), decision("e", requires("d"), literal("1"))), "itself"),
        (definitions(knowledge("d", {}, literal("1"), requires("d", kind="Knowledge"))), "requires itself"),
        (definitions(knowledge("d", {"n": ""}, literal("n + m"))), "'m', which is no parameter"),
        (
            definitions(
                knowledge("f", {"n": ""}, literal("n")), decision("d", requires("f", kind="Knowledge"), literal("f()"))
            ),
            "f takes 1 argument, not 0",
        ),
        (definitions(decision("d", literal("1")), decision("d", literal("2"))), "Two elements have this id"),
        (d(ONE.replace("FIRST", "SECOND")), "'SECOND'"),
        (d(table("PRIORITY", ["n"], ["a"], rule("-", "1"))), "output values"),
        (d(table("COLLECT SUM", ["n"], ["a", "b"], rule("-", "1", "2", outputs=2))), "aggregated"),
        (d(table("FIRST", [""], ["a"], rule("-", "1"))), "Input 1 of the table is empty"),
        (d(table("FIRST", ["n"], ["a"], rule("-", "1"), rule("1"))), "Rule 2 has not one cell for each column"),
        (d(table("FIRST", ["n"], ["a"], rule("= ", "1"))), "Rule 1, input 1 is not FEEL"),
        (d(table("FIRST", ["n"], ["a"], rule("-", "boss(1)"))), "Rule 1, output 1: There is no function boss"),
        (d(table("FIRST", ["n"], [])), "no output"),
        (d('<functionDefinition kind="Java"/>'), "Java"),
        (d("<for iteratorVariable='x'><in/><return/></for>"), "What is run over is empty"),
        (definitions(f'<import name="l" namespace="urn:l" importType="{DMN}"/>'), "'urn:l'"),
        (definitions('<import name="l" namespace="urn:l" importType="http://www.dmg.org/PMML-4_4"/>'), "is not DMN"),
        (definitions('<decisionService id="s" name="s"/>'), "gives nothing"),
        (
            definitions("<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>1 +</text>"
                        "</allowedValues></itemDefinition>"),
            "allowed values are not FEEL",
        ),
    ],
)  # fmt: skip
def test_refused(dmn: bytes, words: str) -> None:
    found = problems(dmn)
    assert [each for each in found if words in each.reason], found
    assert all(each.remedy for each in found)


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY b "bbbb">]><definitions xmlns="%s">&b;</definitions>' % DMN.encode()


@pytest.mark.parametrize(
    ("dmn", "words"),
    [
        (b"", "XML"),
        (b"not xml", "XML"),
        (b"<definitions/>", "not DMN"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not DMN"),
        (BOMB, "DOCTYPE"),
        (definitions("<context>" * 200 + "</context>" * 200), "deep"),
        (definitions("<description/>" * 60_000), "elements"),
        (definitions("x" * 3_000_000), "larger"),
    ],
)
def test_hostile_files_are_refused(dmn: bytes, words: str) -> None:
    with pytest.raises(InvalidDiagram) as caught:
        compile_decisions(dmn, {})
    assert words in str(caught.value)


def test_what_cannot_be_read_is_null_where_a_file_is_only_loaded() -> None:
    wrong = d(table("PRIORITY", ["n"], ["a"], rule("-", "1"), rule("-", "2"), values="> > 1"))
    model = load_decisions(wrong, {})
    assert model.problems
    assert model.evaluate("d", {"n": 1}) is None


def test_everything_that_is_wrong_is_said_at_once() -> None:
    file = definitions(decision("a", literal("1 +")), decision("b", literal("nonsense()")), decision("c"))
    assert [each.element for each in problems(file)] == ["a", "b", "c"]


def test_a_long_chain_of_decisions_is_no_crash() -> None:
    chain = [decision("d0", literal("1"))]
    chain += [decision(f"d{n}", requires(f"d{n - 1}"), literal(f"d{n - 1} + 1")) for n in range(1, 50)]
    assert compile_decisions(definitions(*chain), {}).evaluate("d49", {}) == 50
