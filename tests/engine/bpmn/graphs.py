"""Random diagrams without any block structure, for Hypothesis: elements with flows from anywhere to anywhere.

Flows that lead back end at something that waits, so no step is without end.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.engine.bpmn.drawing import (
    TERMINATE,
    boundary,
    catch,
    chain,
    cycle,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    flow,
    gateway,
    process,
    script,
    start,
    sub,
    user,
)

PLAIN = ("user", "user", "task", "parallel", "exclusive", "choice", "end", "terminate")
LIVELY = (*PLAIN, "inclusive", "script", "cut_short", "reminded", "timer", "each", "inner", "fails")
WAITING = ("user", "cut_short", "reminded", "timer", "each", "inner")
GUARDED = ("cut_short", "reminded", "inner")  # those with a boundary event, whose id is theirs and _b
ENDS = ("end", "terminate", "fails")  # no flow leaves them
CHOOSING = ("exclusive", "inclusive", "choice")
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

    nodes: dict[str, str]
    arcs: tuple[Arc, ...]

    def leaving(self, node: str) -> list[Arc]:
        return [arc for arc in self.arcs if arc.source == node]

    def entering(self, node: str) -> list[Arc]:
        return [arc for arc in self.arcs if arc.target == node]

    @property
    def bpmn(self) -> bytes:
        """As a diagram."""
        defaults = {arc.source: arc.id for arc in self.arcs if arc.default}
        drawn = "".join(_node(name, kind, defaults.get(name)) for name, kind in self.nodes.items())
        flows = "".join(flow(arc.source, arc.target, _condition(arc), id=arc.id) for arc in self.arcs)
        return diagram(process(start(), drawn, flows, flow("start", next(iter(self.nodes)))))


def _condition(arc: Arc) -> str:
    if arc.condition is None:
        return ""
    if isinstance(arc.condition, bool):
        return f"={str(arc.condition).lower()}"
    return f"=x = {arc.condition}"


def _node(name: str, kind: str, default: str | None) -> str:
    more = {"default": default} if default else {}
    match kind:
        case "parallel" | "exclusive" | "inclusive":
            return gateway(kind, name, **more)
        case "choice":
            return gateway("inclusive", name, **more)
        case "end" | "terminate" | "fails":
            return end(name, {"end": "", "terminate": TERMINATE, "fails": error("e1")}[kind])
        case "task":
            return element("task", name)
        case "script":
            return script(name, "x", "=if x = null then 0 else modulo(x + 1, 3)")
        case "timer":
            return catch(name, duration("PT1H"))
        case "each":
            return user(name, each("=[1, 2]", "item", f"all_{name}", "=x"))
        case "inner":
            return _sub_process(name) + boundary(f"{name}_b", name, error("e2"))
        case "cut_short":
            return user(name) + boundary(f"{name}_b", name, duration("PT1H"))
        case "reminded":
            return user(name) + boundary(f"{name}_b", name, cycle("R2/PT1H"), interrupting=False)
        case _:
            return user(name)


def _sub_process(name: str) -> str:
    """With a task in it, and an error when x is then 2."""
    task, which, fails, out = (f"{name}_{part}" for part in ("task", "which", "fails", "out"))
    nodes = start(f"{name}_in") + user(task) + gateway("exclusive", which, default=f"{name}_d") + end(out)
    ways = chain(f"{name}_in", task, which) + flow(which, fails, "=x = 2") + flow(which, out, id=f"{name}_d")
    return sub(name, nodes, end(fails, error("e2")), ways)


@st.composite
def graphs(draw: st.DrawFn, kinds: tuple[str, ...], conditions: st.SearchStrategy[bool | int]) -> Graph:
    """kinds: of what the nodes are; conditions: of flows that leave gateways by choice."""
    nodes = {"n0": draw(st.sampled_from([kind for kind in kinds if kind not in ENDS]))}
    pairs = []
    for number in range(1, draw(st.integers(2, 10))):
        pairs.append((draw(st.sampled_from(_sources(nodes))), f"n{number}"))
        nodes[f"n{number}"] = draw(st.sampled_from(kinds))
    for _ in range(draw(st.integers(0, 6))):
        source = draw(st.sampled_from(_sources(nodes)))
        targets = [name for name in nodes if _may_enter(name, nodes, source)]
        pairs += [(source, target) for target in targets and [draw(st.sampled_from(targets))]]
    return Graph(
        nodes, tuple(arc for source in _sources(nodes) for arc in _arcs(draw, source, nodes, pairs, conditions))
    )


def _sources(nodes: dict[str, str]) -> list[str]:
    leaving = [name for name, kind in nodes.items() if kind not in ENDS]
    return leaving + [f"{name}_b" for name, kind in nodes.items() if kind in GUARDED]


def _may_enter(name: str, nodes: dict[str, str], source: str) -> bool:
    """Forwards anything but a choice, which is to be no join; backwards only what waits."""
    order = list(nodes)
    forwards = order.index(name) > order.index(source.removesuffix("_b"))
    return nodes[name] in WAITING or (forwards and nodes[name] != "choice")


def _arcs(
    draw: st.DrawFn,
    source: str,
    nodes: dict[str, str],
    pairs: list[tuple[str, str]],
    conditions: st.SearchStrategy[bool | int],
) -> list[Arc]:
    targets = [target for leaves, target in pairs if leaves == source]
    chooses = nodes.get(source) in CHOOSING and len(targets) > 1
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
