"""Where an agreement stands, told by the tasks that are open in it."""

from __future__ import annotations

from collections.abc import Mapping

PHASES: Mapping[str, str] = {
    "employee_preparation": "preparation",
    "manager_preparation": "preparation",
    "draft": "talk",
    "review": "review",
    "disagreement": "disagreement",
    "employee_confirms": "confirmation",
    "manager_confirms": "confirmation",
}
"""The phase that an open task's element stands for, earliest first."""
