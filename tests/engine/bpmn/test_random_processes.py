"""Random block-structured processes against an answer that is worked out beside them: what happens how often, that
nothing written is lost, and that the case ends exactly when the last of it has happened. Cases are saved and loaded
after every step."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.bpmn import MergeConflict
from tests.engine.bpmn.blocks import Block
from tests.engine.bpmn.driving import compiled
from tests.engine.bpmn.undo_blocks import UndoBlocks
from tests.engine.bpmn.walking import Walk

COUNT = 1000
DEPTH = 4


def walk(seed: int) -> None:
    """Draw a process, let everything in it happen in random order, and compare."""
    blocks = UndoBlocks(seed)
    bpmn, body = blocks.whole(DEPTH)
    found, done = Walk(compiled(bpmn)).start({}), Counter[str]()
    while ready := [
        token for token, wait in (found.waits | found.offers).items() if _may(wait.element_id, done, blocks, body)
    ]:
        token = blocks.random.choice(ready)
        name = (found.waits | found.offers)[token].element_id
        done[name] += 1
        written = {f"done_{name}": done[name]} if name in blocks.told else {}
        if name in blocks.chosen_by:
            tasks = blocks.chosen_by[name]
            found.activate(token, tasks[done[name] % len(tasks)])
        elif name in blocks.failing:
            found.fail(token, "E1", written)
        else:
            found.move(token, written)
    assert found.execution.status == "completed"
    assert done == +body.does
    told = {f"done_{name}": count for name, count in done.items() if name in blocks.told}
    known = {name: found.execution.variables.get(name) for name in (*told, *body.leaves)}
    assert known == told | body.leaves
    conflicts = {name for effect in found.log if isinstance(effect, MergeConflict) for name in effect.names}
    # Round a loop, a branch that ended before wrote the same name, and the present one could not know of it.
    assert conflicts <= blocks.left_behind


def _may(name: str, done: Counter[str], blocks: UndoBlocks, body: Block) -> bool:
    """Whether this is to happen at all, and now."""
    if done[name] >= body.does[name]:
        return False
    times, round_before = blocks.times.get(name, (1, Counter()))
    rounds = done[name] // times
    needed = {each: count * (rounds + 1) for each, count in blocks.after.get(name, Counter()).items()}
    needed |= {each: count * rounds for each, count in round_before.items()}
    return all(done[each] >= count for each, count in needed.items())


def fault(seed: int) -> str:
    """What goes wrong with this process; empty when nothing does."""
    try:
        walk(seed)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("seed", range(COUNT))
def test_random_process(seed: int) -> None:
    walk(seed)
