"""What a message or a signal brings to a case that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.casework.case import OpenCase
from engine.errors import TaskNotFound

if TYPE_CHECKING:
    from engine.casework.work import CaseWork


def hand_over(
    work: CaseWork, case: OpenCase, token: UUID, variables: Mapping[str, Any], *, action: str, element_id: str
) -> bool:
    """Let the case go on where it waits, with those variables that its process names. action: for its history.
    False when nothing waits under this token any more."""
    if case.ended:
        return False
    named = {name: value for name, value in variables.items() if name in case.definition.variables}
    try:
        case.execution.deliver(token, named)
    except TaskNotFound:
        return False
    case.act(action, element_id=element_id)
    work.touch(case)
    return True
