"""Processes that can never end, whatever is chosen: a parallel gateway waits for a token that nothing can bring.

The token game is played on the drawing, one token at a time: the order in which independent tokens move changes
nothing. What depends on values or on the world outside is taken to go any way, so only what is certain is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import ACTIVITIES, Node, bpmn, child, event_definitions, flow_nodes, kind
from engine.errors import Problem

STATES = 2_000  # looked at per start; what has more is let pass
LEAVING = frozenset({"terminate", "error", "cancel"})  # whose end event takes the other tokens with it, or may
Places = tuple[str, ...]  # ids of flows that hold a token, and of activities that have begun


def deadlocks(checked: Checked) -> Iterator[Problem]:
    """Every process can end, or go on for ever."""
    for scope in checked.scopes():
        if kind(scope) == "process" and not any(node.get("triggeredByEvent") == "true" for node in flow_nodes(scope)):
            yield from _Game(scope).problems()


class _Game:
    """The tokens of one process."""

    def __init__(self, scope: Node) -> None:
        self.nodes = {node.get("id", ""): node for node in flow_nodes(scope)}
        self.flows = {flow.get("id", ""): flow for flow in scope.iterfind(bpmn("sequenceFlow"))}
        self.outgoing: dict[str, list[str]] = {name: [] for name in self.nodes}
        self.incoming: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, flow in self.flows.items():
            self.outgoing.setdefault(flow.get("sourceRef", ""), []).append(name)
            self.incoming.setdefault(flow.get("targetRef", ""), []).append(name)
        self.beside: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if kind(node) == "boundaryEvent":
                self.beside.setdefault(node.get("attachedToRef", ""), []).append(node)

    def problems(self) -> Iterator[Problem]:
        for name, node in self.nodes.items():
            if kind(node) == "startEvent":
                stuck = self._stuck(tuple(sorted(self.outgoing[name])))
                for join in sorted(stuck):
                    yield Problem(
                        join,
                        "The gateway waits for ever: whatever is chosen before it, some flow into it stays empty.",
                        "Draw an exclusive or inclusive gateway where the branches meet.",
                    )
                if stuck:
                    return

    def _stuck(self, start: Places) -> set[str]:
        """The gateways at which tokens are left in every possible run; nothing when a run may end or go on."""
        found: set[str] = set()
        seen: set[Places] = set()
        path: list[tuple[Places, Iterator[Places]]] = [(start, self._next(start))]
        while path:
            _, following = path[-1]
            after = next(following, None)
            if after is None:
                path.pop()
            elif not after or any(after == earlier for earlier, _ in path) or len(seen) > STATES:
                return set()
            elif after not in seen:
                seen.add(after)
                waiting = self._waiting(after)
                found |= waiting
                path.append((after, iter(()) if waiting else self._next(after)))
        return found

    def _waiting(self, state: Places) -> set[str]:
        """The joins that hold all tokens there are; nothing while one can move."""
        if any(self._ways(place, state) for place in dict.fromkeys(state)):
            return set()
        return {self.flows[place].get("targetRef", "") for place in state}

    def _next(self, state: Places) -> Iterator[Places]:
        for place in dict.fromkeys(state):
            ways = self._ways(place, state)
            if ways:
                for taken, put in ways:
                    left = list(state)
                    for each in taken:
                        left.remove(each)
                    yield tuple(sorted((*left, *put)))
                return

    def _ways(self, place: str, state: Places) -> list[tuple[list[str], list[str]]]:
        """What may happen to the token at a place: the places it takes tokens from, and those it puts them at."""
        if place in self.nodes:
            return self._from_activity(place)
        name = self.flows[place].get("targetRef", "")
        node, leaving = self.nodes.get(name), self.outgoing.get(name, [])
        if node is None:
            return [([place], [])]
        if kind(node) in ACTIVITIES:
            return [([place], [name])]
        if kind(node) == "parallelGateway":
            entering = self.incoming[name]
            return [(entering, leaving)] if set(entering) <= set(state) else []
        if kind(node) in ("exclusiveGateway", "eventBasedGateway"):
            return [([place], [flow]) for flow in leaving] or [([place], [])]
        if kind(node) in ("inclusiveGateway", "complexGateway"):
            return [([place], []), *(([place], chosen) for chosen in _some(leaving))]
        if any(kind(each).removesuffix("EventDefinition") in LEAVING for each in event_definitions(node)):
            return [(list(state), [])]
        return [([place], leaving)]

    def _from_activity(self, name: str) -> list[tuple[list[str], list[str]]]:
        node, leaving = self.nodes[name], self.outgoing[name]
        conditions = (child(self.flows[flow], "conditionExpression") for flow in leaving)
        chooses = node.get("default") or any(condition is not None for condition in conditions)
        ways = [([name], chosen) for chosen in (_some(leaving) if chooses else [leaving])]
        for event in self.beside.get(name, ()):
            flows = self.outgoing[event.get("id", "")]
            ways.append(([name], flows))
            if event.get("cancelActivity") == "false":
                ways.append(([name], [name, *flows]))
        return ways


def _some(flows: list[str]) -> list[list[str]]:
    return [list(chosen) for chosen in chain.from_iterable(combinations(flows, n) for n in range(1, len(flows) + 1))]
