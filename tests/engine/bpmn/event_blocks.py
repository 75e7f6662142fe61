"""Random blocks with events: timers, messages and signals that come or never come, errors and escalations that are
thrown, tasks that are undone."""

from __future__ import annotations

from collections import Counter

from tests.engine.bpmn.blocks import Block, Blocks
from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    cycle,
    duration,
    end,
    error,
    gateway,
    start,
    sub,
    user,
)

EVENTS = ("waits", "cut_short", "reminded", "broken_off", "refused", "fails")
TRIGGERS = ("timer",)


class EventBlocks(Blocks):
    """Draws them too."""

    def kinds(self) -> tuple[str, ...]:
        return super().kinds() if self.in_a_crowd else super().kinds() + EVENTS

    def trigger(self, id: str) -> str:
        """What the event of this id waits for: only this one waits for a message or signal of that name."""
        kind = self.random.choice(TRIGGERS)
        if kind == "timer":
            return duration("PT1H")
        self.named.append(f'<{kind} id="{kind}_{id}" name="{kind}_{id}"/>')
        return f'<{kind}EventDefinition {kind}Ref="{kind}_{id}"/>'

    def waits(self, n: int, depth: int) -> Block:
        return Block(catch(f"c{n}", self.trigger(f"c{n}")), f"c{n}", f"c{n}", Counter({f"c{n}": 1}))

    def cut_short(self, n: int, depth: int) -> Block:
        """A task that an event on its boundary ends."""
        after = self.draw(depth)
        drawn = user(f"u{n}") + boundary(f"b{n}", f"u{n}", self.trigger(f"b{n}"))
        return self._either(n, drawn, f"u{n}", Counter({f"b{n}": 1}), after)

    def reminded(self, n: int, depth: int) -> Block:
        """A task that is done after its timer has fired some times, beside tasks of which nothing comes back."""
        times = self.random.randint(0, 3)
        self.tell(f"t{n}")
        self.after[f"t{n}"] = Counter({f"b{n}": times})
        xml = user(f"t{n}") + boundary(f"b{n}", f"t{n}", cycle("R3/PT1H"), interrupting=False)
        xml += user(f"r{n}") + end(f"z{n}") + chain(f"b{n}", f"r{n}", f"z{n}")
        return Block(xml, f"t{n}", f"t{n}", Counter({f"t{n}": 1, f"b{n}": times, f"r{n}": times}))

    def broken_off(self, n: int, depth: int) -> Block:
        """A sub-process that an event ends, with something done in it and something not."""
        body, after = self.draw(depth), self.draw(depth)
        stays = Block(body.xml + user(f"u{n}") + chain(body.last, f"u{n}"), body.first, f"u{n}", Counter())
        self.after[f"b{n}"] = body.does
        drawn = self.around(f"s{n}", stays) + boundary(f"b{n}", f"s{n}", self.trigger(f"b{n}"))
        found = self._either(n, drawn, f"s{n}", body.does + Counter({f"b{n}": 1}), after)
        found.leaves = body.leaves | after.leaves
        return found

    def fails(self, n: int, depth: int) -> Block:
        """A task that ends with an error."""
        after = self.draw(depth)
        self.tell(f"t{n}")
        self.failing.add(f"t{n}")
        drawn = user(f"t{n}") + boundary(f"b{n}", f"t{n}", error("e1"))
        return self._either(n, drawn, f"t{n}", Counter({f"t{n}": 1}), after)

    def refused(self, n: int, depth: int) -> Block:
        """A sub-process that ends with an error, which its boundary catches, when all else in it is done."""
        body, after = self.draw(depth), self.draw(depth)
        self.after[f"t{n}"] = body.does
        inside = start(f"i{n}") + body.xml + user(f"t{n}") + end(f"e{n}", error("e1"))
        ways = chain(f"i{n}", body.first) + chain(body.last, f"t{n}", f"e{n}")
        drawn = sub(f"s{n}", inside, ways) + boundary(f"b{n}", f"s{n}", error("e1"))
        found = self._either(n, drawn, f"s{n}", body.does + Counter({f"t{n}": 1}), after)
        found.leaves = body.leaves | after.leaves
        return found

    def _either(self, n: int, drawn: str, host: str, does: Counter[str], after: Block) -> Block:
        """The flow from an activity and the one from its boundary event meet again."""
        ways = gateway("exclusive", f"x{n}") + chain(host, f"x{n}") + chain(f"b{n}", after.first)
        xml = drawn + after.xml + ways + chain(after.last, f"x{n}")
        return Block(xml, host, f"x{n}", does + after.does, after.leaves)
