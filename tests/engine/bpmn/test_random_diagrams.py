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

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import Effect, TokenStuck
from tests.engine.bpmn.driving import compiled
from tests.engine.bpmn.event_blocks import EventBlocks
from tests.engine.bpmn.graphs import LIVELY, OPEN, PLAIN, VALUES, Graph, graphs
from tests.engine.bpmn.token_game import TokenGame
from tests.engine.bpmn.walking import Walk

CHOICES = st.lists(st.tuples(st.integers(0, 20), VALUES), max_size=25)
Choices = Sequence[tuple[int, int]]


@settings(max_examples=300, deadline=None)
@given(graphs(PLAIN, OPEN), CHOICES)
def test_tokens_move_as_in_the_token_game(graph: Graph, choices: Choices) -> None:
    found, game = Walk(compiled(graph.bpmn)).start({}), TokenGame(graph)
    assert (_waiting(found), _stuck(found)) == (game.waiting, game.stuck)
    for choice, _ in choices:
        if not found.waits:
            break
        token = _chosen(found, choice)
        game.complete(found.waits[token].element_id)
        found.move(token, {})
        assert (_waiting(found), _stuck(found)) == (game.waiting, game.stuck)
    assert (found.execution.status == "completed") == (not game.waiting and not game.stuck)


@settings(max_examples=300, deadline=None)
@given(graphs(LIVELY, VALUES), CHOICES)
def test_saving_and_loading_changes_nothing(graph: Graph, choices: Choices) -> None:
    walks = [_walk(graph.bpmn, choices, saving=saving) for saving in (True, False, True)]
    assert _story(walks[0]) == _story(walks[1]) == _story(walks[2])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_saving_and_loading_changes_nothing_in_blocks(seed: int, depth: int) -> None:
    bpmn, _ = EventBlocks(seed).whole(depth)
    chance = random.Random(seed)
    choices = [(chance.randrange(1000), chance.randrange(3)) for _ in range(60)]
    walks = [_walk(bpmn, choices, saving=saving) for saving in (True, False, True)]
    assert _story(walks[0]) == _story(walks[1]) == _story(walks[2])


def _waiting(walk: Walk) -> Counter[str]:
    return Counter(wait.element_id for wait in walk.waits.values())


def _stuck(walk: Walk) -> set[str]:
    return {effect.element_id for effect in walk.log if isinstance(effect, TokenStuck)}


def _chosen(walk: Walk, choice: int) -> UUID:
    tokens = list(walk.waits)
    return tokens[choice % len(tokens)]


def _walk(bpmn: bytes, choices: Choices, *, saving: bool) -> Walk:
    found = Walk(compiled(bpmn), saving=saving).start({"x": 0})
    for choice, value in choices:
        if not found.waits:
            break
        found.move(_chosen(found, choice), {"x": value})
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
