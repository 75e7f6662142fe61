"""What a user task's row says of what is asked, when the task opens and when its case moves to another version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.access.codes import Visibility, reader_principal
from engine.bpmn import UserTaskOpened
from engine.casework.case import OpenCase
from engine.models import DeputyScope

NO_DEPUTY = "yearwheel:no-deputy"
DEPUTY_SCOPE = "yearwheel:deputy-scope"


def task_columns(case: OpenCase, effect: UserTaskOpened) -> dict[str, Any]:
    """Where the task stands, what it is called, its form, and who may read what is answered."""
    properties = case.definition.elements[effect.element_id].properties
    visibility = Visibility(properties.get("yearwheel:visibility", case.visibility))
    return {
        "element_id": effect.element_id, "name": effect.name, "step": properties.get("yearwheel:step"),
        "form_key": effect.form_key, "visibility": visibility, "priority": effect.priority,
        "deputy_scope": _deputy_scope(properties, visibility),
        "reader": reader_principal(visibility, case.unit_id, case.person_id),
    }  # fmt: skip


def _deputy_scope(properties: Mapping[str, str], visibility: Visibility) -> DeputyScope | None:
    """What a deputy must have been given to do the task. Notes of one's own nobody else writes, and only those who are
    appointed for it handle what whistle-blowers report (lag 2021:890, ch. 5)."""
    if properties.get(NO_DEPUTY) == "true" or visibility in (Visibility.AUTHOR, Visibility.WB):
        return None
    return DeputyScope(properties.get(DEPUTY_SCOPE, DeputyScope.DO))
