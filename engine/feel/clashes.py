"""Types that certainly clash: `"a" + 1`, `1 < "b"`, `if 3 then …`. They give null, whatever the variables are.

Only what follows from the expression itself is said: a variable may be anything. What an operator makes of two kinds of
values is asked of the operator, with a value of each kind, so there is no second table of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import OPERATIONS, negative
from engine.feel.budget import Budget
from engine.feel.builtins import BUILT_INS
from engine.feel.builtins.signature import BuiltIn, Overload
from engine.feel.comparison import equal, order
from engine.feel.properties import has_property
from engine.feel.scope import Run
from engine.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    FUNCTION,
    LIST,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    Months,
    kind_of,
)

#: The kinds a value can be of, null left aside; None when nothing is known of it.
Kinds = frozenset[str] | None

_SAMPLES: dict[str, Any] = {
    NUMBER: Decimal(2),
    STRING: "text",
    BOOLEAN: True,
    DATE: date(2026, 1, 1),
    TIME: time(8),
    DATE_AND_TIME: datetime(2026, 1, 1, 8, tzinfo=UTC),
    DAYS_DURATION: timedelta(days=1),
    MONTHS_DURATION: Months(1),
}
_IN_WORDS = {LIST: "a list", CONTEXT: "a context", RANGE: "a range", FUNCTION: "a function", NULL: "null"}
#: Functions whose literal argument can be read beforehand.
_READERS = frozenset({"date", "time", "date and time", "duration"})
_BUDGET_STEPS = 1_000


def check_types(node: tree.Node, functions: Collection[str] = frozenset(), condition: bool = False) -> tuple[str, ...]:
    """A sentence for every clash in an expression or in unary tests. functions: names of those that will be handed in;
    condition: the whole must be true or false."""
    inference = _Inference(functions)
    kinds = inference.kinds(node)
    if condition:
        inference.needs(node, kinds, {BOOLEAN}, "a condition")
    return tuple(inference.clashes)


@lru_cache(maxsize=1024)
def _result(operator: str, left: str, right: str) -> str:
    """The kind of `left operator right`; null when it has no meaning. Kinds without a sample mean nothing to it."""
    if left not in _SAMPLES or right not in _SAMPLES:
        return NULL
    return kind_of(OPERATIONS[operator](_SAMPLES[left], _SAMPLES[right], Budget(_BUDGET_STEPS)))


def _has_result(operator: str, left: str, right: str) -> bool:
    return _result(operator, left, right) != NULL


def _are_ordered(left: str, right: str) -> bool:
    return left in _SAMPLES and right in _SAMPLES and order(_SAMPLES[left], _SAMPLES[right]) is not None


def _can_be_equal(left: str, right: str) -> bool:
    if left not in _SAMPLES or right not in _SAMPLES:
        return left == right
    return equal(_SAMPLES[left], _SAMPLES[right], Budget(_BUDGET_STEPS)) is not None


def _in_words(kinds: Iterable[str]) -> str:
    return " or ".join(_IN_WORDS.get(kind, f"a {kind}") for kind in sorted(kinds))


class _Inference:
    """Walks an expression from the inside out. bound: names that the expression itself gives a meaning."""

    def __init__(self, functions: Collection[str]) -> None:
        self.clashes: list[str] = []
        self.bound: list[str] = list(functions)

    def kinds(self, node: tree.Node) -> Kinds:
        """The kinds the node's value can be of; every clash inside it is noted."""
        return _INFERENCES[type(node)](self, node)

    def clash(self, node: tree.Node, sentence: str) -> None:
        self.clashes.append(f"{sentence[0].upper()}{sentence[1:]}, at character {node.position + 1}.")

    def needs(self, node: tree.Node, kinds: Kinds, wanted: set[str], what: str) -> None:
        """Note a clash when the value is certainly not what is wanted."""
        if kinds and not kinds & wanted:
            self.clash(node, f"{_in_words(kinds)} is not {what}")

    def fit(self, node: tree.Node, operator: str, left: Kinds, right: Kinds, fits: Callable[[str, str], bool]) -> None:
        """Note a clash when no kind on the left fits one on the right. Nothing is said of a bare null."""
        if left and right and not any(fits(one, other) for one in left for other in right):
            self.clash(node, f"{operator!r} has no meaning between {_in_words(left)} and {_in_words(right)}")

    def literal(self, node: tree.Literal) -> Kinds:
        return frozenset() if node.value is None else frozenset({kind_of(node.value)})

    def name(self, _node: tree.Name) -> Kinds:
        return None

    def property(self, node: tree.Property) -> Kinds:
        owner = self.kinds(node.owner)
        if owner and not any(has_property(kind, node.name) for kind in owner):
            self.clash(node, f"{_in_words(owner)} has no property {node.name!r}")
        return None

    def filter(self, node: tree.Filter) -> Kinds:
        self.kinds(node.source)
        self.needs(node.condition, self._within(["item"], node.condition), {BOOLEAN, NUMBER}, "a condition or position")
        return None

    def call(self, node: tree.Call) -> Kinds:
        arguments = [self.kinds(argument) for argument in node.arguments]
        if not isinstance(node.function, tree.Name):
            self.kinds(node.function)
            return None
        name = node.function.name
        if name in self.bound or name not in BUILT_INS:
            return None
        fitting = [each for each in BUILT_INS[name].overloads if _accepts(each, arguments, node.names)]
        if not fitting and node.names is None and BUILT_INS[name].takes(len(arguments)):
            given = ", ".join("anything" if kinds is None else _in_words(kinds) or "null" for kinds in arguments)
            self.clash(node, f"the function {name} has no meaning for {given}")
        if name in _READERS and len(node.arguments) == 1 and isinstance(node.arguments[0], tree.Literal):
            return self._read(node, BUILT_INS[name], node.arguments[0].value)
        return _results_of(BUILT_INS[name], fitting)

    def _read(self, node: tree.Call, function: BuiltIn, text: Any) -> Kinds:
        """What a literal such as `date("2026-10-31")` is."""
        value = function.invoke(Run({}, {}, Budget(_BUDGET_STEPS), None, None), [text])
        if value is None and isinstance(text, str):
            self.clash(node, f"{text!r} is no {function.name}")
        return frozenset() if value is None else frozenset({kind_of(value)})

    def negative(self, node: tree.Negative) -> Kinds:
        kinds = self.kinds(node.operand)
        signed = {kind for kind, sample in _SAMPLES.items() if negative(sample) is not None}
        self.needs(node, kinds, signed, "a number or duration, and has no negative")
        return kinds and kinds & signed

    def arithmetic(self, node: tree.Arithmetic) -> Kinds:
        left = self.kinds(node.first)
        for operator, operand in node.rest:
            right = self.kinds(operand)
            before = len(self.clashes)
            self.fit(operand, operator, left, right, partial(_has_result, operator))
            if len(self.clashes) > before or left is None or right is None or not left or not right:
                left = self._either(operator, left, right)
            else:
                left = frozenset(_result(operator, one, other) for one in left for other in right) - {NULL}
        return left

    def _either(self, operator: str, left: Kinds, right: Kinds) -> Kinds:
        """What may come of an operand of which nothing is known."""
        if left and right:
            return None
        lefts, rights = left or frozenset(_SAMPLES), right or frozenset(_SAMPLES)
        return frozenset(_result(operator, one, other) for one in lefts for other in rights) - {NULL}

    def comparison(self, node: tree.Comparison) -> Kinds:
        fits = _can_be_equal if node.operator in ("=", "!=") else _are_ordered
        self.fit(node, node.operator, self.kinds(node.left), self.kinds(node.right), fits)
        return frozenset({BOOLEAN})

    def between(self, node: tree.Between) -> Kinds:
        value = self.kinds(node.value)
        for end in (node.low, node.high):
            self.fit(node, "between", value, self.kinds(end), _are_ordered)
        return frozenset({BOOLEAN})

    def logic(self, node: tree.Logic) -> Kinds:
        word = "and" if node.conjunction else "or"
        for operand in node.operands:
            self.needs(operand, self.kinds(operand), {BOOLEAN}, f"true or false, as {word!r} needs")
        return frozenset({BOOLEAN})

    def instance_of(self, node: tree.InstanceOf) -> Kinds:
        self.kinds(node.value)
        return frozenset({BOOLEAN})

    def conditional(self, node: tree.Conditional) -> Kinds:
        self.needs(node.condition, self.kinds(node.condition), {BOOLEAN}, "a condition")
        then, otherwise = self.kinds(node.then), self.kinds(node.otherwise)
        return None if then is None or otherwise is None else then | otherwise

    def list_of(self, node: tree.ListOf) -> Kinds:
        for element in node.elements:
            self.kinds(element)
        return frozenset({LIST})

    def context_of(self, node: tree.ContextOf) -> Kinds:
        before = len(self.bound)
        for name, value in node.entries:
            if isinstance(value, tree.FunctionOf):
                self.bound.append(name)
            self.kinds(value)
            self.bound.append(name)
        del self.bound[before:]
        return frozenset({CONTEXT})

    def interval(self, node: tree.Interval) -> Kinds:
        low, high = (self.kinds(end) if end is not None else None for end in (node.low, node.high))
        self.fit(node, "..", low, high, _are_ordered)
        return frozenset({RANGE})

    def for_(self, node: tree.For) -> Kinds:
        self._iterated(node.iterators, node.result, ["partial"])
        return frozenset({LIST})

    def quantified(self, node: tree.Quantified) -> Kinds:
        kinds = self._iterated(node.iterators, node.condition, [])
        self.needs(node.condition, kinds, {BOOLEAN}, "a condition")
        return frozenset({BOOLEAN})

    def function_of(self, node: tree.FunctionOf) -> Kinds:
        self._within(node.parameters, node.body)
        return frozenset({FUNCTION})

    def unary_tests(self, node: tree.UnaryTests) -> Kinds:
        for test in node.tests:
            assert isinstance(test, tree.ComparisonTest | tree.ExpressionTest)
            self.kinds(test.operand if isinstance(test, tree.ComparisonTest) else test.expression)
        return frozenset({BOOLEAN})

    def membership(self, node: tree.Membership) -> Kinds:
        self.kinds(node.value)
        return self.unary_tests(node.tests)

    def _iterated(self, iterators: tuple[tree.Iterator, ...], body: tree.Node, more: list[str]) -> Kinds:
        before = len(self.bound)
        for iterator in iterators:
            first = self.kinds(iterator.source)
            if iterator.end is not None:
                self.fit(iterator, "..", first, self.kinds(iterator.end), _are_ordered)
            self.bound.append(iterator.name)
        kinds = self._within(more, body)
        del self.bound[before:]
        return kinds

    def _within(self, names: Iterable[str], body: tree.Node) -> Kinds:
        before = len(self.bound)
        self.bound.extend(names)
        kinds = self.kinds(body)
        del self.bound[before:]
        return kinds


