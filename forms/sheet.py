"""A form filled in: what was posted or stored, laid upon the components, with every condition worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import ValidationError

from engine.errors import ExpressionError
from engine.feel import Expression, to_feel, to_json
from forms.component import Choices, Component
from forms.fields.answer import Given
from forms.fields.nested import ROWS_LIMIT
from forms.options import Option, option_text, read_options
from forms.scope import Layer

PASSES = 10
"""Conditions may depend on each other; what has not come to rest after so many rounds chases its own tail."""

ROW_KEY = "_row"
"""Under this name each row of a fixed list carries the value of its first readonly field, so that what was typed finds
its row again even when the prefill's rows have changed meanwhile."""


@dataclass(slots=True, eq=False)
class Node:
    """One component at one place. path: as it is posted; raw: what was filled in; held: what the prefill says;
    value: the answer, JSON-ready, as far as it can be read; rows: the nodes of a group (one) or of each row;
    limits: those that depend on other answers, see Given; unsure: a condition or value of it could not be worked out
    within the budget of an expression; unfound: nor could what the prefill was to say."""

    component: Component
    path: str
    layer: Layer
    raw: Any = None
    held: Any = None
    value: Any = None
    hidden: bool = False
    readonly: bool = False
    options: tuple[Option, ...] = ()
    rows: list[Row] = field(default_factory=list)
    too_many: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    unsure: bool = False
    unfound: bool = False

    @property
    def answer(self) -> Any:
        """What other parts of the form see of it: nothing while it is hidden."""
        return None if self.hidden else self.value

    @property
    def counted_rows(self) -> Iterator[Row | None]:
        """Its rows; None for one that was added and left blank, which is no answer."""
        repetition = self.component.repetition
        keep_blank = repetition is None or repetition.fixed
        return (row if keep_blank or not row.is_blank else None for row in self.rows)


