"""End events: the token ends here, alone or with its whole scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Element

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
