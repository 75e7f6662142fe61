"""Random processes made of blocks inside blocks, and what must happen in each, worked out while it is drawn.

A block has one way in and one way out. What happens is decided beforehand: which branches are taken, how often loops
go round, which events come and which never do. When it happens is left to the walk, but for what a block says must
come before.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    duration,
    each,
    end,
    flow,
    gateway,
    process,
    script,
    service,
    start,
    sub,
    throw,
    user,
)

TASKS = ("task", "task", "again", "served", "called")
FLOW = ("row", "both", "one", "some", "loop", "inner", "guarded", "late", "every", "enough")


@dataclass
class Block:
    """first, last: where it is entered and left; does: how often each task in it is done and each event happens;
    leaves: variables that it sets, beside those by which tasks tell that they are done."""

    xml: str
    first: str
    last: str
    does: Counter[str]
    leaves: dict[str, Any] = field(default_factory=dict)


class Blocks:
    """Draws them. after: what must have happened, how often, each time before something else may; times: how often
    an event comes in each round, and what must have happened in the rounds before; told: tasks that
    set `done_…` to how often they have been done; left_behind: variables of branches that end before others, which
    those cannot know of; failing: tasks that end with an error."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.after: dict[str, Counter[str]] = {}
        self.times: dict[str, tuple[int, Counter[str]]] = {}
        self.told: set[str] = set()
        self.left_behind: set[str] = set()
        self.failing: set[str] = set()
        self.named: list[str] = []
        self._quiet = 0
        self._crowd = 0

    def whole(self, depth: int) -> tuple[bytes, Block]:
        """A diagram of one process, and what must happen in it."""
        body = self.draw(depth)
        flows = chain("start", body.first) + chain(body.last, "end")
        return diagram(process(start(), body.xml, end(), flows), *self.named), body

    def kinds(self) -> tuple[str, ...]:
        """What may be drawn where we are: several instances at once cannot be told apart by what happened when."""
        return TASKS + FLOW

    def draw(self, depth: int) -> Block:
        """A block with at most so many blocks inside each other."""
        self.count += 1
        kind = self.random.choice(self.kinds() if depth else TASKS)
        found: Block = getattr(self, kind)(self.count, depth - 1)
        return found

    def quietly(self, depth: int, *, crowd: bool = False) -> Block:
        """A block whose tasks set no variables; crowd: of which several run at once."""
        self._quiet, self._crowd = self._quiet + 1, self._crowd + crowd
        block = self.draw(depth)
        self._quiet, self._crowd = self._quiet - 1, self._crowd - crowd
        return block

    @property
    def in_a_crowd(self) -> bool:
        return self._crowd > 0

    def tell(self, *tasks: str) -> None:
        """Let these tasks say how often they have been done, unless nobody would hear it."""
        if not self._quiet:
            self.told.update(tasks)

    # --- tasks

    def task(self, n: int, depth: int) -> Block:
        self.tell(f"t{n}")
        return Block(user(f"t{n}"), f"t{n}", f"t{n}", Counter({f"t{n}": 1}))

    def served(self, n: int, depth: int) -> Block:
        """A service task."""
        self.tell(f"t{n}")
        return Block(service(f"t{n}"), f"t{n}", f"t{n}", Counter({f"t{n}": 1}))

    def called(self, n: int, depth: int) -> Block:
        """A call activity."""
        self.tell(f"t{n}")
        return Block(call(f"t{n}", "child"), f"t{n}", f"t{n}", Counter({f"t{n}": 1}))

    def again(self, n: int, depth: int) -> Block:
        """A task with a loop marker."""
        rounds = self.random.randint(1, 3)
        condition = f"<loopCondition>=loopCounter &lt; {rounds}</loopCondition>"
        self.tell(f"t{n}")
        drawn = user(f"t{n}", f"<standardLoopCharacteristics>{condition}</standardLoopCharacteristics>")
        return Block(drawn, f"t{n}", f"t{n}", Counter({f"t{n}": rounds}))

    # --- gateways

    def row(self, n: int, depth: int) -> Block:
        a, b = self.draw(depth), self.draw(depth)
        drawn = a.xml + b.xml + chain(a.last, b.first)
        return Block(drawn, a.first, b.last, a.does + b.does, a.leaves | b.leaves)

    def both(self, n: int, depth: int) -> Block:
        branches = self._branches(depth)
        return self._gates(n, "parallel", branches, [None] * len(branches), range(len(branches)))

    def one(self, n: int, depth: int) -> Block:
        branches = self._branches(depth)
        taken = self.random.randrange(len(branches))
        return self._gates(n, "exclusive", branches, [i == taken for i in range(len(branches))], [taken])

    def some(self, n: int, depth: int) -> Block:
        branches = self._branches(depth)
        taken = [i for i in range(len(branches)) if self.random.random() < 0.5] or [0]
        return self._gates(n, "inclusive", branches, [i in taken for i in range(len(branches))], taken)

    def _branches(self, depth: int) -> list[Block]:
        return [self.draw(depth) for _ in range(self.random.randint(2, 3))]

    def _gates(
        self, n: int, kind: str, branches: list[Block], holds: list[bool | None], taken: Container[int]
    ) -> Block:
        block = Block(gateway(kind, f"g{n}") + gateway(kind, f"j{n}"), f"g{n}", f"j{n}", Counter())
        for i, (branch, condition) in enumerate(zip(branches, holds, strict=True)):
            written = "" if condition is None else f"=1 = {1 if condition else 2}"
            block.xml += branch.xml + flow(f"g{n}", branch.first, written) + chain(branch.last, f"j{n}")
            if i in taken:
                block.does += branch.does
                block.leaves |= branch.leaves
        return block

    def loop(self, n: int, depth: int) -> Block:
        """A flow back."""
        body, rounds = self.draw(depth), self.random.randint(1, 3)
        xml = script(f"r{n}", f"v{n}", "=0") + gateway("exclusive", f"m{n}") + body.xml
        xml += script(f"s{n}", f"v{n}", f"=v{n} + 1") + gateway("exclusive", f"x{n}") + throw(f"o{n}")
        xml += chain(f"r{n}", f"m{n}", body.first) + chain(body.last, f"s{n}", f"x{n}")
        xml += flow(f"x{n}", f"m{n}", f"=v{n} < {rounds}") + flow(f"x{n}", f"o{n}", f"=v{n} >= {rounds}")
        return Block(xml, f"r{n}", f"o{n}", _times(body.does, rounds), body.leaves)

    def late(self, n: int, depth: int) -> Block:
        """An inclusive join that waits exactly for what can still come."""
        a, b, skipped = self.draw(depth), self.draw(depth), self.random.random() < 0.5
        gates = gateway("parallel", f"g{n}") + gateway("exclusive", f"x{n}") + gateway("inclusive", f"j{n}")
        xml = gates + user(f"t{n}") + end(f"z{n}") + a.xml + b.xml
        xml += chain(f"g{n}", a.first) + chain(a.last, f"j{n}") + chain(f"g{n}", f"t{n}", f"x{n}")
        xml += flow(f"x{n}", b.first, f"={str(not skipped).lower()}") + chain(b.last, f"j{n}")
        xml += flow(f"x{n}", f"z{n}", f"={str(skipped).lower()}")
        self.tell(f"t{n}")
        if skipped:
            self.left_behind.add(f"done_t{n}")
        taken = Block("", "", "", Counter()) if skipped else b
        does = a.does + Counter({f"t{n}": 1}) + taken.does
        return Block(xml, f"g{n}", f"j{n}", does, a.leaves | taken.leaves)

    # --- sub-processes

    def inner(self, n: int, depth: int) -> Block:
        body = self.draw(depth)
        return Block(self.around(f"s{n}", body), f"s{n}", f"s{n}", body.does, body.leaves)

    def guarded(self, n: int, depth: int) -> Block:
        """A sub-process whose timer never comes."""
        body = self.inner(n, depth)
        body.xml += boundary(f"b{n}", f"s{n}", duration("P9Y"))
        return body

    def around(self, id: str, body: Block, *inside: str) -> str:
        """A sub-process that holds a block."""
        flows = chain(f"{id}i", body.first) + chain(body.last, f"{id}e")
        return sub(id, start(f"{id}i"), body.xml, end(f"{id}e"), flows, *inside)

    # --- several instances

    def every(self, n: int, depth: int) -> Block:
        """A sub-process once per item; with or without a list of results."""
        times, sequential, gathers = self.random.randint(0, 3), self.random.random() < 0.5, self.random.random() < 0.5
        body = self.quietly(depth, crowd=not sequential)
        result = (f"all{n}", "=loopCounter") if gathers else ("", "")
        marker = each(f"={list(range(times))}", "item", *result, sequential=sequential)
        leaves = {f"all{n}": list(range(1, times + 1))} if gathers and not self._quiet else {}
        return Block(self.around(f"s{n}", body, marker), f"s{n}", f"s{n}", _times(body.does, times), leaves)

    def enough(self, n: int, depth: int) -> Block:
        """A task for each of four, of which some are enough."""
        needed = self.random.randint(1, 4)
        marker = each("=[1, 2, 3, 4]", until=f"=numberOfCompletedInstances >= {needed}")
        return Block(user(f"t{n}", marker), f"t{n}", f"t{n}", Counter({f"t{n}": needed}))


def _times(does: Counter[str], rounds: int) -> Counter[str]:
    return Counter({name: count * rounds for name, count in does.items()})
