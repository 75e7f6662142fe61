"""What can go wrong, named for what happened.

YearwheelError
├── NotFound
│   ├── DefinitionNotFound
│   ├── InstanceNotFound
│   ├── TaskNotFound
│   ├── FormNotFound
│   ├── PersonNotFound
│   ├── UnitNotFound
│   ├── ArrangementNotFound
│   └── AttachmentNotFound
├── Refused
│   ├── NotAuthorized
│   ├── ReceiverRefused
│   ├── ArrangementRefused
│   ├── TaskAlreadyCompleted
│   ├── ConcurrentUpdate
│   ├── ProcessSuspended
│   │   └── DefinitionSuspended
│   ├── CaseMovedOn
│   ├── ValueRefused
│   ├── SubmissionInvalid
│   ├── ImportRefused
│   ├── SettingsRefused
│   └── TooManyAttempts
├── InvalidDiagram
├── ExpressionError
├── StepLimitReached
└── ServiceTaskFailed

Every class carries a stable ``code`` for logs and machines; ``str(error)`` is for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.rules import Misfit, Rule, Unfit


class YearwheelError(Exception):
    """Root of everything this system raises on purpose."""

    code = "error"


class NotFound(YearwheelError):
    """What was asked for is not there, or may not be known by the one who asks."""

    code = "not-found"


class DefinitionNotFound(NotFound):
    """No deployed process, or version of it, has this key."""

    code = "definition-not-found"


class InstanceNotFound(NotFound):
    """No case with this id that the reader may know of."""

    code = "instance-not-found"


class TaskNotFound(NotFound):
    """No task with this id that the reader may know of."""

    code = "task-not-found"


class FormNotFound(NotFound):
    """The deployment holds no form with this key."""

    code = "form-not-found"


class PersonNotFound(NotFound):
    """No person with this id."""

    code = "person-not-found"


class UnitNotFound(NotFound):
    """No unit with this code."""

    code = "unit-not-found"


class ArrangementNotFound(NotFound):
    """No deputy and no absence with this number."""

    code = "arrangement-not-found"


class AttachmentNotFound(NotFound):
    """No attachment with this id that the reader may open."""

    code = "attachment-not-found"


class Refused(YearwheelError):
    """The request was understood and is not carried out; nothing has changed."""

    code = "refused"


class NotAuthorized(Refused):
    """This person may not do this; rule: why; who: the name of the one it lies with instead, if it is somebody."""

    code = "not-authorized"

    def __init__(self, rule: Rule, message: str, who: str | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.who = who


class ReceiverRefused(Refused):
    """A task cannot be given to this person or role; why: what keeps it."""

    code = "receiver-refused"

    def __init__(self, why: Unfit, message: str) -> None:
        super().__init__(message)
        self.why = why


class ArrangementRefused(Refused):
    """A deputy or an absence cannot be set like this. field: what is to be mended; why: what is wrong with it."""

    code = "arrangement-refused"

    def __init__(self, field: str, why: Misfit, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.why = why


class TaskAlreadyCompleted(Refused):
    """Somebody else was first, or the process has moved on.

    by: name of the person who completed it, None when the process withdrew the task; at: when (UTC).
    """

    code = "task-already-completed"

    def __init__(self, by: str | None, at: datetime | None) -> None:
        super().__init__(f"The task was already completed by {by}" if by else "The task is no longer open")
        self.by = by
        self.at = at


class ConcurrentUpdate(Refused):
    """Another transaction changed the same case first. `engine.run` executes the command again."""

    code = "concurrent-update"


class ProcessSuspended(Refused):
    """The case is suspended; nothing in it can be done until it is resumed."""

    code = "process-suspended"


class DefinitionSuspended(ProcessSuspended):
    """The whole process is suspended; nobody can start it until it is resumed."""

    code = "definition-suspended"


class CaseMovedOn(Refused):
    """What was done cannot be undone any more: the case has gone on from there."""

    code = "case-moved-on"


class ValueRefused(Refused):
    """A case cannot have this value: something in it that depends on the value could not be computed."""

    code = "value-refused"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault in a submitted form. path: the field's name in the form, e.g. ``goals.0.due``."""

    path: str
    message: str


class SubmissionInvalid(Refused):
    """The answers do not satisfy the form."""

    code = "submission-invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{e.path}: {e.message}" for e in errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class RowError:
    """One row of an imported file that cannot be taken. line: as the file's own program numbers it."""

    line: int
    reason: str


class ImportRefused(Refused):
    """A file was not imported; each bad row says why."""

    code = "import-refused"

    def __init__(self, rows: Sequence[RowError]) -> None:
        super().__init__(f"{len(rows)} rows cannot be imported; nothing was changed")
        self.rows = tuple(rows)


class SettingsRefused(Refused):
    """The program refuses to start with these settings."""

    code = "settings-refused"


class TooManyAttempts(Refused):
    """Signing in, or asking for a link, has failed too often from here; minutes: until it may be tried again."""

    code = "too-many-attempts"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many attempts; wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a diagram or a form. element: id in the file, None for the file as a whole."""

    element: str | None
    reason: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.element or 'file'}: {self.reason} {self.remedy}"


class InvalidDiagram(YearwheelError):
    """The diagram, or what it is deployed with, cannot be run as the standard says."""

    code = "invalid-diagram"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = tuple(problems)


class ExpressionError(YearwheelError):
    """A FEEL expression cannot be read or evaluated. position: character offset in the source, if known."""

    code = "expression-error"

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class StepLimitReached(YearwheelError):
    """The process ran on without waiting for anything until it was stopped: it has a loop without an end."""

    code = "step-limit-reached"


class ServiceTaskFailed(YearwheelError):
    """A service task's Python raised."""

    code = "service-task-failed"
