"""Random FEEL: well-formed expressions from the grammar, sources with faults, and values that no form would send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import Months, Range
from engine.feel.builtins import BUILT_INS

NAMES = ("a", "b", "item", "xs", "é", "first name", "long", "many", "deep")
_WHOLE = ("0", "1", "-1", "2", "3.7", "0.1", "1e3", "99999999999999999999999999999999999", "1e6000", "1e-6000")
_TEXTS = (
    "",
    "a",
    "åäö",
    "2026-10-31",
    "P1D",
    "PT1H",
    "P1M",
    "(a|aa)+$",
    "[a-z-[aeiou]]",
    "\\\\d",
    "😀",
    "$1",
    "\\u0000",
)
_TEMPORAL = (
    '@"2026-02-28"', '@"08:30:00"', '@"08:30:00+01:00"', '@"2026-10-25T02:30:00@Europe/Stockholm"', '@"P1DT2H"',
    '@"-P1Y2M"', 'date("9999-12-31")', 'date("-99999-12-31")', 'duration("P999999999Y")',
    'date and time("0001-01-01T00:00:00Z")', 'date and time("99999-12-31T23:59:59+01:00")',
)  # fmt: skip
_OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or")
_TYPES = ("number", "string", "list<number>", "context<a: number>", "date and time", "Any", "function<number>->Any")
_SCRAPS = (
    *("(", ")", "[", "]", "{", "}", "..", ".", ",", ":", "=", "==", "->", "?", "-", "**", '"', "`", "@", "//", "/*"),
    *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function", "external", "between"),
    *("instance", "of", "and", "or", "not", "null", "true", "date and time", "\\", "\x00", "\ud7ff", "\U0001f600"),
    *("1", "1e9999", "9" * 60, "a", "first name", "__class__", "eval", "import", "\u2028", "'"),
)


class Generator:
    """Everything it gives follows from its seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._forms: tuple[Callable[[int], str], ...] = (
            self._call, self._call, self._operation, self._operation, self._list, self._context, self._filter,
            self._conditional, self._loop, self._quantified, self._interval, self._between, self._membership,
            self._function, self._property, self._instance, self._negative, self._bracket,
        )  # fmt: skip

    def expression(self, depth: int = 4) -> str:
        """A well-formed expression."""
        if depth <= 0 or self.random.random() < 0.15:
            return self._leaf()
        return self.random.choice(self._forms)(depth - 1)

    def scraps(self) -> str:
        """Pieces of the language in no order."""
        return self.random.choice(("", " ")).join(self.random.choices(_SCRAPS, k=self.random.randrange(1, 40)))

    def noise(self) -> str:
        """Any characters."""
        return "".join(chr(self.random.choice((self.random.randrange(128), self.random.randrange(0xD800)))) for _ in
                       range(self.random.randrange(60)))  # fmt: skip

    def mutated(self, source: str) -> str:
        """A source with a piece lost, doubled, moved or put in."""
        for _ in range(self.random.randrange(1, 4)):
            begin = self.random.randrange(len(source) + 1)
            end = min(len(source), begin + self.random.randrange(6))
            piece = self.random.choice(("", source[begin:end] * 2, self.random.choice(_SCRAPS), source[:end]))
            source = source[:begin] + piece + source[end:]
        return source

    def nested(self) -> str:
        """One construct in itself, some to thousands of times."""
        opening, closing = self.random.choice(
            (("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("not(", ")"), ("f(", ")"), ("if a then ", " else a"),
             ("for a in a return ", ""), ("function(a) ", ""), ("a in (", ")"), ("a[", "]"), ("1+(", ")"),
             ("some a in a satisfies ", ""), ("[1..", "]"), ("a.b", ""), ("x instance of list<", ">"))
        )  # fmt: skip
        times = self.random.choice((3, 30, 60, 120, 500, 3_000))
        return opening * times + "a" + closing * self.random.choice((times, times - 1))

    def variables(self) -> dict[str, Any]:
        """A value for every name."""
        return {name: self.value(3) for name in NAMES}

    def value(self, depth: int) -> Any:
        choose = self.random.choice
        simple: list[Any] = [
            None, True, 0, -1, 2**200, 0.1, 1e308, 5e-324, Decimal("1E-6143"), "", "a" * 500, "\x00😀", "__class__",
            date.max, date.min, time(23, 59, 59, 999_999),
            datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC),
            datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Stockholm")),
            timedelta.max, timedelta.min, Months(-1), Range(1, None, True, False), Range("a", "b", False, True),
        ]  # fmt: skip
        if depth <= 0 or self.random.random() < 0.5:
            return choose(simple)
        if self.random.random() < 0.5:
            return [self.value(depth - 1)] * choose((0, 1, 2, 40))
        keys = ("a", "b", "typename", "__class__", "first name", "", "item")
        return {choose(keys): self.value(depth - 1) for _ in range(choose((0, 1, 3)))}

    def _leaf(self) -> str:
        kind = self.random.randrange(6)
        if kind == 0:
            return self.random.choice(_WHOLE)
        if kind == 1:
            return '"' + self.random.choice(_TEXTS) + '"'
        if kind == 2:
            return self.random.choice(_TEMPORAL)
        if kind == 3:
            return self.random.choice(("true", "false", "null", "[]", "{}", "count", "uuid"))
        return f"`{self.random.choice(NAMES)}`"

    def _call(self, depth: int) -> str:
        name = self.random.choice(list(BUILT_INS))
        fewest, most = BUILT_INS[name].arity
        count = self.random.randint(fewest, min(most, fewest + 3))
        return f"{name}({', '.join(self.expression(depth) for _ in range(count))})"

    def _operation(self, depth: int) -> str:
        return f"({self.expression(depth)}) {self.random.choice(_OPERATORS)} ({self.expression(depth)})"

    def _list(self, depth: int) -> str:
        return f"[{', '.join(self.expression(depth) for _ in range(self.random.randrange(4)))}]"

    def _context(self, depth: int) -> str:
        keys = self.random.sample(("a", "b", "c", '"d e"'), self.random.randrange(4))
        return "{" + ", ".join(f"{key}: {self.expression(depth)}" for key in keys) + "}"

    def _filter(self, depth: int) -> str:
        return f"({self.expression(depth)})[{self.expression(depth)}]"

    def _conditional(self, depth: int) -> str:
        return f"if {self.expression(depth)} then {self.expression(depth)} else {self.expression(depth)}"

    def _loop(self, depth: int) -> str:
        more = f", b in {self.expression(depth)}" if self.random.random() < 0.5 else ""
        return f"for a in {self._many(depth)}{more} return {self.expression(depth)}"

    def _many(self, depth: int) -> str:
        if self.random.random() < 0.5:
            return self.expression(depth)
        return f"({self.expression(depth)})..({self.random.choice(('9', '1e9', '-1e9', self.expression(depth)))})"

    def _quantified(self, depth: int) -> str:
        word = self.random.choice(("some", "every"))
        return f"{word} a in {self._many(depth)} satisfies {self.expression(depth)}"

    def _interval(self, depth: int) -> str:
        return f"{self.random.choice('[(')}{self.expression(depth)}..{self.expression(depth)}{self.random.choice('])')}"

    def _between(self, depth: int) -> str:
        return f"({self.expression(depth)}) between ({self.expression(depth)}) and ({self.expression(depth)})"

    def _membership(self, depth: int) -> str:
        return f"({self.expression(depth)}) in ({self.expression(depth)}, < {self.expression(depth)})"

    def _function(self, depth: int) -> str:
        return f"(function(a, b) {self.expression(depth)})({self.expression(depth)}, {self.expression(depth)})"

    def _property(self, depth: int) -> str:
        return (
            f"({self.expression(depth)}).{self.random.choice(('year', 'a', 'start', 'days', '__class__', 'timezone'))}"
        )

    def _instance(self, depth: int) -> str:
        return f"({self.expression(depth)}) instance of {self.random.choice(_TYPES)}"

    def _negative(self, depth: int) -> str:
        return f"-({self.expression(depth)})"

    def _bracket(self, depth: int) -> str:
        return f"({self.expression(depth)})"
