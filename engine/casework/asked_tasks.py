"""What a user task's row says of what is asked, when the task opens and when its case moves to another version."""

from __future__ import annotations

from typing import Any

from engine.access.codes import Visibility, reader_principal
from engine.bpmn import UserTaskOpened
from engine.casework.case import OpenCase


def task_columns(case: OpenCase, effect: UserTaskOpened) -> dict[str, Any]:
    """Where the task stands, what it is called, its form, and who may read what is answered."""
    properties = case.definition.elements[effect.element_id].properties
    visibility = Visibility(properties.get("yearwheel:visibility", case.visibility))
    return {
        "element_id": effect.element_id, "name": effect.name, "step": properties.get("yearwheel:step"),
        "form_key": effect.form_key, "visibility": visibility,
        "reader": reader_principal(visibility, case.unit_id, case.person_id),
    }  # fmt: skip
