"""Random blocks in which something is undone or chosen: compensation, transactions, ad-hoc sub-processes, complex
gateways."""

from __future__ import annotations

from collections import Counter

from tests.engine.bpmn.blocks import Block
from tests.engine.bpmn.drawing import boundary, chain, each, element, end, flow, gateway, start, throw, user
from tests.engine.bpmn.event_blocks import EventBlocks

UNDOING = ("undone", "undone_inside", "cancelled", "chosen", "most")
COMPENSATE, CANCEL = "<compensateEventDefinition/>", "<cancelEventDefinition/>"


class UndoBlocks(EventBlocks):
    """Draws them too. chosen_by: what is started in ad-hoc sub-processes, in turn."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.chosen_by: dict[str, list[str]] = {}

    def kinds(self) -> tuple[str, ...]:
        return super().kinds() if self.in_a_crowd else super().kinds() + UNDOING

    def undone(self, n: int, depth: int) -> Block:
        """A sub-process that undoes what was done at its start, once or once per item."""
        body, times = self.draw(depth), self.random.randint(1, 3)
        marker = each(f"={list(range(times))}", sequential=self.random.random() < 0.5) if times > 1 else ""
        first = self._undoable(f"t{n}", f"c{n}", marker)
        if times == 1:
            self.tell(f"t{n}", f"c{n}")
        ways = chain(f"t{n}", body.first) + chain(body.last, f"o{n}")
        whole = Block(first + body.xml + throw(f"o{n}", COMPENSATE) + ways, f"t{n}", f"o{n}", body.does, body.leaves)
        does = body.does + Counter({f"t{n}": times, f"c{n}": times})
        return Block(self.around(f"s{n}", whole), f"s{n}", f"s{n}", does, body.leaves)

    def undone_inside(self, n: int, depth: int) -> Block:
        """A sub-process whose two tasks are undone from outside, the later first."""
        inner = Block(
            self._undoable(f"t{n}a", f"c{n}a") + self._undoable(f"t{n}b", f"c{n}b") + chain(f"t{n}a", f"t{n}b"),
            f"t{n}a",
            f"t{n}b",
            Counter({f"t{n}a": 1, f"t{n}b": 1}),
        )
        self.tell(f"t{n}a", f"t{n}b", f"c{n}a", f"c{n}b")
        self.after[f"c{n}a"] = Counter({f"c{n}b": 1})
        body = self.draw(depth)
        ways = chain(f"p{n}", body.first) + chain(body.last, f"o{n}")
        xml = self.around(f"p{n}", inner) + body.xml + throw(f"o{n}", COMPENSATE) + ways
        whole = Block(xml, f"p{n}", f"o{n}", Counter())
        does = inner.does + body.does + Counter({f"c{n}a": 1, f"c{n}b": 1})
        return Block(self.around(f"s{n}", whole), f"s{n}", f"s{n}", does, body.leaves)

    def cancelled(self, n: int, depth: int) -> Block:
        """A transaction that is cancelled when all in it is done."""
        body, after = self._with_last(f"l{n}", depth), self.draw(depth)
        self.tell(f"t{n}", f"c{n}")
        inside = start(f"i{n}") + self._undoable(f"t{n}", f"c{n}") + body.xml + end(f"e{n}", CANCEL)
        ways = chain(f"i{n}", f"t{n}", body.first) + chain(body.last, f"e{n}")
        drawn = element("transaction", f"s{n}", inside, ways) + boundary(f"b{n}", f"s{n}", CANCEL)
        return self._either(n, drawn, f"s{n}", body.does + Counter({f"t{n}": 1, f"c{n}": 1}), after, body)

    def chosen(self, n: int, depth: int) -> Block:
        """An ad-hoc sub-process in which some tasks are started, some of them several times."""
        tasks = [self.random.choice((f"t{n}a", f"t{n}b")) for _ in range(self.random.randint(1, 3))]
        self.chosen_by[f"s{n}"] = tasks
        self.times[f"s{n}"] = len(tasks), Counter(tasks)
        for task, times in Counter(tasks).items():
            self.times[task] = times, Counter()
            self.after[task] = Counter({f"s{n}": len(tasks)})
        box = element("adHocSubProcess", f"s{n}", user(f"t{n}a"), user(f"t{n}b"))
        return Block(box, f"s{n}", f"s{n}", Counter([*tasks, *[f"s{n}"] * len(tasks)]))

    def most(self, n: int, depth: int) -> Block:
        """A complex gateway for which some of three branches are enough, in a sub-process that waits for all."""
        needed, branches = self.random.randint(1, 3), [self.draw(depth) for _ in range(3)]
        condition = f"<activationCondition>=activationCount &gt;= {needed}</activationCondition>"
        xml = gateway("parallel", f"g{n}") + element("complexGateway", f"j{n}", condition) + user(f"t{n}")
        whole = Block(xml, f"g{n}", f"t{n}", Counter())
        whole.xml += flow(f"j{n}", f"t{n}")
        for branch in branches:
            whole.xml += branch.xml + chain(f"g{n}", branch.first) + chain(branch.last, f"j{n}")
            whole.does += branch.does
            whole.leaves |= branch.leaves
        return Block(self.around(f"s{n}", whole), f"s{n}", f"s{n}", whole.does + Counter({f"t{n}": 1}), whole.leaves)

    def _undoable(self, task: str, handler: str, *inside: str) -> str:
        """A task, and the one that undoes it."""
        drawn = (
            user(task, *inside) + boundary(f"{handler}b", task, COMPENSATE) + user(handler, isForCompensation="true")
        )
        ways = element("association", f"{handler}a", sourceRef=f"{handler}b", targetRef=handler)
        return drawn + ways
