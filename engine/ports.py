"""What the engine needs from the rooms above it, as protocols. `webapp.wiring` hands the real ones in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.errors import Problem
from engine.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The case as forms, service tasks and prefill sources see it."""

    id: UUID
    root_id: UUID
    definition_key: str
    title: str
    cycle_year: int | None
    unit_id: str | None
    person_id: int | None
    variables: Mapping[str, Any] = field(default_factory=dict)


class FormCatalogue(Protocol):
    """Checks forms when they are deployed."""

    def problems(self, schema: Mapping[str, Any]) -> list[Problem]:
        """What keeps this form-js schema from being used; empty if nothing does."""
        ...


class SubmissionValidator(Protocol):
    """Turns what was posted into answers."""

    def validate(
        self,
        sha256: str,
        schema: Mapping[str, Any],
        posted: Mapping[str, Any],
        prefill: Mapping[str, Any],
        today: date,
        locale: str,
    ) -> dict[str, Any]:
        """Clean answers, JSON-ready. Raises SubmissionInvalid with one error per fault.
        sha256 identifies the schema, so that compiled forms can be kept."""
        ...


class PrefillSource(Protocol):
    """Finds what a form shows or starts from: earlier answers, registers, meetings."""

    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> Mapping[str, Any]:
        """Values by name; names of the form's own fields are their starting values. They are asked for while the
        transaction lasts, one by one."""
        ...


ServiceTask = Callable[["ServiceCall"], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCall:
    """What a service task gets. inputs: its mapped inputs, or the case's variables when nothing is mapped;
    headers: `zeebe:taskHeaders`. It may change registers through session and returns variables for the case.
    It runs inside the transaction of the action that reached it, so it touches nothing but the database."""

    session: Session
    clock: Clock
    case: Case
    inputs: Mapping[str, Any]
    headers: Mapping[str, str]


class ServiceTasks(Protocol):
    """The Python behind `zeebe:taskDefinition` types."""

    def known(self) -> Sequence[str]:
        """All types, for the check at deploy."""
        ...

    def handler(self, task_type: str) -> ServiceTask:
        """Raises KeyError for an unknown type."""
        ...


Subscriber = Callable[[Session, Sequence[Event]], None]
"""Called once per transaction with everything that happened in it, before commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All of them, wired once per process."""

    forms: FormCatalogue
    validator: SubmissionValidator
    prefill: PrefillSource
    service_tasks: ServiceTasks
    subscribers: tuple[Subscriber, ...] = ()