@dataclass(slots=True, eq=False)
class Row:
    """The nodes that lie side by side in a group or in one row. key: see ROW_KEY."""

    nodes: list[Node]
    layer: Layer
    key: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing that could be filled in was."""
        return all(_is_blank(node) for node in self.nodes)


class Sheet:
    """All nodes of one form. values: raw or stored answers; None to start from the prefill and the defaults."""

    def __init__(
        self,
        components: tuple[Component, ...],
        values: Mapping[str, Any] | None,
        prefill: Mapping[str, Any],
        today: date,
        zone: tzinfo = UTC,
    ) -> None:
        self.today = today
        self.zone = zone
        self._read_lists: dict[int, tuple[Option, ...]] = {}
        layer = Layer({}, Layer(prefill, None, today), today)
        # Fields begin with what the prefill lists; expressions may name what it only knows when asked.
        self.nodes = self._nodes(components, "", values, dict(prefill), layer)
        self._read(self.nodes, layer)
        for _ in range(PASSES):
            if not self._judge(self.nodes):
                break
            self._read(self.nodes, layer)

    def given(self, node: Node) -> Given:
        """What was filled in, with all that is needed to read it."""
        return Given(node.raw, node.options, self.today, self.zone, node.limits)

    def visible(self) -> Iterator[Node]:
        """Every node that is shown and counts, in the order of the form."""
        return _visible(self.nodes)

    def _nodes(
        self,
        components: Iterable[Component],
        prefix: str,
        values: Mapping[str, Any] | None,
        held: Mapping[str, Any],
        layer: Layer,
    ) -> list[Node]:
        return [self._node(component, prefix, values, held, layer) for component in components]

    def _node(
        self, component: Component, prefix: str, values: Mapping[str, Any] | None, held: Mapping[str, Any], layer: Layer
    ) -> Node:
        node = Node(component, prefix + component.key, layer, readonly=component.readonly is True)
        if component.name is None:
            if component.is_group:
                node.rows = [Row(self._nodes(component.children, prefix, values, held, layer), layer)]
            return node
        node.held = held.get(component.name)
        if node.held is None and component.prefill is not None:
            node.held, node.unfound = _found(component.prefill, layer)
        node.raw = values.get(component.name) if values is not None else _start(component, node.held)
        if component.repetition is not None:
            self._add_rows(node, component.repetition.fixed, fresh=values is None)
        elif component.is_group:
            own = Layer({}, layer, self.today)
            inner = None if values is None else _mapping(node.raw)
            node.rows = [Row(self._nodes(component.children, f"{node.path}.", inner, _mapping(node.held), own), own)]
        elif component.question is not None and component.question.choices is not None:
            node.options = self._offered(node, component.question.choices)
        return node

    def _add_rows(self, node: Node, fixed: bool, *, fresh: bool) -> None:
        repetition = node.component.repetition
        assert repetition is not None
        held = [_mapping(row) for row in node.held] if isinstance(node.held, list) else None
        begun: list[Mapping[str, Any]] = [{}] * repetition.start if held is None else held
        # Rows that may be removed are tied to the prefill only where they begin; fixed ones for ever.
        kept = begun if fresh or fixed else []
        values = [None] * len(begun) if fresh else _align(node, kept) if fixed else _rows(node.raw)
        node.too_many = len(values) > ROWS_LIMIT
        for index, row in enumerate(values[:ROWS_LIMIT]):
            start = kept[index] if kept else {}
            outer = Layer(start, node.layer, self.today) if fixed else node.layer
            layer = Layer({}, outer, self.today, number=index + 1)
            nodes = self._nodes(node.component.children, f"{node.path}.{index}.", row, start, layer)
            node.rows.append(Row(nodes, layer, _row_key(node.component, start)))

    def _read(self, nodes: list[Node], layer: Layer) -> None:
        """Reads every answer, innermost first, and lets the layers know."""
        for node in nodes:
            for row in node.rows:
                self._read(row.nodes, row.layer)
            self._read_one(node)
        layer.values = collect(nodes)

    def _read_one(self, node: Node) -> None:
        component = node.component
        if component.repetition is not None:
            node.value = [collect(row.nodes) for row in node.counted_rows if row is not None]
        elif component.is_group and component.name is not None:
            node.value = collect(node.rows[0].nodes)
        elif component.question is not None:
            if node.readonly:
                node.value = component.question.default if node.held is None else to_json(to_feel(node.held))
            else:
                node.value = self._answer(node)

    def _answer(self, node: Node) -> Any:
        question = node.component.question
        assert question is not None
        if question.answer.is_blank(node.raw):
            return question.answer.empty()
        try:
            return question.answer.read(self.given(node))
        except ValidationError:
            return None  # cannot be read yet; validation says why

    def _judge(self, nodes: list[Node]) -> bool:
        """Works out every condition and computed value, and tells whether any came out differently."""
        changed = False
        for node in nodes:
            changed |= self._judge_one(node)
            for row in node.rows:
                changed |= self._judge(row.nodes)
        return changed

    def _judge_one(self, node: Node) -> bool:
        before = (node.hidden, node.readonly, node.value, node.options, node.unsure)
        try:
            self._work_out(node)
            node.unsure = node.unfound and node.readonly
        except ExpressionError:
            node.unsure = True  # it stays on the page as it is, and validation refuses it
        return before != (node.hidden, node.readonly, node.value, node.options, node.unsure)

    def _work_out(self, node: Node) -> None:
        component, layer = node.component, node.layer
        node.hidden = component.hide is not None and layer.holds(component.hide)
        node.readonly = layer.holds(component.readonly) if not isinstance(component.readonly, bool) else node.readonly
        choices = component.question.choices if component.question else None
        if choices is not None and choices.expression is not None:
            node.options = read_options(layer.compute(choices.expression))
        if component.question is not None and component.question.limits:
            limits = component.question.limits.items()
            node.limits = {name: layer.compute(expression) for name, expression in limits}
        if component.computed is not None:
            node.value = layer.compute(component.computed.expression)

    def _offered(self, node: Node, choices: Choices) -> tuple[Option, ...]:
        """The options that need no working out."""
        if choices.name is None:
            return choices.drawn
        offered = node.layer.find_path(choices.name)
        # Hundreds of rows may offer the same long list.
        if id(offered) not in self._read_lists:
            self._read_lists[id(offered)] = read_options(offered)
        return self._read_lists[id(offered)]


def collect(nodes: Iterable[Node]) -> dict[str, Any]:
    """The answers that lie side by side here, by name."""
    found: dict[str, Any] = {}
    for node in nodes:
        if node.component.name is not None:
            found[node.component.name] = node.answer
        elif node.rows:
            inner = collect(node.rows[0].nodes)
            found |= dict.fromkeys(inner) if node.hidden else inner
    return found


def _visible(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if not node.hidden:
            yield node
            for row in node.counted_rows:
                if row is not None:
                    yield from _visible(row.nodes)


def _is_blank(node: Node) -> bool:
    question = node.component.question
    if question is not None:
        return node.readonly or question.answer.is_blank(node.raw)
    return all(row.is_blank for row in node.rows)


def _found(expression: Expression, layer: Layer) -> tuple[Any, bool]:
    """What a field starts with, and whether it could not be worked out."""
    try:
        return layer.compute(expression), False
    except ExpressionError:
        return None, True


def _start(component: Component, held: Any) -> Any:
    return component.question.default if held is None and component.question else held


def _align(node: Node, kept: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was filled in for each row of the prefill: by its key where rows carry one, else by its number."""
    posted = _rows(node.raw)
    keys = [_row_key(node.component, row) for row in kept]
    if len(set(keys)) == len(keys) and all(ROW_KEY in row for row in posted):
        by_key = {str(row[ROW_KEY]): row for row in posted}
        return [by_key.get(key, {}) for key in keys]
    return [posted[index] if index < len(posted) else {} for index in range(len(kept))]


def _row_key(component: Component, held: Mapping[str, Any]) -> str:
    for child in component.children:
        if child.name is not None and child.readonly is True and held.get(child.name) is not None:
            return option_text(held[child.name])
    return ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(raw: Any) -> list[Mapping[str, Any]]:
    return [_mapping(row) for row in raw] if isinstance(raw, list) else []
