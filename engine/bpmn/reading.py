"""Reads the expressions of a diagram once: compiled, checked, and with a note of every variable they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.vocabulary import Node, extension, zeebe
from engine.errors import ExpressionError, Problem
from engine.feel import Expression, check_calls, compile_expression

VARIABLE_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
OTHER_EXPRESSION = re.compile(r"[$#]\{")  # JUEL, as Camunda 7, Activiti and Flowable write it
FEEL_REMEDY = "Write a correct FEEL expression, after '=', in the modeler's panel."
Arities = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Value:
    """An attribute that is static text, or FEEL when it begins with '='."""

    static: str
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One `zeebe:input` or `zeebe:output`: the value of source becomes the variable target."""

    target: str
    source: Value


@dataclass
class Reader:
    """Reads the elements of one process. arities: the host functions' names and how many arguments they take, None
    when a stored diagram, which was checked when it was deployed, is read again."""

    functions: frozenset[str]
    arities: Arities | None = None
    variables: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, element: str | None, reason: str, remedy: str) -> None:
        """Note what is wrong with an element."""
        self.problems.append(Problem(element, reason, remedy))

    def feel(self, element: str, what: str, source: str) -> Expression | None:
        """A FEEL expression, with or without the leading '='. None, and a problem noted, when it is not one."""
        source = source.strip().removeprefix("=").strip()
        if not source:
            self.problem(element, f"{what} is empty.", "Write a FEEL expression, or remove it.")
            return None
        try:
            expression = compile_expression(source, functions=self.functions)
        except ExpressionError as error:
            self.problem(element, f"{what} is not FEEL: {error}.", FEEL_REMEDY)
            return None
        self.variables |= expression.names
        for finding in check_calls(expression, self.arities) if self.arities is not None else ():
            self.problem(element, f"{what}: {finding}", FEEL_REMEDY)
        return expression

    def value(self, element: str, what: str, source: str | None) -> Value | None:
        """Static text, or FEEL after '='. None when the attribute is missing, empty or faulty."""
        source = (source or "").strip()
        if not source:
            return None
        if not source.startswith("="):
            if OTHER_EXPRESSION.search(source):
                self.problem(element, f"{what} is {source!r}, an expression of another engine.", FEEL_REMEDY)
            return Value(source, None)
        expression = self.feel(element, what, source)
        return Value(source, expression) if expression is not None else None

    def writes(self, element: str, what: str, name: str | None) -> str | None:
        """The name of a variable that the element sets."""
        name = (name or "").strip()
        if not name:
            return None
        if not VARIABLE_PATH.fullmatch(name):
            self.problem(element, f"{what} is not a variable's name: {name!r}.", "Use letters, digits and '_'.")
            return None
        self.variables.add(name.partition(".")[0])
        return name

    def mappings(self, node: Node, direction: str) -> tuple[IoMapping, ...]:
        """The `zeebe:ioMapping` of an element in one direction, in order."""
        io_mapping, element = extension(node, "ioMapping"), node.get("id", "")
        found = []
        for each in io_mapping.iterfind(zeebe(direction)) if io_mapping is not None else ():
            what = f"The {direction} mapping to {each.get('target', '')!r}"
            target = self.writes(element, what, each.get("target"))
            source = self.value(element, what, each.get("source"))
            if target and source:
                found.append(IoMapping(target, source))
            elif not each.get("target") or not each.get("source"):
                self.problem(element, f"{what} lacks its source or target.", "Fill in both, or remove the mapping.")
        return tuple(found)
