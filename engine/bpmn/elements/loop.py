"""The markers that make an activity run several times: multi-instance (`multiInstanceLoopCharacteristics`, with
`zeebe:loopCharacteristics`) and the standard loop (`standardLoopCharacteristics`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.reading import VARIABLE_PATH, Reader
from engine.bpmn.variables import Variables, without
from engine.bpmn.vocabulary import Node, child, extension, kind, text
from engine.errors import ExpressionError
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token

COUNTER = "loopCounter"
# As BPMN 2.0 (§10.3.8) and Camunda 8 call them, and as Camunda 7 does.
COUNTS = ("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances")
SHORT_COUNTS = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")
MOST = 20_000  # instances of one activity within a case, whose state is read and written at every step
MOST_CALLS = 100_000  # instances of a call activity, which are cases of their own
LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstanceMarker:
    """One instance per item of collection, or as many as cardinality says: one of them is there. element: the variable
    each instance has its item in; result: what each instance leaves in the list output_collection; condition: when the
    rest is not needed any more; most: more instances than this are refused."""

    element_id: str
    sequential: bool
    most: int
    cardinality: Expression | None
    collection: Expression | None
    collection_name: str | None
    element: str | None
    output_collection: str | None
    result: Expression | None
    condition: Expression | None

    def items(self, token: Token) -> Sequence[Any]:
        """What there is an instance for, in order."""
        environment = token.scope.instance.environment
        if self.cardinality is not None:
            number = environment.evaluate(self.element_id, self.cardinality, token.view)
            if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= self.most:
                raise ExpressionError(
                    f"{self.element_id}: the loop cardinality is {number!r}, not a whole number from 0 to {self.most}"
                )
            return range(1, number + 1)
        assert self.collection is not None
        collection = environment.evaluate(self.element_id, self.collection, token.view)
        if not isinstance(collection, list):
            raise ExpressionError(f"{self.element_id}: the input collection is {collection!r}, not a list")
        if len(collection) > self.most:
            raise ExpressionError(
                f"{self.element_id}: the input collection has {len(collection)} items, more than {self.most}"
            )
        return collection

    def local(self, item: object, number: int) -> dict[str, Any]:
        """What one instance sees beside the rest: its item and, counted from 1, its number (BPMN 2.0 §10.3.8)."""
        return {**({self.element: item} if self.element else {}), COUNTER: number}

    def shared(self, variables: Variables) -> Variables:
        """What all called instances see: never the collection, which would be stored once for each of them."""
        return without(variables, [self.collection_name]) if self.collection_name else variables

    def result_of(self, token: Token, outcome: Variables) -> object:
        """What one instance leaves in the output collection."""
        if self.result is None:
            return None
        return token.scope.instance.environment.evaluate(self.element_id, self.result, outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopMarker:
    """The activity again, as long as condition holds (None: always), at most maximum times (None: without end).
    test_before: the condition is asked before the first round too."""

    element_id: str
    condition: Expression | None
    test_before: bool
    maximum: int | None


Loop = MultiInstanceMarker | LoopMarker


def read_loop(node: Node, reader: Reader) -> Loop | None:
    """The loop or multi-instance marker of an activity, None when it has none or a faulty one."""
    marker, standard = child(node, "multiInstanceLoopCharacteristics"), child(node, "standardLoopCharacteristics")
    if marker is not None:
        reader.given.add(COUNTER)
        return _read_multi_instance(node, marker, reader)
    if standard is not None:
        reader.given.add(COUNTER)
        return _read_standard(node, standard, reader)
    return None


def _read_multi_instance(node: Node, marker: Node, reader: Reader) -> MultiInstanceMarker | None:
    element = node.get("id", "")
    zeebe = extension(marker, "loopCharacteristics")
    said: Mapping[str, str] = {str(name): str(value) for name, value in zeebe.items()} if zeebe is not None else {}
    source, number = (said.get("inputCollection") or "").strip(), text(child(marker, "loopCardinality"))
    if bool(source) == bool(number):
        reader.problem(
            element,
            "The multi-instance marker says both for what and how often."
            if source
            else "The multi-instance marker has no input collection and no loop cardinality.",
            "Set one of them, for example the input collection =committees() or the loop cardinality 3.",
        )
        return None
    collection = reader.feel(element, "The input collection", source) if source else None
    cardinality = reader.feel(element, "The loop cardinality", number) if number else None
    output_collection = reader.writes(element, "The output collection", said.get("outputCollection"))
    output_element = (said.get("outputElement") or "").strip()
    result = reader.feel(element, "The output element", output_element, node) if output_element else None
    if bool(output_collection) != bool(output_element):
        reader.problem(
            element, "Output collection and output element belong together.", "Set both of them, or neither."
        )
    condition = text(child(marker, "completionCondition"))
    name = source.removeprefix("=").strip()
    if collection is None and cardinality is None:
        return None
    return MultiInstanceMarker(
        element_id=element,
        sequential=marker.get("isSequential") == "true",
        most=MOST_CALLS if kind(node) == "callActivity" else MOST,
        cardinality=cardinality,
        collection=collection,
        collection_name=name if VARIABLE_PATH.fullmatch(name) and "." not in name else None,
        element=reader.item(node, "The input element", said.get("inputElement")),
        output_collection=output_collection,
        result=result,
        condition=reader.condition(element, "The completion condition", condition, node) if condition else None,
    )


def _read_standard(node: Node, marker: Node, reader: Reader) -> LoopMarker | None:
    element = node.get("id", "")
    condition, maximum = text(child(marker, "loopCondition")), (marker.get("loopMaximum") or "").strip()
    if not condition and not maximum:
        reader.problem(element, "The loop has no end.", "Set a loop condition, a loop maximum, or both.")
        return None
    if maximum and not (maximum.isdecimal() and len(maximum) <= LONGEST_NUMBER and int(maximum)):
        reader.problem(
            element,
            f"The loop maximum is {maximum[:20]!r}.",
            f"Use a whole number from 1, of at most {LONGEST_NUMBER} digits.",
        )
        return None
    return LoopMarker(
        element_id=element,
        condition=reader.condition(element, "The loop condition", condition, node) if condition else None,
        test_before=marker.get("testBefore") == "true",
        maximum=int(maximum) if maximum else None,
    )
