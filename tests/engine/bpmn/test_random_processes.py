"""Random block-structured processes against an answer that is worked out beside them: which tasks run how often, that
nothing written is lost, and that the case ends exactly when the last task is done."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.engine.bpmn.drawing import (
    boundary,
    chain,
    diagram,
    duration,
    end,
    flow,
    gateway,
    process,
    script,
    start,
    sub,
    throw,
    user,
)
from tests.engine.bpmn.driving import case


@dataclass
class Block:
    """A piece of process with one way in and one way out; runs: how often each task in it runs."""

    xml: str
    first: str
    last: str
    runs: Counter[str]


class Blocks:
    """Draws blocks inside blocks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.left_behind: set[str] = set()

    def draw(self, depth: int) -> Block:
        self.count += 1
        kinds = ["task", "task", "row", "both", "one", "some", "loop", "inner", "guarded", "late"]
        kind = self.random.choice(kinds) if depth else "task"
        draw: Block = getattr(self, kind)(self.count, depth - 1)
        return draw

    def task(self, n: int, depth: int) -> Block:
        return Block(user(f"t{n}"), f"t{n}", f"t{n}", Counter({f"t{n}": 1}))

    def row(self, n: int, depth: int) -> Block:
        a, b = self.draw(depth), self.draw(depth)
        return Block(a.xml + b.xml + chain(a.last, b.first), a.first, b.last, a.runs + b.runs)

    def both(self, n: int, depth: int) -> Block:
        branches = [self.draw(depth) for _ in range(self.random.randint(2, 3))]
        return self.gates(n, "parallel", branches, [None] * len(branches), range(len(branches)))

    def one(self, n: int, depth: int) -> Block:
        branches = [self.draw(depth) for _ in range(self.random.randint(2, 3))]
        taken = self.random.randrange(len(branches))
        return self.gates(n, "exclusive", branches, [i == taken for i in range(len(branches))], [taken])

    def some(self, n: int, depth: int) -> Block:
        branches = [self.draw(depth) for _ in range(self.random.randint(2, 3))]
        taken = [i for i in range(len(branches)) if self.random.random() < 0.5] or [0]
        return self.gates(n, "inclusive", branches, [i in taken for i in range(len(branches))], taken)

    def gates(self, n: int, kind: str, branches: list[Block], holds: list[bool | None], taken: object) -> Block:
        xml, runs = gateway(kind, f"g{n}") + gateway(kind, f"j{n}"), Counter[str]()
        for i, (branch, condition) in enumerate(zip(branches, holds, strict=True)):
            xml += branch.xml + flow(
                f"g{n}", branch.first, "" if condition is None else f"=1 = {1 if condition else 2}"
            )
            xml += chain(branch.last, f"j{n}")
            runs += branch.runs if i in taken else Counter()  # type: ignore[operator]
        return Block(xml, f"g{n}", f"j{n}", runs)

    def loop(self, n: int, depth: int) -> Block:
        body, rounds = self.draw(depth), self.random.randint(1, 3)
        xml = script(f"r{n}", f"v{n}", "=0") + gateway("exclusive", f"m{n}") + body.xml
        xml += script(f"s{n}", f"v{n}", f"=v{n} + 1") + gateway("exclusive", f"x{n}") + throw(f"o{n}")
        xml += chain(f"r{n}", f"m{n}", body.first) + chain(body.last, f"s{n}", f"x{n}")
        xml += flow(f"x{n}", f"m{n}", f"=v{n} < {rounds}") + flow(f"x{n}", f"o{n}", f"=v{n} >= {rounds}")
        return Block(xml, f"r{n}", f"o{n}", Counter({task: count * rounds for task, count in body.runs.items()}))

    def inner(self, n: int, depth: int) -> Block:
        body = self.draw(depth)
        xml = sub(
            f"s{n}", start(f"i{n}"), body.xml, end(f"e{n}"), chain(f"i{n}", body.first), chain(body.last, f"e{n}")
        )
        return Block(xml, f"s{n}", f"s{n}", body.runs)

    def guarded(self, n: int, depth: int) -> Block:
        """A sub-process whose timer never comes."""
        body = self.inner(n, depth)
        return Block(body.xml + boundary(f"b{n}", f"s{n}", duration("P9Y")), body.first, body.last, body.runs)

    def late(self, n: int, depth: int) -> Block:
        """An inclusive join that waits exactly for what can still come."""
        a, b, skipped = self.draw(depth), self.draw(depth), self.random.random() < 0.5
        xml = (
            gateway("parallel", f"g{n}") + gateway("exclusive", f"x{n}") + gateway("inclusive", f"j{n}") + user(f"t{n}")
        )
        xml += (
            end(f"z{n}")
            + a.xml
            + b.xml
            + chain(f"g{n}", a.first)
            + chain(a.last, f"j{n}")
            + chain(f"g{n}", f"t{n}", f"x{n}")
        )
        xml += flow(f"x{n}", b.first, f"={str(not skipped).lower()}") + flow(
            f"x{n}", f"z{n}", f"={str(skipped).lower()}"
        )
        if skipped:
            self.left_behind.add(f"done_t{n}")
        runs = a.runs + Counter({f"t{n}": 1}) + (Counter() if skipped else b.runs)
        return Block(xml + chain(b.last, f"j{n}"), f"g{n}", f"j{n}", runs)


@pytest.mark.parametrize("seed", range(200))
def test_random_process(seed: int) -> None:
    blocks = Blocks(seed)
    body = blocks.draw(4)
    bpmn = diagram(process(start(), body.xml, end(), chain("start", body.first), chain(body.last, "end")))
    found, ran = case(bpmn), Counter[str]()
    while found.open:
        task = blocks.random.choice(found.open)
        ran[task] += 1
        assert sum(ran.values()) <= sum(body.runs.values())
        found.complete(task, **{f"done_{task}": ran[task]})
    assert (found.status, ran) == ("completed", body.runs)
    # Round a loop, a branch that ended before wrote the same name, and the present one could not know of it.
    assert {name for names in found.conflicts for name in names} <= blocks.left_behind
    assert {name: n for name, n in found.variables.items() if name.startswith("done_")} == {
        f"done_{task}": n for task, n in body.runs.items()
    }
