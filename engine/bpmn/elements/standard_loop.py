"""Standard loop: the activity again and again, one round at a time (BPMN 2.0 §10.3.8, §13.3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.elements.loop import COUNTER, LoopMarker
from engine.bpmn.elements.multi_instance import Container, Progress

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class StandardLoop(Container):
    """A container with at most one instance. Its condition sees what the rounds have made of the variables, and
    loopCounter: how many there have been."""

    @property
    def marker(self) -> LoopMarker:
        """What the diagram says of it."""
        assert isinstance(self.definition.loop, LoopMarker)
        return self.definition.loop

    def act(self, token: Token) -> bool:
        token.progress = Progress(0, 0, [], [], token.variables)
        if self.marker.test_before and not self._holds(token):
            token.progress = None
            return True
        token.scope.instance.guard(token)
        self.begin_instance(token, {COUNTER: 1}, 0)
        return False

    def instance_left(self, token: Token, instance: Token) -> None:
        """Another round, or the activity is done."""
        progress = token.progress
        assert progress is not None
        progress.done += 1
        token.variables = progress.merged = instance.variables
        if progress.done != self.marker.maximum and self._holds(token):
            self.begin_instance(token, {COUNTER: progress.done + 1}, progress.done)
            return
        token.progress = None
        token.complete()

    def _holds(self, token: Token) -> bool:
        condition, progress = self.marker.condition, token.progress
        assert progress is not None
        if condition is None:
            return True
        seen = {**token.view, COUNTER: progress.done}
        return token.scope.instance.environment.holds(self.id, condition, seen)
