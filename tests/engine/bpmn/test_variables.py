"""Three-way merges, dotted targets, and which forks are worth remembering."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.forks import FORGET_BEYOND, NONE, Fork, Forks, Passed
from engine.bpmn.variables import merge, with_target

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
STATES = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged", "conflicts"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}, []),
        ({"a": 1}, {"a": 1}, {"a": 2}, {"a": 2}, []),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}, ["a"]),
        ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 2}, []),
        ({}, {"a": 1}, {"b": 2}, {"a": 1, "b": 2}, []),
        ({}, {"a": 1}, {"a": 2}, {"a": 2}, ["a"]),
        ({}, {"a": None}, {"a": 2}, {"a": 2}, ["a"]),
        ({"a": 1, "b": 1}, {"a": 1}, {"a": 2, "b": 1}, {"a": 2}, []),
        ({"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": 1}, {"a": 1}, []),
        ({"o": {"x": 1, "y": 1}}, {"o": {"x": 2, "y": 1}}, {"o": {"x": 1, "y": 2}}, {"o": {"x": 2, "y": 2}}, []),
        ({"o": {"x": 1}}, {"o": {"x": 2}}, {"o": {"x": 3}}, {"o": {"x": 3}}, ["o.x"]),
        ({"l": [1]}, {"l": [1, 2]}, {"l": [1]}, {"l": [1, 2]}, []),
        ({"l": [1]}, {"l": [1, 2]}, {"l": [1, 3]}, {"l": [1, 3]}, ["l"]),
        ({"a": 1}, {"a": True}, {"a": 1}, {"a": True}, []),
        ({"o": 1}, {"o": {"x": 1}}, {"o": {"y": 1}}, {"o": {"x": 1, "y": 1}}, []),
    ],
)
def test_merge(base: Any, ours: Any, theirs: Any, merged: Any, conflicts: list[str]) -> None:
    noted: list[str] = []
    assert merge(base, ours, theirs, noted) == merged
    assert noted == conflicts


@pytest.mark.parametrize("number", [1, [1, 0], [{"n": 1}], {"n": {"n": [0]}}])
def test_true_is_not_one_at_any_depth(number: Any) -> None:
    truth = json.loads(json.dumps(number).replace("1", "true").replace("0", "false"))
    assert json.dumps(merge({"v": number}, {"v": number}, {"v": truth}, [])["v"]) == json.dumps(truth)


@given(STATES, STATES)
def test_a_branch_that_changed_nothing_changes_nothing(base: dict[str, Any], changed: dict[str, Any]) -> None:
    noted: list[str] = []
    assert merge(base, changed, base, noted) == changed
    assert merge(base, base, changed, noted) == changed
    assert noted == []


@given(STATES, STATES)
def test_the_same_change_on_both_sides_is_no_conflict(base: dict[str, Any], changed: dict[str, Any]) -> None:
    noted: list[str] = []
    assert merge(base, changed, changed, noted) == changed
    assert noted == []


def test_dotted_targets_leave_the_original_alone() -> None:
    before = {"a": {"b": 1}, "c": 2}
    assert with_target(before, "a.d.e", 3) == {"a": {"b": 1, "d": {"e": 3}}, "c": 2}
    assert with_target(before, "c.x", 3) == {"a": {"b": 1}, "c": {"x": 3}}
    assert before == {"a": {"b": 1}, "c": 2}


@dataclass
class Branch:
    forks: Passed = NONE


def known(*passed: int) -> Passed:
    return frozenset(passed)


def forks_of(*carriers: Branch) -> Forks:
    """1 is passed first, then 2 and 5 by different branches, 3 and 4 after 2, 6 alone."""
    forks = Forks(lambda: carriers)
    passed = {1: known(), 2: known(1), 3: known(1, 2), 4: known(1, 2), 5: known(1), 6: known()}
    forks.kept = {number: Fork({"n": number}, before) for number, before in passed.items()}
    return forks


def test_only_forks_at_which_tokens_part_are_kept() -> None:
    carriers = [Branch(known(1, 2, 3)), Branch(known(1, 2, 4)), Branch(known(1, 5)), Branch(known(6))]
    forks = forks_of(*carriers)
    forks.forget_unused()
    assert {number: fork.passed for number, fork in forks.kept.items()} == {1: known(), 2: known(1)}
    assert [each.forks for each in carriers] == [known(1, 2), known(1, 2), known(1), known()]


def test_the_branches_of_one_fork_part_there() -> None:
    forks = forks_of(Branch(known(1)), Branch(known(1)))
    forks.forget_unused()
    assert forks.merge([({"n": 2}, known(1)), ({"n": 1, "b": 1}, known(1))], []) == ({"n": 2, "b": 1}, known(1))


def test_what_met_remembers_all_forks_of_its_parts() -> None:
    """A joins B, which had forked once more: C, B's other half, must not take what both knew for a change."""
    forks = Forks(list)
    first = forks.fork(NONE, {"v": 0})
    second = forks.fork(first, {"v": 1})
    conflicts: list[str] = []
    met, passed = forks.merge([({"v": 0, "a": 1}, first), ({"v": 1, "b": 1}, second)], conflicts)
    assert met == {"v": 1, "a": 1, "b": 1}
    assert forks.merge([({"v": 2}, second), (met, passed)], conflicts)[0] == {"v": 2, "a": 1, "b": 1}
    assert conflicts == []


@pytest.mark.parametrize("forget", [False, True])
def test_branches_that_met_twice_merge_over_both_forks(forget: bool) -> None:
    carriers: list[Branch] = []
    forks = Forks(lambda: carriers)
    root = forks.fork(NONE, {"v": 0, "w": 0})
    left, right = forks.fork(root, {"v": 1, "w": 0}), forks.fork(root, {"v": 0, "w": 1})
    conflicts: list[str] = []
    one = forks.merge([({"v": 1, "w": 0, "a": 1}, left), ({"v": 0, "w": 1}, right)], conflicts)
    other = forks.merge([({"v": 1, "w": 0}, left), ({"v": 0, "w": 2}, right)], conflicts)
    if forget:
        carriers += [Branch(one[1]), Branch(other[1])]
        forks.forget_unused()
        one, other = (one[0], carriers[0].forks), (other[0], carriers[1].forks)
    assert forks.merge([one, other], conflicts)[0] == {"v": 1, "w": 2, "a": 1}
    assert conflicts == []


def test_a_long_way_is_shortened_while_it_grows() -> None:
    forks = Forks(list)
    passed = NONE
    for number in range(1000):
        passed = forks.fork(passed, {"n": number})
    assert len(passed) <= FORGET_BEYOND + 2
    assert len(forks.kept) <= FORGET_BEYOND + 2
