"""Where a step began, so that one that fails on entering an element can be taken back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Mark:
    """The token as it was, and how much of everything there was."""

    token: dict[str, Any]
    tasks: int
    effects: int
    passed: int
    agenda: int
    scopes: int
    forks: int
    removed: int

    @classmethod
    def of(cls, token: Token) -> Mark:
        instance = token.scope.instance
        return cls(
            token=dict(vars(token)),
            tasks=len(token.scope.tasks),
            effects=len(instance.effects),
            passed=len(instance.passed),
            agenda=len(instance.agenda),
            scopes=len(instance.subprocesses),
            forks=instance.forks.last,
            removed=instance.removed,
        )

    def undo(self, token: Token) -> bool:
        """Take back what has been added since. False, and nothing done, when more than that has happened."""
        scope, instance = token.scope, token.scope.instance
        if instance.removed != self.removed or instance.forks.last != self.forks:
            return False
        for added in list(scope.tasks.values())[self.tasks :]:
            scope.remove(added)
        for host in list(instance.subprocesses)[self.scopes :]:
            del instance.subprocesses[host]
        del instance.effects[self.effects :]
        del instance.passed[self.passed :]
        while len(instance.agenda) > self.agenda:
            instance.agenda.pop()
        vars(token).update(self.token)
        return True
