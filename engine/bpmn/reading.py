"""Reads the expressions of a diagram once: compiled, checked, and with a note of every variable they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.info import ElementInfo
from engine.bpmn.vocabulary import SCOPES, Node, extension, kind, zeebe
from engine.errors import ExpressionError, Problem
from engine.feel import Expression, check_calls, check_types, compile_expression

VARIABLE_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
OTHER_EXPRESSION = re.compile(r"[$#]\{")  # JUEL, as Camunda 7, Activiti and Flowable write it
FEEL_REMEDY = "Write a correct FEEL expression, after '=', in the modeler's panel."
Arities = Mapping[str, tuple[int, int]]

#: What these result in comes from elsewhere: Python, messages, other processes. Its names stand in no diagram.
RESULTS_FROM_ELSEWHERE = frozenset(
    {
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
    }
)

#: Events without a payload.
WITHOUT_PAYLOAD = frozenset({"timer", "conditional", "link"})


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


@dataclass(frozen=True, slots=True)
class Read:
    """A variable that an expression reads. element, what: where; mapped: in an input mapping, the variables that the
    mappings before it have set, None when the expression sees all of them."""

    name: str
    element: str
    what: str
    mapped: frozenset[str] | None


@dataclass
class Reader:
    """Reads the elements of one process.

    arities: the host functions' names and how many arguments they take, None when a stored diagram, which was checked
    when it was deployed, is read again. given: variables that the diagram gives a value; inputs, items: those that only
    one activity sees, by its id, set by its input mappings and its multi-instance marker; reads: those it reads;
    from_elsewhere: those it reads in what comes from elsewhere; mapped: elements with output mappings.
    """

    functions: frozenset[str]
    arities: Arities | None = None
    given: set[str] = field(default_factory=set)
    inputs: dict[str, set[str]] = field(default_factory=dict)
    items: dict[str, set[str]] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    from_elsewhere: set[str] = field(default_factory=set)
    mapped: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    _earlier_inputs: frozenset[str] | None = None

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that the diagram names."""
        local = (*self.inputs.values(), *self.items.values())
        return frozenset(self.given.union(self.from_elsewhere, (read.name for read in self.reads), *local))

    def computed(self, elements: Mapping[str, ElementInfo]) -> frozenset[str] | None:
        """The variables that something other than a form or a caller sets: scripts, mappings, decisions. None when a
        result that nobody maps may set any of them."""
        for info in elements.values():
            brings = info.kind in RESULTS_FROM_ELSEWHERE and info.event not in WITHOUT_PAYLOAD
            starts_plainly = info.kind == "startEvent" and info.event is None
            if brings and not starts_plainly and info.called_decision is None and info.id not in self.mapped:
                return None
        return frozenset(self.given)

    def problem(self, element: str | None, reason: str, remedy: str) -> None:
        """Note what is wrong with an element."""
        self.problems.append(Problem(element, reason, remedy))

    def condition(self, element: str, what: str, source: str, results_of: Node | None = None) -> Expression | None:
        """A FEEL expression that is true or false."""
        return self.feel(element, what, source, results_of, condition=True)

    def feel(
        self, element: str, what: str, source: str, results_of: Node | None = None, condition: bool = False
    ) -> Expression | None:
        """A FEEL expression, with or without the leading '='. None, and a problem noted, when it is not one.
        results_of: the activity over whose results it is evaluated, if it is."""
        source = source.strip().removeprefix("=").strip()
        if not source:
            self.problem(element, f"{what} is empty.", "Write a FEEL expression, or remove it.")
            return None
        try:
            expression = compile_expression(source, functions=self.functions)
        except ExpressionError as error:
            self.problem(element, f"{what} is not FEEL: {error}.", FEEL_REMEDY)
            return None
        self._note(element, what, expression, results_of)
        if self.arities is not None:
            findings = *check_calls(expression, self.arities), *check_types(expression, self.functions, condition)
            for finding in findings:
                self.problem(element, f"{what}: {finding}", FEEL_REMEDY)
        return expression

    def _note(self, element: str, what: str, expression: Expression, results_of: Node | None) -> None:
        sure = expression.names - expression.item_names  # the others may be entries of what is filtered
        if results_of is not None and kind(results_of) in RESULTS_FROM_ELSEWHERE:
            self.from_elsewhere |= expression.names
        else:
            self.from_elsewhere |= expression.item_names
            self.reads += [Read(name, element, what, self._earlier_inputs) for name in sorted(sure)]

    def value(self, element: str, what: str, source: str | None, results_of: Node | None = None) -> Value | None:
        """Static text, or FEEL after '='. None when the attribute is missing, empty or faulty."""
        source = (source or "").strip()
        if not source:
            return None
        if not source.startswith("="):
            if OTHER_EXPRESSION.search(source):
                self.problem(element, f"{what} is {source!r}, an expression of another engine.", FEEL_REMEDY)
            return Value(source, None)
        expression = self.feel(element, what, source, results_of)
        return Value(source, expression) if expression is not None else None

    def item(self, node: Node, what: str, name: str | None) -> str | None:
        """The name of a variable that a multi-instance marker sets for each instance of its activity."""
        return self.writes(node.get("id", ""), what, name, self._local_to(node, self.items))

    def _local_to(self, node: Node, local: dict[str, set[str]]) -> set[str]:
        # What a sub-process sees, everything in it sees.
        return self.given if kind(node) in SCOPES else local.setdefault(node.get("id", ""), set())

    def writes(self, element: str, what: str, name: str | None, into: set[str] | None = None) -> str | None:
        """The name of a variable that the element sets. into: where it is noted, unless everybody sees it."""
        name = (name or "").strip()
        if not name:
            return None
        if not VARIABLE_PATH.fullmatch(name):
            self.problem(element, f"{what} is not a variable's name: {name!r}.", "Use letters, digits and '_'.")
            return None
        (self.given if into is None else into).add(name.partition(".")[0])
        return name

    def mappings(self, node: Node, direction: str) -> tuple[IoMapping, ...]:
        """The `zeebe:ioMapping` of an element in one direction, in order."""
        io_mapping, element = extension(node, "ioMapping"), node.get("id", "")
        into = self._local_to(node, self.inputs) if direction == "input" else self.given
        found = []
        for each in io_mapping.iterfind(zeebe(direction)) if io_mapping is not None else ():
            what = f"The {direction} mapping to {each.get('target', '')!r}"
            self._earlier_inputs = frozenset(into) if direction == "input" else None
            source = self.value(element, what, each.get("source"), node if direction == "output" else None)
            target = self.writes(element, what, each.get("target"), into)
            if target and source:
                found.append(IoMapping(target, source))
            elif not each.get("target") or not each.get("source"):
                self.problem(element, f"{what} lacks its source or target.", "Fill in both, or remove the mapping.")
        self._earlier_inputs = None
        if found and direction == "output":
            self.mapped.add(element)
        return tuple(found)
