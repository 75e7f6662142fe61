"""Random processes that change their version before every step, between two diagrams that differ in all their ids. They
do what their twins do that stay where they are, and a case that is moved back is byte for byte what it was."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from engine.bpmn import Program, UserTaskOpened
from engine.bpmn.migration import Migration, migrate
from tests.engine.bpmn.driving import compiled
from tests.engine.bpmn.event_blocks import EventBlocks
from tests.engine.bpmn.migrating import renamed
from tests.engine.bpmn.walking import ENVIRONMENT, Walk

COUNT = 300
DEPTH = 4
STEPS = 40
ENDING = "_of_another_version"


@pytest.mark.parametrize("seed", range(COUNT))
def test_moving_changes_nothing(seed: int) -> None:
    bpmn, _ = EventBlocks(seed).whole(DEPTH)
    other, there = renamed(bpmn, ENDING)
    stays, moves = Walk(compiled(bpmn)).start({}), Walk(compiled(bpmn)).start({})
    versions, ways = [moves.program, compiled(other)], [there, {new: old for old, new in there.items()}]
    chance = random.Random(seed)
    for step in range(STEPS):
        if not stays.waits:
            break
        _move(moves, versions[1], ways)
        versions.reverse()
        ways.reverse()
        number = chance.randrange(len(stays.waits))
        for walk in (stays, moves):
            token = list(walk.waits)[number]
            if (step + seed) % 7 == 0 and isinstance(walk.waits[token], UserTaskOpened):
                walk.fail(token, "E1", {"step": step})
            else:
                walk.move(token, {"step": step})
        assert [wait.element_id.removesuffix(ENDING) for wait in moves.waits.values()] == [
            wait.element_id for wait in stays.waits.values()
        ]
        assert moves.execution.variables == stays.execution.variables
        assert moves.execution.status == stays.execution.status
    assert [name.removesuffix(ENDING) for name in moves.passed] == stays.passed


def _move(found: Walk, to: Program, ways: list[dict[str, str]]) -> None:
    there, back = ways
    before = found.execution.dump()
    moved = _moved(found.program, to, before, there)
    assert moved.execution is not None
    returned = _moved(to, found.program, moved.execution.dump(), back)
    assert returned.execution is not None
    assert returned.execution.dump() == before
    stands = {move.token: move.target for move in moved.moves}
    for token, wait in found.waits.items():
        found.waits[token] = replace(wait, element_id=stands[token])
    found.program, found.execution = to, moved.execution


def _moved(old: Program, new: Program, saved: bytes, mapping: dict[str, str]) -> Migration:
    found = migrate(old, new, "p", saved, mapping, ENVIRONMENT)
    assert not found.problems
    assert not found.notes
    assert not found.withdrawn
    assert found.execution is not None
    assert not found.execution.effects
    return found
