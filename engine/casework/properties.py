"""What a process says about its cases: `yearwheel:` properties of the process, most of them FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.codes import Visibility
from engine.bpmn import Environment
from engine.definitions import Definition
from engine.errors import ExpressionError
from engine.feel import compile_expression, to_json

TITLE_LENGTH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProperties:
    """title: what lists call the case; cycle_year: the budget year it belongs to; unit_id, person_id: whom it
    concerns; visibility, status_visibility: who may read its content, and its status and dates."""

    title: str
    business_key: str | None
    cycle_year: int | None
    unit_id: str | None
    person_id: int | None
    visibility: Visibility
    status_visibility: Visibility


def evaluate(source: str, variables: Mapping[str, Any], environment: Environment) -> Any:
    """The JSON-ready value of one FEEL expression in this environment. Raises ExpressionError."""
    expression = compile_expression(source.removeprefix("="), functions=frozenset(environment.functions))
    return to_json(expression.evaluate(variables, environment.functions, now=environment.now, zone=environment.zone))


def case_properties(definition: Definition, variables: Mapping[str, Any], environment: Environment) -> CaseProperties:
    """The properties of a case that starts with these variables. Raises ExpressionError."""
    properties = definition.process.properties

    def value(name: str, kind: type) -> Any:
        source = properties.get(f"yearwheel:{name}")
        if source is None:
            return None
        found = evaluate(source, variables, environment)
        if found is not None and (not isinstance(found, kind) or isinstance(found, bool)):
            raise ExpressionError(f"yearwheel:{name} of {definition.key} gives {found!r}, not {kind.__name__}")
        return found

    visibility = Visibility(properties.get("yearwheel:visibility", Visibility.LINE))
    # That somebody has blown the whistle is as confidential as what was said (lag 2021:890).
    status = Visibility.WB if visibility == Visibility.WB else Visibility.STAT
    return CaseProperties(
        title=(value("title", str) or definition.name)[:TITLE_LENGTH],
        business_key=value("business-key", str),
        cycle_year=value("cycle-year", int),
        unit_id=value("unit", str),
        person_id=value("person", int),
        visibility=visibility,
        status_visibility=Visibility(properties.get("yearwheel:status-visibility", status)),
    )
