"""Nothing in a form may tell what a field with a visibility code says, unless it carries that code itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from engine.errors import Problem
from engine.feel.tree import Call, Filter, Name, Node, Property
from forms.component import Component, shown_expressions
from forms.scope import PARENT, THIS

TEXTS = frozenset({"text", "html"})
_AROUND = frozenset((*THIS, *PARENT))


@dataclass(frozen=True, slots=True)
class Placed:
    """A component where it lies. holders: names of the lists and groups around it; codes: its own visibility code and
    those around it, all of which its reader must have."""

    component: Component
    holders: frozenset[str]
    codes: frozenset[str]


def guarded_problems(components: Iterable[Component]) -> Iterator[Problem]:
    """What reads a field whose code it does not carry. Its readers would learn from its text, its options, its value,
    or from whether it is there at all. Rules and limits are told only to the one who answers both."""
    placed = list(_placed(components))
    guarded = [place for place in placed if place.component.name is not None and place.codes]
    if not guarded:
        return
    names = frozenset(place.component.name for place in placed if place.component.name is not None)
    for place in placed:
        words, wholes = _read(place.component, names | _AROUND | {"item"})
        for other in guarded:
            missing = other.codes - place.codes
            if missing and (other.component.name in words or wholes & (other.holders | _AROUND)):
                codes = ", ".join(sorted(missing))
                yield Problem(
                    place.component.id or None,
                    f'It reads "{other.component.name}", which carries the visibility code {codes}.',
                    "Give it the same code in yearwheel:visibility, or let it read something else.",
                )


def _placed(
    components: Iterable[Component], holders: frozenset[str] = frozenset(), codes: frozenset[str] = frozenset()
) -> Iterator[Placed]:
    for component in components:
        own = codes | {component.visibility} if component.visibility else codes
        yield Placed(component, holders, own)
        inner = holders | {component.name} if component.name else holders
        yield from _placed(component.children, inner, own)


def _read(component: Component, own: frozenset[str]) -> tuple[set[str], set[str]]:
    """Every name that a component reads of its form, and those of them that it reads whole: not only one property."""
    words: set[str] = set()
    wholes: set[str] = set()
    for expression in shown_expressions(component):
        for word, is_whole in _mentions(expression.node, own):
            words.add(word)
            # In a text `this` is the item of a loop, and what is looped through has been looked at.
            if is_whole and not (word in THIS and component.type in TEXTS):
                wholes.add(word)
    if component.question is not None and component.question.choices is not None:
        path = (component.question.choices.name or "").split(".")
        words.update(path)
        wholes.add(path[-1])
    return words, wholes


def _mentions(node: Node, own: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The names in an expression, each with whether it is read whole. own: what has properties that lie in the form;
    those of anything else, such as `unit.name`, mean nothing here."""
    if isinstance(node, Name):
        yield node.name, True
    elif isinstance(node, Property):
        path, root = [node.name], node.owner
        while isinstance(root, Property | Filter):
            if isinstance(root, Filter):
                yield from _mentions(root.condition, own)
                root = root.source
            else:
                path.append(root.name)
                root = root.owner
        if isinstance(root, Name):
            yield root.name, False
        else:
            yield from _mentions(root, own)
        if not isinstance(root, Name) or root.name in own:
            yield from ((name, place == 0) for place, name in enumerate(path))
    else:
        for inner in _inner(node):
            yield from _mentions(inner, own)


def _inner(node: Node) -> Iterator[Node]:
    if isinstance(node, Call) and isinstance(node.function, Name):
        yield from node.arguments
        return
    for part in fields(node):
        yield from _nodes(getattr(node, part.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
