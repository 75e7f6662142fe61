"""The token game of BPMN 2.0 (§13.2, §13.3) for diagrams of tasks, exclusive and parallel gateways, forks by choice and
ends, in as few words as possible: what the kernel does is held against it.

Conditions are constants, so nothing depends on the order in which tokens move.
"""

from __future__ import annotations

from collections import Counter

from tests.engine.bpmn.graphs import Arc, Graph


class TokenGame:
    """waiting: how many tokens stand at each user task; queued: at parallel joins, by the flow they came by."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.waiting: Counter[str] = Counter()
        self.queued: Counter[Arc] = Counter()
        self._terminated = False
        self._enter(Arc("", "start", next(iter(graph.nodes))))

    @property
    def stuck(self) -> set[str]:
        """Joins at which tokens wait for others that can no longer come."""
        return {arc.target for arc in self.queued} if not self.waiting else set()

    def complete(self, task: str) -> None:
        """A user task is done."""
        self.waiting -= Counter([task])
        self._leave(task)

    def _enter(self, arc: Arc) -> None:
        node = arc.target
        if self._terminated:
            return
        match self.graph.nodes[node]:
            case "user":
                self.waiting[node] += 1
            case "terminate":
                self._terminated = True
                self.waiting.clear()
                self.queued.clear()
            case "parallel":
                self.queued[arc] += 1
                entering = self.graph.entering(node) or [arc]
                if all(self.queued[each] for each in entering):
                    self.queued -= Counter(entering)
                    self._leave(node)
            case _:
                self._leave(node)

    def _leave(self, node: str) -> None:
        leaving = self.graph.leaving(node)
        if any(arc.default for arc in leaving):
            held = [arc for arc in leaving if arc.condition] or [arc for arc in leaving if arc.default]
            leaving = held[:1] if self.graph.nodes[node] == "exclusive" else held
        for arc in leaving:
            self._enter(arc)
