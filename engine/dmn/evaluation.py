"""One question put to a model: what is given, and what has been decided so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.feel import Budget, FeelFunction
from engine.feel.scope import Run, Scope

if TYPE_CHECKING:
    from engine.dmn.elements import Element


class Evaluation:
    """given: values from outside by name, as FEEL has them; made: what elements have given, each asked once."""

    def __init__(
        self,
        given: Mapping[str, Any],
        functions: Mapping[str, FeelFunction],
        budget: Budget,
        now: datetime | None,
        zone: ZoneInfo | None,
    ) -> None:
        self.given = given
        self.budget = budget
        self.made: dict[Element, Any] = {}
        self._functions = functions
        self._now = now
        self._zone = zone

    def value(self, element: Element) -> Any:
        """What the element gives."""
        if element not in self.made:
            # An element that requires itself, which is refused at deploy, finds nothing here and ends.
            self.made[element] = None
            self.made[element] = element.value(self)
        return self.made[element]

    def scope(self, variables: Mapping[str, Any]) -> Scope:
        """Where an element's expression runs. variables: all that it sees."""
        return Scope({}, None, Run(variables, self._functions, self.budget, self._now, self._zone))

    def apart(self) -> Evaluation:
        """An evaluation for other inputs, on the same budget; nothing is given to it yet."""
        return Evaluation({}, self._functions, self.budget, self._now, self._zone)
