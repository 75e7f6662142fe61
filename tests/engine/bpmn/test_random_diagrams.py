"""Random diagrams, with and without structure, and what must hold in all of them.

Nothing but a refusal keeps a diagram from running; tokens are neither lost nor made; it does not matter when a case is
saved and loaded, nor who runs it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.bpmn import Effect, Program, TokenStuck, load_program
from engine.errors import InvalidDiagram
from tests.engine.bpmn.driving import compiled
from tests.engine.bpmn.graph_kinds import LIVELY, PLAIN
from tests.engine.bpmn.graphs import OPEN, VALUES, Graph, graphs
from tests.engine.bpmn.token_game import TokenGame
from tests.engine.bpmn.undo_blocks import UndoBlocks
from tests.engine.bpmn.walking import Walk

CHOICES = st.lists(st.tuples(st.integers(0, 50), VALUES), max_size=15)
Choices = Sequence[tuple[int, int]]


@settings(max_examples=300, deadline=None)
@given(graphs(PLAIN, OPEN), CHOICES)
def test_tokens_move_as_in_the_token_game(graph: Graph, choices: Choices) -> None:
    program, refused = _program(graph.bpmn)
    found, game = Walk(program).start({}), TokenGame(graph)
    assert (_waiting(found), _stuck(found)) == (game.waiting, game.stuck)
    for choice, _ in choices:
        if not found.waits:
            break
        token = list(found.waits)[choice % len(found.waits)]
        game.complete(found.waits[token].element_id)
        found.move(token, {})
        assert (_waiting(found), _stuck(found)) == (game.waiting, game.stuck)
    completed = found.execution.status == "completed"
    assert completed == (not game.waiting and not game.stuck)
    assert not (refused and completed), "what can end must not be refused"


@settings(max_examples=150, deadline=None)
@given(graphs(LIVELY, VALUES), CHOICES)
def test_saving_and_loading_changes_nothing(graph: Graph, choices: Choices) -> None:
    program, _ = _program(graph.bpmn)
    _same_however_it_is_run(program, choices)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_saving_and_loading_changes_nothing_in_blocks(seed: int, depth: int) -> None:
    bpmn, _ = UndoBlocks(seed).whole(depth)
    chance = random.Random(seed)
    _same_however_it_is_run(compiled(bpmn), [(chance.randrange(1000), chance.randrange(3)) for _ in range(30)])


def _program(bpmn: bytes) -> tuple[Program, bool]:
    """Some diagrams are refused because they can never end: these run as well, without being asked whether they may."""
    try:
        return compiled(bpmn), False
    except InvalidDiagram as refusal:
        problems = refusal.problems
    assert all(problem.element and problem.reason and problem.remedy for problem in problems)
    event("refused")
    return load_program(bpmn, frozenset()), True


def _waiting(walk: Walk) -> Counter[str]:
    return Counter(wait.element_id for wait in walk.waits.values())


def _stuck(walk: Walk) -> set[str]:
    return {effect.element_id for effect in walk.log if isinstance(effect, TokenStuck)}


def _same_however_it_is_run(program: Program, choices: Choices) -> None:
    stories = [_story(_walk(program, choices, saving=saving)) for saving in (True, False, True)]
    assert stories[0] == stories[1] == stories[2]


def _walk(program: Program, choices: Choices, *, saving: bool) -> Walk:
    """Something happens as often as there are choices."""
    found = Walk(program, saving=saving).start({"x": 0})
    for choice, value in choices:
        if found.execution.status != "running":
            break
        found.happen(choice, value)
    return found


def _story(walk: Walk) -> tuple[Any, ...]:
    """All that can be seen of a case from outside, with tokens numbered in the order in which they are heard of."""
    numbers: dict[UUID, int] = {}
    told = [_told(effect, numbers) for effect in walk.log]
    seen = [walk.execution.token_variables(token) for token in walk.waits]
    return told, walk.passed, walk.execution.status, walk.execution.variables, seen


def _told(effect: Effect, numbers: dict[UUID, int]) -> tuple[Any, ...]:
    values = [getattr(effect, field.name) for field in fields(effect)]
    told = [numbers.setdefault(value, len(numbers)) if isinstance(value, UUID) else value for value in values]
    return type(effect).__name__, *told
