"""The decisions that a case may call."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from engine.bpmn import Environment
from engine.definitions import Definition, decision
from engine.dmn import DecisionModel
from engine.errors import DefinitionNotFound, ExpressionError
from engine.feel import to_json


def deciding(environment: Environment, session: Session, definition: Definition) -> Environment:
    """The environment of a case: its decisions are those deployed together with its process, else the newest ones."""

    @cache
    def model_with(decision_id: str) -> DecisionModel:
        try:
            return decision(session, definition.deployment_id, decision_id)
        except DefinitionNotFound as error:
            raise ExpressionError(str(error)) from error

    def decide(decision_id: str, variables: Any) -> Any:
        return to_json(
            model_with(decision_id).evaluate(
                decision_id, variables, environment.functions, now=environment.now, zone=environment.zone
            )
        )

    return replace(environment, decide=decide)
