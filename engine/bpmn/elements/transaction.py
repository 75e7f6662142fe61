"""Transaction: a sub-process that can be cancelled, which undoes what was done in it (BPMN 2.0 §10.3.5, §13.3.5)."""

from __future__ import annotations

from uuid import UUID

from engine.bpmn.elements.boundary import BoundaryEvent
from engine.bpmn.elements.cancellation import Cancellation
from engine.bpmn.elements.compensation import Compensating
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.scope import InnerScope, Scope
from engine.bpmn.token import Token


class Transaction(SubProcess):
    """Runs as any sub-process unless a cancel end event inside is reached. An error that leaves it undoes nothing."""


class CancelEndEvent(Compensating):
    """Ends everything else in its transaction, undoes what was done there, and sets off the cancel boundary event.
    Without one the transaction ends as if it had been completed."""

    def act(self, token: Token) -> bool:
        scopes = _up_to_transaction(token)
        # What all branches have made so far is known to those who undo, and to what follows.
        token.variables = token.scope.instance.view_of_scope(scopes[-1], token.view)
        for scope in scopes:
            scope.ended = None
        spared = {token.id, *(scope.host.id for scope in scopes), *(scope.host.container for scope in scopes)}
        for scope in scopes:
            self._end_others(scope, spared)
        self._undo(token, scopes)
        return False

    def finish(self, token: Token, home: UUID | None) -> None:
        scopes = _up_to_transaction(token)
        undone = next(number for number, scope in enumerate(scopes) if scope.host.id == home)
        self._undo(token, scopes[undone + 1 :])

    def _undo(self, token: Token, scopes: list[InnerScope]) -> None:
        """What was done in these scopes, one after the other; then the transaction is left."""
        if all(self.begin(token, scope, None) for scope in scopes):
            self._leave(token)

    def _leave(self, token: Token) -> None:
        instance, home = token.scope.instance, _up_to_transaction(token)[-1]
        instance.passed.append(self.id)
        variables = token.variables
        for other in home.tokens():
            instance.kill(other)
        host = home.host
        assert isinstance(host.element, Transaction)
        left = host.element.let_out(host, variables)
        # Of many instances one that is cancelled ends them all.
        container: Token = host.scope.tasks[host.container] if host.container is not None else host
        for guard in host.scope.guards_of(container):
            if isinstance(guard.element, BoundaryEvent) and isinstance(guard.element.trigger, Cancellation):
                guard.element.happen(guard, left)
                return
        instance.end_branch(home, variables, token.forks)

    def _end_others(self, scope: Scope, spared: set[UUID | None]) -> None:
        for other in scope.tokens():
            if other.id not in spared and not other.listens:
                scope.instance.kill(other)


def _up_to_transaction(token: Token) -> list[InnerScope]:
    """The scopes around a cancel end event, the innermost first; the check at deploy sees that one is a transaction."""
    scopes: list[InnerScope] = []
    scope = token.scope
    while isinstance(scope, InnerScope):
        scopes.append(scope)
        if isinstance(scope.host.element, Transaction):
            return scopes
        scope = scope.host.scope
    raise AssertionError("a cancel end event stands in a transaction")
