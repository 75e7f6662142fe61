"""The multi-instance marker: plain BPMN loop characteristics with `zeebe:loopCharacteristics`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.reading import VARIABLE_PATH, Reader
from engine.bpmn.variables import Variables, without
from engine.bpmn.vocabulary import Node, child, extension, text
from engine.errors import ExpressionError
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token

COUNTER = "loopCounter"
COUNTS = ("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """One instance per item of collection. element: the variable each instance has its item in; result: what each
    instance leaves in the list output_collection; condition: when the rest is not needed any more."""

    element_id: str
    sequential: bool
    collection: Expression
    collection_name: str | None
    element: str | None
    output_collection: str | None
    result: Expression | None
    condition: Expression | None

    def items(self, token: Token) -> list[dict[str, object]]:
        """What each instance sees beside the rest: its item and, counted from 1, its number."""
        collection = token.scope.instance.environment.evaluate(self.element_id, self.collection, token.view)
        if not isinstance(collection, list):
            raise ExpressionError(f"{self.element_id}: the input collection is {collection!r}, not a list")
        named = ({self.element: item} if self.element else {} for item in collection)
        return [{**item, COUNTER: number} for number, item in enumerate(named, start=1)]

    def shared(self, variables: Variables) -> Variables:
        """What all called instances see: never the collection, which would be stored once for each of them."""
        return without(variables, [self.collection_name]) if self.collection_name else variables

    def result_of(self, token: Token, outcome: Variables) -> object:
        """What one instance leaves in the output collection."""
        if self.result is None:
            return None
        return token.scope.instance.environment.evaluate(self.element_id, self.result, outcome)


def read_loop(node: Node, reader: Reader) -> Loop | None:
    """The multi-instance marker of an activity, None when it has none or a faulty one."""
    marker, element = child(node, "multiInstanceLoopCharacteristics"), node.get("id", "")
    if marker is None:
        return None
    zeebe = extension(marker, "loopCharacteristics")
    source = (zeebe.get("inputCollection") or "").strip() if zeebe is not None else ""
    if zeebe is None or not source:
        reader.problem(
            element,
            "The multi-instance marker has no input collection.",
            "Set the input collection, for example =committees() or =for i in 1..3 return i.",
        )
        return None
    reader.variables.add(COUNTER)
    collection = reader.feel(element, "The input collection", source)
    output_collection = reader.writes(element, "The output collection", zeebe.get("outputCollection"))
    output_element = (zeebe.get("outputElement") or "").strip()
    result = reader.feel(element, "The output element", output_element) if output_element else None
    if bool(output_collection) != bool(output_element):
        reader.problem(
            element, "Output collection and output element belong together.", "Set both of them, or neither."
        )
    condition = text(child(marker, "completionCondition"))
    name = source.removeprefix("=").strip()
    if collection is None:
        return None
    return Loop(
        element_id=element,
        sequential=marker.get("isSequential") == "true",
        collection=collection,
        collection_name=name if VARIABLE_PATH.fullmatch(name) and "." not in name else None,
        element=reader.writes(element, "The input element", zeebe.get("inputElement")),
        output_collection=output_collection,
        result=result,
        condition=reader.feel(element, "The completion condition", condition) if condition else None,
    )
