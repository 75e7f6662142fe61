"""The logic of each element, compiled once what it requires is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from engine.dmn.boxed import READERS, boxed_in, function_of, result_of
from engine.dmn.elements import Decision, Element, KnowledgeModel, ServiceNode
from engine.dmn.nodes import typed
from engine.dmn.reading import ANY_ARITY, Arity, Place, Reader
from engine.dmn.xml import Node, child, children, source
from engine.errors import ExpressionError
from engine.feel import Type, tree
from engine.feel.closures import Findings, Lexical, closure_of
from engine.feel.scope import Closure

_ONE_WORD = re.compile(r"[^\W\d]\w*")


def compile_element(element: Element, node: Node, reader: Reader, names: frozenset[str]) -> None:
    """Give the element its logic. names: of all elements of the file. What is wrong goes to the reader."""
    visible: dict[str, Arity] = {}
    for label, each in element.requires:
        visible[label or each.name] = ANY_ARITY if label else each.arity
    place = Place(element.id, visible, reader)
    if isinstance(element, Decision):
        _decision(element, node, place, names)
    elif isinstance(element, KnowledgeModel):
        _knowledge(element, node, place)
    elif isinstance(element, ServiceNode):
        element.type = result_of(element.type)
        if not element.outputs:
            place.problem("The decision service gives nothing.", "Draw a decision into its upper part.")


def _decision(decision: Decision, node: Node, place: Place, names: frozenset[str]) -> None:
    if child(node, *READERS) is None:
        place.problem("The decision has no logic.", "Give it a decision table or an expression.")
        return
    decision.closure, findings = _closure(place, typed(boxed_in(node, place, "The decision"), decision.type))
    decision.free = {name: _type_of_free(name, node, place) for name in _free(place, findings, names)}


def _knowledge(model: KnowledgeModel, node: Node, place: Place) -> None:
    logic = child(node, "encapsulatedLogic")
    if logic is None:
        place.problem("The knowledge model has no logic.", "Give it a function.")
        return
    function = function_of(logic, place)
    if isinstance(function, tree.FunctionOf):
        function = replace(function, body=typed(function.body, result_of(model.type)))
    model.closure, findings = _closure(place, function)
    for name in sorted(findings.names - place.visible.keys()):
        place.problem(f"It reads {name!r}, which is no parameter and not required.", "Pass it as a parameter.")


def _closure(place: Place, node: tree.Node) -> tuple[Closure | None, Findings]:
    findings = Findings(place.functions)
    try:
        return closure_of(node, Lexical(findings)), findings
    except ExpressionError as error:
        place.problem(f"{error}.", "Make inner parts decisions of their own.")
        return None, findings


def _free(place: Place, findings: Findings, names: frozenset[str]) -> Iterator[str]:
    """The names that nothing in the file explains: variables of whoever asks for the decision."""
    for name in sorted((findings.names | findings.item_names) - place.visible.keys()):
        if name in names:
            if name in findings.names:
                place.problem(f"It reads {name!r}, which it does not require.", "Draw the requirement's arrow.")
        elif _ONE_WORD.fullmatch(name):
            yield name
        elif name in findings.names:
            place.problem(f"It reads {name!r}, and nothing has this name.", "Draw input data, or correct the name.")


def _type_of_free(name: str, node: Node, place: Place) -> Type | None:
    """What a table says of a variable that it reads."""
    for table in children(node, "decisionTable"):
        for each in children(table, "input"):
            expression = child(each, "inputExpression")
            if source(expression) == name:
                return place.type(expression)
    return None
