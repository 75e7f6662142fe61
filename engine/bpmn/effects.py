"""What a step of a process asks the world to do. The engine's commands carry it out in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
class TimerMoved:
    """What a waiting timer depends on has changed: it is now due at due_at (aware, UTC)."""

    token: UUID
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAwaited:
    """`Execution.deliver(token)` is to be called with the next message of this name, and of this correlation key when
    there is one. One that listens on after a message does so with a token of its own."""

    token: UUID
    element_id: str
    name: str
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalAwaited:
    """`Execution.deliver(token)` is to be called when another case throws this signal. One that listens on after a
    signal does so with a token of its own."""

    token: UUID
    element_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageThrown:
    """A message for one catcher, in this case or another, or for a process that it starts. waits: how long it is kept
    when nobody catches it yet; variables: what it carries."""

    element_id: str
    name: str
    key: str | None
    waits: timedelta
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrown:
    """A signal for every other case that awaits it now, and every process that it starts. This case's own catchers
    have had it already."""

    element_id: str
    name: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationThrown:
    """An escalation that nothing in this case caught: the call activity that called it, if any, may.
    `Execution.escalate`."""

    element_id: str
    code: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitiesOffered:
    """An ad-hoc sub-process has opened, or one of its activities has ended: these can be started now, by
    `Execution.activate(token, element_id)`. Each time replaces the time before."""

    token: UUID
    element_id: str
    activities: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFailed:
    """A step went wrong, and nothing of it has happened: the token stands where it stood until `Execution.retry`.
    code: of the error's class; message: for people."""

    token: UUID
    element_id: str
    code: str
    message: str


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


Effect = (
    UserTaskOpened
    | ServiceTaskReady
    | TimerArmed
    | TimerMoved
    | MessageAwaited
    | SignalAwaited
    | MessageThrown
    | SignalThrown
    | EscalationThrown
    | ActivitiesOffered
    | CallStarted
    | Withdrawn
    | MergeConflict
    | TokenStuck
    | TokenFailed
)
