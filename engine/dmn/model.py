"""A file of DMN, ready to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.dmn.elements import Decision, Element, KnowledgeModel, ServiceNode
from engine.dmn.evaluation import Evaluation
from engine.dmn.graph import GraphReader
from engine.dmn.inputs import from_outside
from engine.dmn.reading import Arity
from engine.errors import ExpressionError, InvalidDiagram, Problem
from engine.feel import Budget, FeelFunction, to_feel
from engine.feel.values import Function

KEPT = 500  # models in memory; a municipality runs some dozens
_NO_FUNCTIONS: Mapping[str, FeelFunction] = {}


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """What may be asked for: a decision or a decision service. inputs: names of the variables that it reads."""

    id: str
    name: str
    inputs: frozenset[str]


@dataclass(frozen=True)
class DecisionModel:
    """decisions: by id; problems: what is wrong with the file. Nothing in it ever changes, so all threads share it."""

    decisions: Mapping[str, DecisionInfo]
    problems: tuple[Problem, ...]
    _elements: Mapping[str, Element]

    def id_of(self, name: str) -> str | None:
        """The id of the decision, decision service or knowledge model of this name; None when there is none."""
        return next((e.id for e in self._elements.values() if name in (e.name, e.label)), None)

    def evaluate(
        self,
        element_id: str,
        variables: Mapping[str, Any],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget | None = None,
        now: datetime | None = None,
        zone: ZoneInfo | None = None,
    ) -> Any:
        """The value of a decision, as FEEL has it; of a decision service or a knowledge model, what it gives when
        called with the variables of its parameters' names.

        variables: JSON or FEEL values, missing ones are null; the rest as in `engine.feel.Expression.evaluate`. Raises
        ExpressionError where DMN has no null to give: no such decision, budget overspent, a table whose hit policy is
        broken.
        """
        element = self._elements.get(element_id)
        if element is None:
            raise ExpressionError(f"There is no decision {element_id!r}")
        spent = budget or Budget()
        try:
            given = {name: to_feel(variables[name]) for name in element.inputs() if name in variables}
            evaluation = Evaluation(given, functions, spent, now, zone)
            value = evaluation.value(element)
            if isinstance(element, ServiceNode | KnowledgeModel) and isinstance(value, Function):
                value = value.invoke(evaluation.scope({}).run, _arguments(element, given))
        except ExpressionError as error:
            raise ExpressionError(f"{element.label}: {error}", error.position) from error
        except RecursionError as error:
            raise ExpressionError(f"{element.label}: the decisions call each other too deeply") from error
        return value


def _arguments(element: ServiceNode | KnowledgeModel, given: Mapping[str, Any]) -> list[Any]:
    if isinstance(element, KnowledgeModel):
        return [given.get(name) for name in element.parameters]
    return [from_outside(given.get(each.name), each.type) for each in element.parameters]


def compile_decisions(dmn: bytes, functions: Mapping[str, Arity], others: Sequence[bytes] = ()) -> DecisionModel:
    """Check everything there is to check, then compile. functions: the host's, with the fewest and the most arguments
    of each; others: files that may be imported. Raises InvalidDiagram with all problems at once."""
    model = load_decisions(dmn, functions, others)
    if model.problems:
        raise InvalidDiagram(model.problems)
    return model


def load_decisions(dmn: bytes, functions: Mapping[str, Arity], others: Sequence[bytes] = ()) -> DecisionModel:
    """The same without judging: what is wrong lies in the model's `problems`, and gives null. Raises InvalidDiagram
    only when it is no DMN at all. The same bytes give the same model."""
    return _load(dmn, tuple(sorted(functions.items())), tuple(others))


@lru_cache(maxsize=KEPT)
def _load(dmn: bytes, functions: tuple[tuple[str, Arity], ...], others: tuple[bytes, ...]) -> DecisionModel:
    try:
        file = GraphReader(dict(functions), others).read(dmn)
    except RecursionError as error:
        raise InvalidDiagram([Problem(None, "The file is nested too deeply.", "Make it simpler.")]) from error
    decisions = {
        element.id: DecisionInfo(element.id, element.label, element.inputs())
        for element in file.elements.values()
        if isinstance(element, Decision | ServiceNode)
    }
    return DecisionModel(decisions, tuple(file.reader.problems), file.elements)
