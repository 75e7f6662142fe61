"""Who may do a task, as the diagram says it: principals, checked before they are stored."""

from __future__ import annotations

import re
from typing import Any

from engine.bpmn import Environment, UserTaskOpened
from engine.errors import ExpressionError
from engine.organisation.codes import ROLE_KEY, UNIT_CODE

UNIT = f"unit:{UNIT_CODE.pattern}"
PRINCIPAL = re.compile(rf"person:\d+|manager-of:person:\d+|manager:{UNIT}|role:{ROLE_KEY.pattern}:{UNIT}")


def checked_principals(values: Any, where: str) -> tuple[str, ...]:
    """One principal or a list of them, without doubles. Raises ExpressionError for anything else."""
    found = dict.fromkeys([values] if isinstance(values, str) else values or ())
    for value in found:
        if not isinstance(value, str) or not PRINCIPAL.fullmatch(value):
            raise ExpressionError(
                f"{where} gives {value!r}, which names nobody; use person(…), manager(…), manager of(…) or role(…)"
            )
    return tuple(found)


def principals_of_task(effect: UserTaskOpened, environment: Environment) -> tuple[str, ...]:
    """Assignee and candidates. A task that names nobody waits for the process owner, so that it cannot be lost."""
    named = ([effect.assignee] if effect.assignee else []) + list(effect.candidates)
    principals = checked_principals(named, f"the assignment of {effect.element_id}")
    return principals or (process_owner(environment),)


def process_owner(environment: Environment) -> str:
    """The principal of the municipality's process owner. Raises ExpressionError before there is a municipality."""
    found: str = environment.functions["role"].call("process-owner")
    return found
