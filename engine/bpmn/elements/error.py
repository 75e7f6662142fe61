"""Errors: thrown by an activity or an end event, caught by the nearest scope that can (BPMN 2.0 §10.5.6, §13.5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.climbing import read_climbing
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node

if TYPE_CHECKING:
    from engine.bpmn.token import Token


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
        error = read_climbing(node, reader, "error")
        if error is not None and error.code is None:
            reader.problem(info.id, "The error end event names no error.", "Choose the error it throws.")
        return ErrorEndDefinition(info=info, code=error.code if error is not None else None)

    def act(self, token: Token) -> bool:
        assert self.definition.code is not None
        instance = token.scope.instance
        instance.passed.append(self.id)
        instance.throw_error(token, self.definition.code, self.definition.info.name, {}, at_activity=False)
        return False
