"""Errors: thrown by an activity or an end event, caught by the nearest scope that can (BPMN 2.0 §10.5.6, §13.5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, child, referenced

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Error(Trigger):
    """code: of the errors it catches, None for all."""

    code: str | None

    def listen(self, token: Token, variables: Variables) -> None:
        token._set_state(TaskState.WAITING)


def read_error(node: Node, reader: Reader) -> Error | None:
    """The error an event throws or catches: its code, else its name, else its id. None, and a problem noted, when it
    refers to one that is not there."""
    element, definition = node.get("id", ""), child(node, "errorEventDefinition")
    reference = definition.get("errorRef") if definition is not None else None
    if definition is None or not reference:
        return Error(None)
    error = referenced(definition, "error")
    if error is None:
        reader.problem(element, f"There is no error {reference!r} in the file.", "Choose an error, or make one.")
        return None
    code = (error.get("errorCode") or error.get("name") or reference).strip()
    if code.startswith("="):
        reader.problem(element, "The error code is an expression.", "Write the code as plain text.")
        return None
    return Error(code)


@dataclass(frozen=True, kw_only=True)
class ErrorEndDefinition(Definition):
    """code: of the error it throws. None only in a diagram that was refused."""

    code: str | None


class ErrorEndEvent(Element):
    """Throws an error, which the nearest scope or activity around it catches that has an event for it. An error that
    nobody catches fails the case."""

    definition: ErrorEndDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ErrorEndDefinition:
        error = read_error(node, reader)
        if error is not None and error.code is None:
            reader.problem(info.id, "The error end event names no error.", "Choose the error it throws.")
        return ErrorEndDefinition(info=info, code=error.code if error is not None else None)

    def act(self, token: Token) -> bool:
        assert self.definition.code is not None
        instance = token.scope.instance
        instance.passed.append(self.id)
        instance.throw_error(token, self.definition.code, self.definition.info.name, {}, at_activity=False)
        return False
