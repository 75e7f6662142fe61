"""Ports for tests that start no case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.ports import Case, Ports, ServiceTask
from forms.validator import FormValidator


class NoProcesses:
    """No service task and no prefill."""

    def known(self) -> Sequence[str]:
        return ()

    def handler(self, task_type: str) -> ServiceTask:
        raise KeyError(task_type)

    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> dict[str, Any]:
        return {}


def ports() -> Ports:
    nothing, forms = NoProcesses(), FormValidator()
    return Ports(forms=forms, validator=forms, prefill=nothing, service_tasks=nothing)
