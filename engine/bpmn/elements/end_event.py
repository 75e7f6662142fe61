"""End events: the token ends here, alone, with its whole scope, or with an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.errors import error_code
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class EndEvent(Element):
    """The branch ends; the scope ends when all its branches have."""


class TerminateEndEvent(Element):
    """All other tokens of the same scope end too (BPMN 2.0 §13.5.6). Outer scopes go on."""

    def act(self, token: Token) -> bool:
        for other in token.scope.tokens():
            if other is not token:
                token.scope.instance.kill(other)
        return True


@dataclass(frozen=True, kw_only=True)
class ErrorEndDefinition(Definition):
    """code: of the error it throws. None only in a diagram that was refused."""

    code: str | None


class ErrorEndEvent(Element):
    """Throws an error, which the nearest activity around it catches that has a boundary event for it. An error that
    nobody catches fails the case."""

    definition: ErrorEndDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ErrorEndDefinition:
        known = len(reader.problems)
        code = error_code(node, reader)
        if code is None and len(reader.problems) == known:
            reader.problem(info.id, "The error end event names no error.", "Choose the error it throws.")
        return ErrorEndDefinition(info=info, code=code)

    def act(self, token: Token) -> bool:
        assert self.definition.code is not None
        instance = token.scope.instance
        instance.passed.append(self.id)
        instance.throw_error(token, self.definition.code, self.definition.info.name, {}, at_activity=False)
        return False
