"""Random diagrams without any block structure, for Hypothesis: elements with flows from anywhere to anywhere.

Flows that lead back end at something that waits, so no step is without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.engine.bpmn.drawing import diagram, flow, process, start
from tests.engine.bpmn.graph_kinds import LIVELY, Kind

OPEN = st.booleans()
VALUES = st.integers(0, 2)


@dataclass(frozen=True)
class Arc:
    """A sequence flow. condition: whether it is open, or the value of x for which it is; None: no condition."""

    id: str
    source: str
    target: str
    condition: bool | int | None = None
    default: bool = False


@dataclass(frozen=True)
class Graph:
    """A process. nodes: their kinds, by id; the first is where it starts."""

    nodes: Mapping[str, str]
    arcs: tuple[Arc, ...]

    def leaving(self, node: str) -> list[Arc]:
        return [arc for arc in self.arcs if arc.source == node]

    def entering(self, node: str) -> list[Arc]:
        return [arc for arc in self.arcs if arc.target == node]

    @property
    def bpmn(self) -> bytes:
        """As a diagram."""
        drawn = "".join(LIVELY[kind].xml.replace("#", name) for name, kind in self.nodes.items())
        for arc in self.arcs:
            if arc.default:
                drawn = drawn.replace(f'Gateway id="{arc.source}"', f'Gateway id="{arc.source}" default="{arc.id}"')
        flows = "".join(flow(arc.source, arc.target, _condition(arc), id=arc.id) for arc in self.arcs)
        return diagram(process(start(), drawn, flows, flow("start", next(iter(self.nodes)))))


def _condition(arc: Arc) -> str:
    if arc.condition is None:
        return ""
    if isinstance(arc.condition, bool):
        return f"={str(arc.condition).lower()}"
    return f"=x = {arc.condition}"


@st.composite
def graphs(draw: st.DrawFn, kinds: Mapping[str, Kind], conditions: st.SearchStrategy[bool | int]) -> Graph:
    """kinds: of what the nodes are; conditions: of flows that leave gateways by choice."""
    nodes = {"n0": draw(st.sampled_from([name for name, kind in kinds.items() if kind.exits]))}
    pairs = []
    for number in range(1, draw(st.integers(2, 9))):
        pairs.append((draw(st.sampled_from(_exits(nodes))), f"n{number}"))
        nodes[f"n{number}"] = draw(st.sampled_from(list(kinds)))
    for _ in range(draw(st.integers(0, 4))):
        source = draw(st.sampled_from(_exits(nodes)))
        if targets := [name for name in nodes if _may_enter(name, nodes, source)]:
            pairs.append((source, draw(st.sampled_from(targets))))
    arcs = [arc for source in _exits(nodes) for arc in _arcs(draw, source, nodes, pairs, conditions)]
    return Graph(nodes, tuple(arcs))


def _exits(nodes: Mapping[str, str]) -> list[str]:
    return [way.replace("#", name) for name, kind in nodes.items() for way in LIVELY[kind].exits]


def _may_enter(name: str, nodes: Mapping[str, str], source: str) -> bool:
    """Forwards whatever may be entered twice, backwards only what waits."""
    order = list(nodes)
    forwards = order.index(name) > order.index(source.partition("_")[0])
    return LIVELY[nodes[name]].joins if forwards else LIVELY[nodes[name]].waits


def _arcs(
    draw: st.DrawFn,
    source: str,
    nodes: Mapping[str, str],
    pairs: list[tuple[str, str]],
    conditions: st.SearchStrategy[bool | int],
) -> list[Arc]:
    targets = [target for leaves, target in pairs if leaves == source]
    chooses = len(targets) > 1 and source in nodes and LIVELY[nodes[source]].chooses
    return [
        Arc(
            f"{source}-{number}",
            source,
            target,
            draw(conditions) if chooses and number else None,
            default=chooses and not number,
        )
        for number, target in enumerate(targets)
    ]
