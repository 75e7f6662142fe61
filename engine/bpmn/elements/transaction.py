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
        home = token.scope
        spared = {token.id}
        while isinstance(home, InnerScope):
            self._end_others(home, spared)
            if isinstance(home.host.element, Transaction):
                break
            spared.add(home.host.id)
            home = home.host.scope
        if self.begin(token, home, None, cancels=True):
            self.finish(token, cancels=True)
        return False

    def finish(self, token: Token, *, cancels: bool) -> None:
        instance = token.scope.instance
        instance.passed.append(self.id)
        home: Scope = token.scope
        while isinstance(home, InnerScope) and not isinstance(home.host.element, Transaction):
            home = home.host.scope
        assert isinstance(home, InnerScope), "the check at deploy lets cancel end events stand in transactions alone"
        variables = token.variables
        for other in home.tokens():
            instance.kill(other)
        home.ended = None
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

    def _end_others(self, scope: Scope, spared: set[UUID]) -> None:
        for other in scope.tokens():
            if other.id not in spared and not other.listens:
                scope.instance.kill(other)
