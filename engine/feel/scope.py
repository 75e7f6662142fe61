"""Where names get their values while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.feel.budget import Budget
from engine.feel.values import Function


class Run:
    """What stays the same through one evaluation: variables (as FEEL values), functions handed in, budget, time."""

    __slots__ = ("budget", "functions", "now", "variables", "zone")

    def __init__(
        self,
        variables: Mapping[str, Any],
        functions: Mapping[str, Function],
        budget: Budget,
        now: datetime | None,
        zone: ZoneInfo | None,
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.budget = budget
        self.now = now
        self.zone = zone

    def moment(self) -> datetime:
        """Business time, in the zone handed in. The machine's own clock is never asked: business time can be moved."""
        if self.now is None:
            raise ExpressionError("The expression asks for the time, and none is known here")
        return self.now.astimezone(self.zone) if self.zone is not None else self.now


class Scope:
    """The names a construct introduces, with their values, and the scope around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Any], parent: Scope | None, run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run


Closure = Callable[[Scope], Any]
