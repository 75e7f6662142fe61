"""What DMN has and FEEL has not: values converted to a type, rows of a relation, decision tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dmn.hit_policies import POLICIES, Answer, Hits
from engine.errors import ExpressionError
from engine.feel import Budget, Type, tree
from engine.feel.closures import Lexical, closure_of, tests_closure
from engine.feel.closures.compiling import compiles
from engine.feel.scope import Closure, Scope
from engine.feel.types import conforms


@dataclass(frozen=True, slots=True)
class Typed(tree.Node):
    """The value as this type; null where it is none (DMN 1.5 §10.3.2.9.4)."""

    value: tree.Node
    type: Type


def typed(node: tree.Node, type_: Type | None) -> tree.Node:
    """The node, its value converted to a type. None: anything may stand there."""
    return node if type_ is None else Typed(node.position, node, type_)


@dataclass(frozen=True, slots=True)
class Row(tree.Node):
    """A row of a relation: a context whose entries do not see each other."""

    cells: tuple[tuple[str, tree.Node], ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is tested. values: the tests that every input must pass, None when all may come."""

    name: str
    expression: tree.Node
    values: tree.UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column that is the result. values: tests that every result must pass; order: the list of them, for the hit
    policies that order by it; default: the result when no rule applies."""

    name: str
    type: Type | None
    values: tree.UnaryTests | None
    order: tree.Node | None
    default: tree.Node | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. tests: with the position of the input each is for; inputs that anything passes have none."""

    tests: tuple[tuple[int, tree.UnaryTests], ...]
    results: tuple[tree.Node, ...]


@dataclass(frozen=True, slots=True)
class Table(tree.Node):
    """A decision table. policy: its hit policy, for COLLECT with the aggregation after a space."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: str


@compiles(Typed)
def _typed(node: Typed, lexical: Lexical) -> Closure:
    value, type_ = closure_of(node.value, lexical), node.type
    return lambda scope: conforms(value(scope), type_, scope.run.budget)[1]


@compiles(Row)
def _row(node: Row, lexical: Lexical) -> Closure:
    cells = [(name, closure_of(cell, lexical)) for name, cell in node.cells]
    return lambda scope: {name: cell(scope) for name, cell in cells}


@compiles(Table)
def _table(node: Table, lexical: Lexical) -> Closure:
    """Test the inputs against each rule, and let the hit policy settle it (DMN 1.5 §8.2.8–8.2.11)."""
    inputs = [closure_of(each.expression, lexical) for each in node.inputs]
    guards = [
        (position, each.name, tests_closure(each.values, lexical))
        for position, each in enumerate(node.inputs)
        if each.values is not None
    ]
    rules = [
        (number, [(position, tests_closure(test, lexical)) for position, test in rule.tests])
        for number, rule in enumerate(node.rules, start=1)
    ]
    results = [[closure_of(cell, lexical) for cell in rule.results] for rule in node.rules]
    answer = _answer(node, lexical)
    settle, first_alone = POLICIES[node.policy], node.policy == "FIRST"

    def decide(scope: Scope) -> Any:
        values = [read(scope) for read in inputs]
        for position, name, passes in guards:
            if values[position] is not None and passes(values[position], scope) is not True:
                raise ExpressionError(f"The input {name} has a value that the table does not allow")
        scope.run.budget.spend(len(rules))
        hits: list[int] = []
        for number, tests in rules:
            for position, passes in tests:
                if passes(values[position], scope) is not True:
                    break
            else:
                hits.append(number)
                if first_alone:
                    break
        return settle(Hits(tuple(hits), [answer.of(results[number - 1], scope) for number in hits]), answer, scope)

    return decide


def _answer(node: Table, lexical: Lexical) -> Answer:
    return Answer(
        names=tuple(output.name for output in node.outputs),
        finish=tuple(_finish(output, lexical) for output in node.outputs),
        orders=tuple(closure_of(each.order, lexical) if each.order is not None else None for each in node.outputs),
        defaults=tuple(
            closure_of(each.default, lexical) if each.default is not None else None for each in node.outputs
        ),
    )


def _finish(output: Output, lexical: Lexical) -> Any:
    passes = tests_closure(output.values, lexical) if output.values is not None else None
    type_ = output.type

    def finish(value: Any, scope: Scope) -> Any:
        budget: Budget = scope.run.budget
        value = conforms(value, type_, budget)[1]
        return value if passes is None or value is None or passes(value, scope) is True else None

    return finish