def _accepts(overload: Overload, arguments: list[Kinds], names: tuple[str, ...] | None) -> bool:
    """Whether arguments of these kinds may be meant for this way to call a built-in."""
    if names is not None:
        by_name = {parameter.name: parameter for parameter in overload.parameters}
        return all(name in by_name for name in names)
    if not overload.fewest <= len(arguments) <= overload.most:
        return False
    rest = overload.parameters[-1] if overload.parameters and overload.parameters[-1].rest else None
    for at, kinds in enumerate(arguments):
        parameter = rest if rest is not None and at >= len(overload.parameters) - 1 else overload.parameters[at]
        # A list may be one of a single element, which stands for it; a function and a range are left to the call.
        if kinds and kinds <= _SAMPLES.keys() and not any(parameter.takes(_SAMPLES[kind]) for kind in kinds):
            return False
    return True


def _results_of(function: BuiltIn, fitting: list[Overload]) -> Kinds:
    kinds: set[str] = set()
    for overload in fitting or function.overloads:
        if overload.gives is None:
            return None
        kinds |= overload.gives
    return frozenset(kinds)


_INFERENCES: dict[type[tree.Node], Callable[[_Inference, Any], Kinds]] = {
    tree.Literal: _Inference.literal,
    tree.Name: _Inference.name,
    tree.Property: _Inference.property,
    tree.Filter: _Inference.filter,
    tree.Call: _Inference.call,
    tree.Negative: _Inference.negative,
    tree.Arithmetic: _Inference.arithmetic,
    tree.Comparison: _Inference.comparison,
    tree.Between: _Inference.between,
    tree.Logic: _Inference.logic,
    tree.InstanceOf: _Inference.instance_of,
    tree.Conditional: _Inference.conditional,
    tree.ListOf: _Inference.list_of,
    tree.ContextOf: _Inference.context_of,
    tree.Interval: _Inference.interval,
    tree.For: _Inference.for_,
    tree.Quantified: _Inference.quantified,
    tree.FunctionOf: _Inference.function_of,
    tree.UnaryTests: _Inference.unary_tests,
    tree.Membership: _Inference.membership,
}
