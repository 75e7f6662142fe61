"""Embedded sub-process: a scope of its own inside the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.activity import Activity

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class SubProcess(Activity):
    """Done when no token lives in its scope any more."""

    def begin(self, token: Token) -> bool:
        token.scope.instance.open_scope(token, self.id)
        return False

    def conclude(self, token: Token, results: Mapping[str, Any]) -> None:
        """results: everything the scope saw in the end. What its input mappings set stays inside (Zeebe: local
        variables); the rest leaves it, or only what its output mappings make of it."""
        if self.definition.outputs:
            token.outcome = dict(results)
            environment = token.scope.instance.environment
            token.variables = environment.mapped(self.id, self.definition.outputs, results, token.variables)
            return
        token.outcome = dict(results)
        token.variables = outside(token, results)


def outside(token: Token, inside: Mapping[str, Any]) -> dict[str, Any]:
    """What the scope around a sub-process sees of the variables inside it."""
    local = token.local or {}
    kept = {name: value for name, value in inside.items() if name not in local}
    return {**kept, **{name: value for name, value in token.variables.items() if name in local}}
