"""Multi-instance: a container that holds one token of the activity per item, all at once or one after another.

Parallel call activities do without: there one token waits for all instances (engine.bpmn.elements.call_activity).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.loop import COUNTS, Loop
from engine.bpmn.variables import Variables, merge

if TYPE_CHECKING:
    from engine.bpmn.token import Token

EACH = "#each"  # no id can contain '#', so the names of our own specs never meet those of elements


@dataclass(slots=True)
class Progress:
    """How far a multi-instance activity has come. rest: items that have not begun, when they run one after another;
    merged: what the finished instances have made of the variables."""

    total: int
    done: int
    results: list[Any]
    rest: list[dict[str, Any]]
    merged: Variables


class MultiInstance(Element):
    """The container stands at the activity's own name; its instances at that name and EACH."""

    definition: ActivityDefinition

    @property
    def loop(self) -> Loop:
        """The marker."""
        assert self.definition.loop is not None
        return self.definition.loop

    def act(self, token: Token) -> bool:
        items = self.loop.items(token)
        results = [None] * len(items) if self.loop.output_collection else []
        token.progress = Progress(len(items), 0, results, [], token.variables)
        if not items:
            self._conclude(token)
            return True
        token.scope.instance.guard(token)
        if self.loop.sequential:
            items, token.progress.rest = items[:1], items[1:]
        for index, item in enumerate(items):
            self._begin(token, item, index)
        return False

    def instance_left(self, token: Token, instance: Token) -> None:
        """One instance is done. Its results join the others'; the activity ends with the last one, or earlier when
        its completion condition holds."""
        loop, progress = self.loop, token.progress
        assert progress is not None
        progress.done += 1
        if loop.output_collection is not None:
            progress.results[instance.index] = loop.result_of(instance, instance.outcome)
        if loop.output_collection is None or self.definition.outputs:
            conflicts: list[str] = []
            progress.merged = merge(token.variables, progress.merged, instance.variables, conflicts)
            token.scope.instance.report_conflicts(self.id, conflicts)
        if progress.done == progress.total or self._is_enough(token, instance):
            for other in token.scope.instances_of(token):
                token.scope.instance.kill(other)
            self._conclude(token)
            token.complete()
        elif progress.rest:
            # The next one sees what those before it have made, as in a plain sequence.
            token.variables = progress.merged
            self._begin(token, progress.rest.pop(0), progress.done)

    def _begin(self, token: Token, item: dict[str, Any], index: int) -> None:
        scope = token.scope
        each = scope.spec.task_specs[self.name + EACH]
        scope.instance.spawn(scope, each, token.variables, container=token.id, index=index, local=item)

    def _is_enough(self, token: Token, instance: Token) -> bool:
        condition, progress = self.loop.condition, token.progress
        if condition is None or progress is None:
            return False
        active = len(token.scope.instances_of(token))
        counts = dict(zip(COUNTS, (progress.total, active, progress.done, 0), strict=True))
        return token.scope.instance.environment.holds(self.id, condition, {**instance.outcome, **counts})

    def _conclude(self, token: Token) -> None:
        progress = token.progress
        assert progress is not None
        token.variables = progress.merged
        if self.loop.output_collection is not None:
            token.variables = {**token.variables, self.loop.output_collection: progress.results}
        token.progress = None
