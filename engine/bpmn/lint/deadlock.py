"""Processes that can never end, whatever is chosen: a parallel gateway waits for a token that nothing can bring.

The token game is played on the drawing, one token at a time: the order in which independent tokens move changes
nothing. What depends on values or on the world outside is taken to go any way, so only what is certain is refused, and
what would take too long to look at is let pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, combinations

from engine.bpmn.lint.rule import Checked
from engine.bpmn.lint.structure import stands_apart
from engine.bpmn.vocabulary import ACTIVITIES, LINK, Node, bpmn, child, event_definitions, flow_nodes, kind
from engine.errors import Problem

WORK = 500_000  # places looked at per file
CHOICES = 8  # flows of which any number may be taken; one more doubles the ways
LEAVING = frozenset({"terminate", "error", "cancel"})  # whose end event takes the other tokens with it, or may
INTO = "#into."  # before an element's id: a flow that nobody has drawn
Places = tuple[str, ...]  # ids of flows that hold a token, and of activities that have begun
Way = tuple[list[str] | None, list[str]]


def deadlocks(checked: Checked) -> Iterator[Problem]:
    """Every process can end, or go on for ever."""
    effort = _Effort()
    for scope in checked.scopes():
        if kind(scope) == "process" and not any(node.get("triggeredByEvent") == "true" for node in flow_nodes(scope)):
            try:
                yield from _Game(scope, effort).problems()
            except _TooMuch:
                continue


class _TooMuch(Exception):
    """A process has too many ways to look at them all."""


class _Effort:
    """What may still be looked at in a file."""

    def __init__(self) -> None:
        self.left = WORK

    def spend(self, places: int) -> None:
        self.left -= places
        if self.left < 0:
            raise _TooMuch


class _Game:
    """The tokens of one process."""

    def __init__(self, scope: Node, effort: _Effort) -> None:
        self.effort = effort
        self.nodes = {node.get("id", ""): node for node in flow_nodes(scope)}
        self.flows = {flow.get("id", ""): flow for flow in scope.iterfind(bpmn("sequenceFlow"))}
        self.targets = {name: flow.get("targetRef", "") for name, flow in self.flows.items()}
        self.outgoing: dict[str, list[str]] = {name: [] for name in self.nodes}
        self.incoming: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, flow in self.flows.items():
            self.outgoing.setdefault(flow.get("sourceRef", ""), []).append(name)
            self.incoming.setdefault(self.targets[name], []).append(name)
        # What no flow enters begins with the case, as if a flow from the start led there.
        self.loose = [INTO + name for name, node in self.nodes.items() if self._is_loose(name, node)]
        self.targets.update((name, name.removeprefix(INTO)) for name in self.loose)
        self.beside: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if kind(node) == "boundaryEvent":
                self.beside.setdefault(node.get("attachedToRef", ""), []).append(node)

    def problems(self) -> Iterator[Problem]:
        """Only what is stuck wherever the process is started."""
        starts = [name for name, node in self.nodes.items() if kind(node) == "startEvent"]
        stuck = [self._stuck(tuple(sorted((*self.outgoing[name], *self.loose)))) for name in starts]
        for join in sorted(stuck[0]) if stuck and all(stuck) else ():
            yield Problem(
                join,
                "The gateway waits for ever: whatever is chosen before it, some flow into it stays empty.",
                "Draw an exclusive or inclusive gateway where the branches meet.",
            )

    def _is_loose(self, name: str, node: Node) -> bool:
        return not (
            self.incoming[name] or kind(node) in ("startEvent", "boundaryEvent") or node.get(LINK) or stands_apart(node)
        )

    def _stuck(self, start: Places) -> set[str]:
        """The gateways at which tokens are left in every possible run; nothing when a run may end or go on."""
        found: set[str] = set()
        seen: set[Places] = set()
        path: list[tuple[Places, Iterator[Places]]] = [(start, self._next(start))]
        on_path = {start}
        while path:
            after = next(path[-1][1], None)
            if after is None:
                on_path.discard(path.pop()[0])
            elif not after or after in on_path:
                return set()
            elif after not in seen:
                seen.add(after)
                waiting = self._waiting(after)
                found |= waiting
                path.append((after, iter(()) if waiting else self._next(after)))
                on_path.add(after)
        return found

    def _waiting(self, state: Places) -> set[str]:
        """The joins that hold all tokens there are; nothing while one can move."""
        held = frozenset(state)
        if any(self._ways(place, held) for place in held):
            return set()
        return {self.targets[place] for place in state}

    def _next(self, state: Places) -> Iterator[Places]:
        held = frozenset(state)
        for place in dict.fromkeys(state):
            ways = self._ways(place, held)
            if ways:
                for taken, put in ways:
                    self.effort.spend(len(state) + len(put))
                    if taken is None:
                        yield tuple(put)
                        continue
                    left = Counter(state)
                    left.subtract(taken)
                    yield tuple(sorted((*left.elements(), *put)))
                return

    def _ways(self, place: str, held: frozenset[str]) -> list[Way]:
        """What may happen to the token at a place that is one of those held: the places it takes tokens from (None:
        from all), and those it puts them at."""
        if place in self.nodes:
            return self._from_activity(place)
        name = self.targets[place]
        node, leaving = self.nodes.get(name), self.outgoing.get(name, [])
        if node is None:
            return [([place], [])]
        if kind(node) in ACTIVITIES:
            return [([place], [name])]
        if kind(node) == "parallelGateway":
            entering = self.incoming[name] or [place]
            self.effort.spend(len(entering))
            return [(entering, leaving)] if held.issuperset(entering) else []
        if kind(node) in ("exclusiveGateway", "eventBasedGateway"):
            return [([place], [flow]) for flow in leaving] or [([place], [])]
        if kind(node) in ("inclusiveGateway", "complexGateway"):
            return [([place], []), *(([place], chosen) for chosen in _some(leaving))]
        if any(kind(each).removesuffix("EventDefinition") in LEAVING for each in event_definitions(node)):
            return [(None, [])]
        return [([place], leaving)]

    def _from_activity(self, name: str) -> list[Way]:
        node, leaving = self.nodes[name], self.outgoing[name]
        conditions = (child(self.flows[flow], "conditionExpression") for flow in leaving)
        chooses = node.get("default") or any(condition is not None for condition in conditions)
        ways: list[Way] = [([name], chosen) for chosen in (_some(leaving) if chooses else [leaving])]
        for event in self.beside.get(name, ()):
            flows = self.outgoing[event.get("id", "")]
            ways.append(([name], flows))
            if event.get("cancelActivity") == "false":
                ways.append(([name], [name, *flows]))
        return ways


def _some(flows: list[str]) -> list[list[str]]:
    if len(flows) > CHOICES:
        raise _TooMuch
    return [list(chosen) for chosen in chain.from_iterable(combinations(flows, n) for n in range(1, len(flows) + 1))]
