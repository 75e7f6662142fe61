"""What branches make of each other's changes, however often they part and meet, and how little is kept for it."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from engine.bpmn.forks import NONE, Forks, Passed
from engine.bpmn.variables import Variables
from tests.engine.bpmn.drawing import boundary, chain, cycle, diagram, end, on, process, script, start, user
from tests.engine.bpmn.driving import Case, compiled


@dataclass
class Branch:
    variables: Variables
    forks: Passed = NONE


class History:
    """Branches that fork, meet, change variables and spawn one that sees what all have done. A name is only changed by
    a branch that knows its newest value, so wherever branches meet, the newest value is the right one."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.branches = [Branch({})]
        self.forks = Forks(lambda: self.branches)
        self.now = 0

    def newest(self, branches: list[Branch]) -> Variables:
        names = {name for branch in branches for name in branch.variables}
        return {name: max(branch.variables.get(name, 0) for branch in branches) for name in names}

    def step(self) -> None:
        branch = self.chance.choice(self.branches)
        kind = self.chance.choice(["fork", "fork", "change", "change", "meet", "meet", "spawn", "forget"])
        if kind == "fork":
            branch.forks = self.forks.fork(branch.forks, branch.variables)
            self.branches.append(Branch(branch.variables, branch.forks))
        elif kind == "change":
            name = self.chance.choice("abcd")
            if branch.variables.get(name, 0) == self.newest(self.branches).get(name, 0):
                self.now += 1
                branch.variables = {**branch.variables, name: self.now}
        elif kind == "meet" and len(self.branches) > 1:
            self.branches.remove(branch)
            other = self.chance.choice(self.branches)
            other.variables, other.forks = self.met([other, branch])
        elif kind == "spawn":
            forked = self.forks.fork_each([(each.variables, each.forks) for each in self.branches])
            for each, forks in zip(self.branches, forked, strict=True):
                each.forks = forks
            self.branches.append(Branch(*self.met(self.branches)))
        elif kind == "forget":
            self.forks.forget_unused()

    def met(self, branches: list[Branch]) -> tuple[Variables, Passed]:
        conflicts: list[str] = []
        variables, passed = self.forks.merge([(each.variables, each.forks) for each in branches], conflicts)
        assert variables == self.newest(branches)
        assert conflicts == []
        return variables, passed


@pytest.mark.parametrize("hundred", range(5))
def test_the_newest_value_comes_through_wherever_branches_meet(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        history = History(seed)
        for _ in range(80):
            if len(history.branches) < 8:
                history.step()


def reminded(*reminder: str, hours: int) -> Case:
    case = Case(compiled(diagram(process(start(), user("a"), end(), chain("start", "a", "end"), *reminder))))
    return case.start().advance(hours=hours)


@pytest.mark.parametrize(
    "reminder",
    [
        boundary("remind", "a", cycle("R/PT1H"), interrupting=False) + user("r") + chain("remind", "r"),
        on("remind", cycle("R/PT1H"), user("r"), chain("remind.start", "r"), interrupting=False),
    ],
    ids=["boundary event", "event sub-process"],
)
def test_a_task_that_waits_stays_at_one_fork_while_reminders_leave_it(reminder: str) -> None:
    case = reminded(reminder, hours=60)
    assert case.open.count("r") == 60
    assert len(case.execution._instance.forks.kept) == 1


def test_many_open_reminders_that_have_each_changed_something() -> None:
    """Each knows what those before it have done, and keeps one fork for it."""
    count = script("count", "n", "=if n = null then 1 else n + 1")
    event = on("h", cycle("R/PT1H"), count, user("r"), chain("h.start", "count", "r"), interrupting=False)
    case = reminded(event, hours=60)
    execution = case.execution
    seen = [execution.token_variables(task.token)["n"] for task in case.tasks.values() if task.element_id == "r"]
    assert sorted(seen) == list(range(1, 61))
    assert len(execution._instance.forks.kept) <= 61
