"""Embedded sub-process: a scope of its own inside the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.base import Flow
from engine.bpmn.variables import Variables

if TYPE_CHECKING:
    from engine.bpmn.scope import InnerScope
    from engine.bpmn.token import Token


class SubProcess(Activity):
    """Done when nothing is left to do in its scope."""

    def begin(self, token: Token) -> bool:
        instance = token.scope.instance
        instance.begin(instance.open_scope(token, self.id), token.view, token.trigger)
        return False

    def let_on(self, scope: InnerScope, token: Token, flows: list[Flow]) -> list[Flow]:
        """Of the flows that a token inside has chosen, those it may leave by."""
        return flows

    def is_over(self, scope: InnerScope) -> bool:
        """A branch inside has ended: whether the sub-process has."""
        return not scope.lives()

    def interrupted(self, scope: InnerScope) -> None:
        """An event sub-process has ended everything else inside."""

    def conclude(self, token: Token, results: Mapping[str, Any]) -> None:
        """results: everything the scope saw in the end. What its input mappings set stays inside (Zeebe: local
        variables); the rest leaves it, or only what its output mappings make of it."""
        token.outcome = dict(results)
        if self.definition.outputs:
            environment = token.scope.instance.environment
            token.variables = environment.mapped(self.id, self.definition.outputs, results, token.variables)
        else:
            token.variables = self.let_out(token, results)

    def let_out(self, token: Token, inside: Variables) -> dict[str, Any]:
        """What the scope around sees of the variables inside."""
        local = token.local or {}
        kept = {name: value for name, value in inside.items() if name not in local}
        return {**kept, **{name: value for name, value in token.variables.items() if name in local}}
