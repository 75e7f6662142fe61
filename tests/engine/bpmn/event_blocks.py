"""Random blocks with events: what comes or never comes from outside, what is thrown and caught inside."""

from __future__ import annotations

from collections import Counter

from tests.engine.bpmn.blocks import Block, Blocks
from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    condition,
    cycle,
    duration,
    element,
    end,
    error,
    gateway,
    script,
    start,
    sub,
    throw,
    user,
)

EVENTS = (
    "waits",
    "receives",
    "race",
    "hears",
    "cut_short",
    "reminded",
    "broken_off",
    "fails",
    "refused",
    "escalates",
    "escalates_out",
    "noticed",
    "interrupted",
    "joined_in",
    "recovers",
)
ESCALATION = '<escalationEventDefinition escalationRef="x"/>'


class EventBlocks(Blocks):
    """Draws them too."""

    def kinds(self) -> tuple[str, ...]:
        return super().kinds() if self.in_a_crowd else super().kinds() + EVENTS

    def trigger(self, id: str, *, often: bool = False) -> str:
        """What the event of this id waits for: only this one waits for a message or signal of that name. often: up to
        three times."""
        kind = self.random.choice(("timer", "message", "signal"))
        if kind == "timer":
            return cycle("R3/PT1H") if often else duration("PT1H")
        self.tell(id)
        return self._named(kind, id)

    def _named(self, kind: str, id: str) -> str:
        self.named.append(f'<{kind} id="{kind}_{id}" name="{kind}_{id}"/>')
        return f'<{kind}EventDefinition {kind}Ref="{kind}_{id}"/>'

    # --- waiting

    def waits(self, n: int, depth: int) -> Block:
        """An intermediate event."""
        return Block(catch(f"c{n}", self.trigger(f"c{n}")), f"c{n}", f"c{n}", Counter({f"c{n}": 1}))

    def receives(self, n: int, depth: int) -> Block:
        """A receive task."""
        self.tell(f"t{n}")
        self._named("message", f"t{n}")
        return Block(
            element("receiveTask", f"t{n}", messageRef=f"message_t{n}"), f"t{n}", f"t{n}", Counter({f"t{n}": 1})
        )

    def race(self, n: int, depth: int) -> Block:
        """An event-based gateway."""
        branches = [self.draw(depth) for _ in range(self.random.randint(2, 3))]
        won = self.random.randrange(len(branches))
        xml = element("eventBasedGateway", f"g{n}") + gateway("exclusive", f"x{n}")
        for i, branch in enumerate(branches):
            event = f"c{n}_{i}"
            xml += catch(event, self.trigger(event)) + branch.xml
            xml += chain(f"g{n}", event, branch.first) + chain(branch.last, f"x{n}")
        does = branches[won].does + Counter({f"c{n}_{won}": 1})
        return Block(xml, f"g{n}", f"x{n}", does, branches[won].leaves)

    def hears(self, n: int, depth: int) -> Block:
        """A signal that another branch throws."""
        before, signal = self.draw(depth), self._named("signal", f"c{n}")
        xml = gateway("parallel", f"g{n}") + gateway("parallel", f"j{n}") + catch(f"c{n}", signal) + user(f"t{n}")
        xml += before.xml + throw(f"o{n}", signal) + chain(f"g{n}", f"c{n}", f"j{n}")
        xml += chain(f"g{n}", f"t{n}", before.first) + chain(before.last, f"o{n}", f"j{n}")
        self.tell(f"t{n}")
        return Block(xml, f"g{n}", f"j{n}", before.does + Counter({f"t{n}": 1}), before.leaves)

    # --- on a boundary

    def cut_short(self, n: int, depth: int) -> Block:
        """A task that an event on its boundary ends."""
        after = self.draw(depth)
        drawn = user(f"u{n}") + boundary(f"b{n}", f"u{n}", self.trigger(f"b{n}"))
        return self._either(n, drawn, f"u{n}", Counter({f"b{n}": 1}), after)

    def reminded(self, n: int, depth: int) -> Block:
        """A task that is done after an event on its boundary has come some times, beside tasks of which nothing comes
        back."""
        times = self.random.randint(0, 3)
        self.tell(f"t{n}")
        self.after[f"t{n}"], self.times[f"b{n}"] = Counter({f"b{n}": times}), (times, Counter({f"t{n}": 1}))
        event = self.trigger(f"b{n}", often=True)
        self.told.discard(f"b{n}")
        xml = user(f"t{n}") + boundary(f"b{n}", f"t{n}", event, interrupting=False)
        xml += user(f"r{n}") + end(f"z{n}") + chain(f"b{n}", f"r{n}", f"z{n}")
        return Block(xml, f"t{n}", f"t{n}", Counter({f"t{n}": 1, f"b{n}": times, f"r{n}": times}))

    def broken_off(self, n: int, depth: int) -> Block:
        """A sub-process that an event ends, with something done in it and something not."""
        body, after = self._with_task(f"u{n}", depth), self.draw(depth)
        self.after[f"b{n}"] = body.does
        drawn = self.around(f"s{n}", body) + boundary(f"b{n}", f"s{n}", self.trigger(f"b{n}"))
        return self._either(n, drawn, f"s{n}", body.does + Counter({f"b{n}": 1}), after, body)

    def fails(self, n: int, depth: int) -> Block:
        """A task that ends with an error."""
        after = self.draw(depth)
        self.tell(f"t{n}")
        self.failing.add(f"t{n}")
        drawn = user(f"t{n}") + boundary(f"b{n}", f"t{n}", error("e1"))
        return self._either(n, drawn, f"t{n}", Counter({f"t{n}": 1}), after)

    def refused(self, n: int, depth: int) -> Block:
        """A sub-process that ends with an error, when all else in it is done."""
        body, after = self._with_last(f"t{n}", depth), self.draw(depth)
        drawn = self._ending(f"s{n}", body, error("e1")) + boundary(f"b{n}", f"s{n}", error("e1"))
        return self._either(n, drawn, f"s{n}", body.does, after, body)

    def escalates(self, n: int, depth: int) -> Block:
        """A sub-process that escalates half way, beside a task of which nothing comes back."""
        a, b = self.draw(depth), self.draw(depth)
        both = Block(
            a.xml + throw(f"o{n}", ESCALATION) + b.xml + chain(a.last, f"o{n}", b.first), a.first, b.last, a.does
        )
        xml = self.around(f"s{n}", both) + boundary(f"b{n}", f"s{n}", ESCALATION, interrupting=False)
        xml += user(f"r{n}") + end(f"z{n}") + chain(f"b{n}", f"r{n}", f"z{n}")
        return Block(xml, f"s{n}", f"s{n}", a.does + b.does + Counter({f"r{n}": 1}), a.leaves | b.leaves)

    def escalates_out(self, n: int, depth: int) -> Block:
        """A sub-process that an escalation ends."""
        body, after = self._with_last(f"t{n}", depth), self.draw(depth)
        stays = Block(body.xml + throw(f"o{n}", ESCALATION) + user(f"u{n}"), body.first, f"u{n}", body.does)
        stays.xml += chain(body.last, f"o{n}", f"u{n}")
        drawn = self.around(f"s{n}", stays) + boundary(f"b{n}", f"s{n}", ESCALATION)
        return self._either(n, drawn, f"s{n}", body.does, after, body)

    def noticed(self, n: int, depth: int) -> Block:
        """A sub-process that ends when a condition on its boundary becomes true."""
        body, after = self._with_last(f"t{n}", depth), self.draw(depth)
        stays = Block(body.xml + script(f"q{n}", f"k{n}", "=1") + user(f"u{n}"), body.first, f"u{n}", body.does)
        stays.xml += chain(body.last, f"q{n}", f"u{n}")
        drawn = self.around(f"s{n}", stays) + boundary(f"b{n}", f"s{n}", condition(f"=k{n} = 1"))
        found = self._either(n, drawn + script(f"r{n}", f"k{n}", "=0"), f"s{n}", body.does, after, body)
        found.xml, found.first = found.xml + chain(f"r{n}", f"s{n}"), f"r{n}"
        return found

    # --- event sub-processes

    def interrupted(self, n: int, depth: int) -> Block:
        """An event ends everything else in a sub-process, and begins something there."""
        body, after = self._with_task(f"u{n}", depth), self.draw(depth)
        self.after[f"b{n}"] = body.does
        reaction = self._reaction(n, self.trigger(f"b{n}"), after)
        does = body.does + after.does + Counter({f"b{n}": 1})
        return Block(self.around(f"s{n}", body, reaction), f"s{n}", f"s{n}", does, body.leaves | after.leaves)

    def joined_in(self, n: int, depth: int) -> Block:
        """An event begins something beside all else in a sub-process, or never comes."""
        body, after, comes = self._with_last(f"t{n}", depth), self.draw(depth), self.random.random() < 0.5
        reaction = self._reaction(n, self.trigger(f"b{n}"), after, isInterrupting="false")
        xml, does, leaves = self.around(f"s{n}", body, reaction), body.does, body.leaves
        if comes:
            does, leaves = does + after.does, leaves | after.leaves
            self.times[f"b{n}"] = 1, does
            self.after[f"t{n}"] = self.after[f"t{n}"] + Counter({f"b{n}": 1})
            does = does + Counter({f"b{n}": 1})
        return Block(xml, f"s{n}", f"s{n}", does, leaves)

    def recovers(self, n: int, depth: int) -> Block:
        """An error in a sub-process is caught in it."""
        body, after = self._with_last(f"t{n}", depth), self.draw(depth)
        reaction = self._reaction(n, error("e1"), after)
        xml = self._ending(f"s{n}", body, error("e1"), reaction)
        return Block(xml, f"s{n}", f"s{n}", body.does + after.does, body.leaves | after.leaves)

    # --- pieces

    def _with_task(self, task: str, depth: int) -> Block:
        """A block, and a task after it that is never done."""
        body = self.draw(depth)
        return Block(body.xml + user(task) + chain(body.last, task), body.first, task, body.does, body.leaves)

    def _with_last(self, task: str, depth: int) -> Block:
        """A block, and a task after it that is done when nothing else is left of the block."""
        body = self._with_task(task, depth)
        self.after[task] = body.does
        self.tell(task)
        return Block(body.xml, body.first, task, body.does + Counter({task: 1}), body.leaves)

    def _ending(self, id: str, body: Block, definition: str, *inside: str) -> str:
        """A sub-process whose end event throws."""
        ways = chain(f"{id}i", body.first) + chain(body.last, f"{id}e")
        return sub(id, start(f"{id}i"), body.xml, end(f"{id}e", definition), ways, *inside)

    def _reaction(self, n: int, definition: str, after: Block, **attributes: str) -> str:
        """An event sub-process."""
        first = element("startEvent", f"b{n}", definition, **attributes)
        ways = chain(f"b{n}", after.first) + chain(after.last, f"y{n}")
        return sub(f"v{n}", first, after.xml, end(f"y{n}"), ways, triggeredByEvent="true")

    def _either(
        self, n: int, drawn: str, host: str, does: Counter[str], after: Block, before: Block | None = None
    ) -> Block:
        """The flow from an activity and the one from its boundary event meet again."""
        ways = gateway("exclusive", f"x{n}") + chain(host, f"x{n}") + chain(f"b{n}", after.first)
        leaves = (before.leaves if before else {}) | after.leaves
        return Block(drawn + after.xml + ways + chain(after.last, f"x{n}"), host, f"x{n}", does + after.does, leaves)
