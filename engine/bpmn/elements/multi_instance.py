"""Multi-instance: a container that holds one token of the activity per item, all at once or one after another.

Parallel call activities that wait for all they call do without: there one token waits for all instances
(engine.bpmn.elements.call_activity).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.loop import COUNTS, SHORT_COUNTS, MultiInstanceMarker
from engine.bpmn.variables import Variables, merge

if TYPE_CHECKING:
    from engine.bpmn.token import Token

EACH = "#each"  # no id can contain '#', so the names of our own specs never meet those of elements


@dataclass(slots=True)
class Progress:
    """How far an activity with a marker has come. total: its instances, 0 when that is not known; rest: items of
    those that have not begun, when they run one after another; merged: what the finished instances have made of the
    variables."""

    total: int
    done: int
    results: list[Any]
    rest: list[Any]
    merged: Variables


class Container(Element):
    """Stands at the activity's own name; its instances stand at that name and EACH."""

    definition: ActivityDefinition

    def instance_left(self, token: Token, instance: Token) -> None:
        """One instance is done. token: the container's."""
        raise NotImplementedError

    def begin_instance(self, token: Token, local: dict[str, Any], index: int) -> None:
        """Put a token at the activity itself."""
        scope = token.scope
        each = scope.spec.task_specs[self.name + EACH]
        scope.instance.spawn(scope, each, token.variables, container=token.id, index=index, local=local)


class MultiInstance(Container):
    """An instance per item."""

    @property
    def marker(self) -> MultiInstanceMarker:
        """What the diagram says of it."""
        assert isinstance(self.definition.loop, MultiInstanceMarker)
        return self.definition.loop

    def act(self, token: Token) -> bool:
        marker = self.marker
        items = marker.items(token)
        results = [None] * len(items) if marker.output_collection else []
        token.progress = Progress(len(items), 0, results, [], token.variables)
        if not items:
            self._conclude(token)
            return True
        token.scope.instance.guard(token)
        if marker.sequential:
            # Those that have no item of their own are known by their number.
            token.progress.rest = list(items[1:]) if marker.element else []
            items = items[:1]
        for index, item in enumerate(items):
            self.begin_instance(token, marker.local(item, index + 1), index)
        return False

    def instance_left(self, token: Token, instance: Token) -> None:
        """Its results join the others'; the activity ends with the last one, or earlier when its completion condition
        holds."""
        marker, progress = self.marker, token.progress
        assert progress is not None
        progress.done += 1
        if marker.output_collection is not None:
            progress.results[instance.index] = marker.result_of(instance, instance.outcome)
        if marker.output_collection is None or self.definition.outputs:
            conflicts: list[str] = []
            progress.merged = merge(token.variables, progress.merged, instance.variables, conflicts)
            token.scope.instance.report_conflicts(self.id, conflicts)
        if progress.done == progress.total or self._is_enough(token, instance):
            for other in token.scope.instances_of(token):
                token.scope.instance.kill(other)
            self._conclude(token)
            token.complete()
        elif marker.sequential:
            # The next one sees what those before it have made, as in a plain sequence.
            token.variables = progress.merged
            item = progress.rest.pop(0) if progress.rest else None
            self.begin_instance(token, marker.local(item, progress.done + 1), progress.done)

    def _is_enough(self, token: Token, instance: Token) -> bool:
        condition, progress = self.marker.condition, token.progress
        if condition is None or progress is None:
            return False
        active = 0 if self.marker.sequential else progress.total - progress.done
        values = (progress.total, active, progress.done, 0)
        counts = dict(zip((*COUNTS, *SHORT_COUNTS), (*values, *values[:3]), strict=True))
        return token.scope.instance.environment.holds(self.id, condition, {**instance.outcome, **counts})

    def _conclude(self, token: Token) -> None:
        progress = token.progress
        assert progress is not None
        token.variables = progress.merged
        if self.marker.output_collection is not None:
            token.variables = {**token.variables, self.marker.output_collection: progress.results}
        token.progress = None
