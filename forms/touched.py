"""What somebody has done to a form's page: told by what it began with, and by the boxes that were left unticked."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.fields.choice import SomeOf, Ticked
from forms.sheet import Node, Sheet


@dataclass(frozen=True, slots=True)
class Touched:
    """posted: the raw values, with a blank for every choice on the page of which nothing was chosen, as browsers leave
    those out; untouched: paths of the fields that say what the form began with."""

    posted: dict[str, Any]
    untouched: frozenset[str]


def touched(now: Sheet, began: Sheet, posted: Mapping[str, Any]) -> Touched:
    """now: the sheet of what was posted; began: of a page that nobody has written on."""
    start = {node.path: node for node in _questions(began.nodes)}
    whole, untouched = copy.deepcopy(dict(posted)), set()
    for node in _questions(now.nodes):
        assert node.component.question is not None
        answer = node.component.question.answer
        if node.raw is None and not node.hidden and isinstance(answer, SomeOf | Ticked):
            _put(whole, node.path.split("."))
        first = start.get(node.path)
        if first is not None and first.value == node.value and answer.is_blank(first.raw) == answer.is_blank(node.raw):
            untouched.add(node.path)
    return Touched(whole, frozenset(untouched))


def _questions(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.component.question is not None and not node.readonly:
            yield node
        for row in node.rows:
            yield from _questions(row.nodes)


def _put(tree: Any, parts: list[str]) -> None:
    *way, name = parts
    for part in way:
        tree = tree[int(part)] if isinstance(tree, list) else tree.setdefault(part, {})
    tree[name] = ""
