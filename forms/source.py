"""Reading untrusted JSON: every getter returns something usable, and notes a problem when what stood there was not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError, Problem
from engine.feel import Expression, check_calls, compile_expression
from forms.numbers import read_number

TEXT_LIMIT = 10_000


class Source:
    """One component of a schema file. problems: where findings are collected."""

    def __init__(self, data: Mapping[str, Any], problems: list[Problem]) -> None:
        self.data = data
        self.problems = problems
        self.id = self._identity()

    def refuse(self, reason: str, remedy: str, *, warning: bool = False) -> None:
        """Note that the component cannot be used as it is."""
        self.problems.append(Problem(self.id or None, reason, remedy, warning))

    def get(self, *path: str) -> Any:
        """Whatever stands there, None if nothing."""
        value: Any = self.data
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def text(self, *path: str) -> str:
        """A text, empty when absent."""
        value = self.get(*path)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > TEXT_LIMIT or "\0" in value:
            self.refuse(f"{_named(path)} is not a text.", "Write it as a text of reasonable length.")
            return ""
        return value

    def flag(self, *path: str) -> bool:
        """A truth value, false when absent."""
        value = self.get(*path)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.refuse(f"{_named(path)} is neither true nor false.", "Write true or false.")
        return False

    def whole(self, *path: str, lowest: int = 0, highest: int = 100_000) -> int | None:
        """A whole number within bounds, None when absent."""
        number = self.number(*path)
        if number is None:
            return None
        if number != int(number) or not lowest <= number <= highest:
            self.refuse(f"{_named(path)} is not a whole number from {lowest} to {highest}.", "Correct the number.")
            return None
        return int(number)

    def number(self, *path: str) -> Decimal | None:
        """A number, written as one or as text; None when absent."""
        value = self.get(*path)
        if value is None or value == "":
            return None
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            try:
                return read_number(value)
            except ValueError:
                pass  # told below, together with what is no number at all
        self.refuse(f"{_named(path)} is not a number.", "Write a number; conditions belong in yearwheel:rule.")
        return None

    def expression(self, *path: str) -> Expression | None:
        """A FEEL expression, with or without a leading `=`; None when absent or wrong."""
        source = self.text(*path).strip()
        return self.compile(source, _named(path)) if source else None

    def compile(self, source: str, where: str) -> Expression | None:
        """The expression, or None and a problem that says where it stands."""
        try:
            expression = compile_expression(source.removeprefix("=").strip())
        except ExpressionError as error:
            self.refuse(f"{where} is not a FEEL expression: {error}.", "Correct the expression.")
            return None
        for reason in check_calls(expression, {}):
            self.refuse(f"{where}: {reason}", "Use a function that FEEL has.")
        return expression

    def limit(self, *path: str) -> Expression | None:
        """A limit that is worked out: an expression, which begins with `=`; None when it is a plain value or absent."""
        value = self.get(*path)
        return self.expression(*path) if isinstance(value, str) and value.strip().startswith("=") else None

    def switch(self, *path: str) -> bool | Expression:
        """True, false, or a FEEL expression that says which."""
        return self.expression(*path) or False if isinstance(self.get(*path), str) else self.flag(*path)

    def parts(self, *path: str) -> list[Mapping[str, Any]]:
        """A list of objects, empty when absent."""
        value = self.get(*path)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.refuse(f"{_named(path)} is not a list of objects.", "Draw the form anew in the form editor.")
            return []
        return value

    def _identity(self) -> str:
        value = self.get("id")
        return value if isinstance(value, str) else ""


def _named(path: tuple[str, ...]) -> str:
    return "".join(f'"{name}"' if index == 0 else f' "{name}"' for index, name in enumerate(path))
