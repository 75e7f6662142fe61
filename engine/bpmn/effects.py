"""What a step of a process asks the world to do. The engine's commands carry it out in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskOpened:
    """A person is to do something. assignee and candidates: principals; due: a date, or an aware datetime;
    priority: 0-100; variables: the case as the task sees it, for names and forms."""

    token: UUID
    element_id: str
    name: str
    form_key: str | None
    assignee: str | None
    candidates: tuple[str, ...]
    due: date | datetime | None
    follow_up: date | datetime | None
    priority: int | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTaskReady:
    """Python is to do something. inputs: the mapped inputs, or all the task sees when nothing is mapped."""

    token: UUID
    element_id: str
    task_type: str
    headers: Mapping[str, str]
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerArmed:
    """`Execution.fire(token)` is to be called at due_at (aware, UTC). A repeating timer is armed anew, with a token
    of its own, each time it has fired."""

    token: UUID
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """Processes are to be started as instances of their own: one per item, each with shared and its item's variables.
    multiple: whether a multi-instance marker asked for it."""

    token: UUID
    element_id: str
    process_id: str
    shared: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    multiple: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What this token waited for (a person, Python, a time, called instances) no longer concerns the process."""

    token: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeConflict:
    """Branches that met had changed the same variables differently; the later branch's values hold.
    names: paths such as ``budget.total``."""

    element_id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenStuck:
    """A token waits at a join for others that can no longer come, and nothing else in the case can move."""

    token: UUID
    element_id: str


Effect = UserTaskOpened | ServiceTaskReady | TimerArmed | CallStarted | Withdrawn | MergeConflict | TokenStuck
