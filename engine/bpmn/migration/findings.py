"""What is found out about moving one case to another version: where it goes, what stands in the way, what changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Obstacle(StrEnum):
    """Why a case cannot move."""

    GONE = "gone"
    ELSEWHERE = "elsewhere"
    OTHER_KIND = "other-kind"
    OTHER_MARKER = "other-marker"
    NO_FLOW = "no-flow"
    NOT_UNDONE = "not-undone"
    NOT_HEARD = "not-heard"
    NOT_ASKED = "not-asked"
    STUCK = "stuck"


class Change(StrEnum):
    """What is different for a case once it has moved."""

    BEGINS = "begins"
    STOPS = "stops"
    LISTENS_ANEW = "listens-anew"
    KEEPS_TIME = "keeps-time"
    OTHER_FORM = "other-form"
    OTHER_PEOPLE = "other-people"
    OTHER_CALL = "other-call"


REASONS: dict[Obstacle, tuple[str, str]] = {
    Obstacle.GONE: (
        "The case stands here, and the new version has no such element",
        "Say which element takes its place.",
    ),
    Obstacle.ELSEWHERE: (
        "The new version has it in another sub-process",
        "Map it to an element of the same sub-process, or let the case pass it first.",
    ),
    Obstacle.OTHER_KIND: (
        "What has begun here is of another kind in the new version",
        "Map it to an element of the same kind, or let the case pass it first.",
    ),
    Obstacle.OTHER_MARKER: (
        "It runs another way in the new version: once or several times, side by side or one after another, or under "
        "another item name",
        "Draw its marker as in the old version, or let the case pass it first.",
    ),
    Obstacle.NO_FLOW: (
        "A branch waits here for others, and the new version lacks the flow by which it came",
        "Say which flow takes its place.",
    ),
    Obstacle.NOT_UNDONE: (
        "This has been done and may have to be undone, which the new version cannot",
        "Draw its compensation handler in the new version too.",
    ),
    Obstacle.NOT_HEARD: (
        "The event cannot begin to listen",
        "Write its expression so that it has a value in cases that are under way.",
    ),
    Obstacle.NOT_ASKED: (
        "The task cannot be given to anybody",
        "Write who is to do it, and until when, so that it has a value in cases that are under way.",
    ),
    Obstacle.STUCK: (
        "The case would wait here for a branch that can no longer come",
        "Draw the new version so that the case can go on from where it stands.",
    ),
}
CHANGES: dict[Change, str] = {
    Change.BEGINS: "begins to listen",
    Change.STOPS: "listens no more",
    Change.LISTENS_ANEW: "listens for something else",
    Change.KEEPS_TIME: "keeps the time it was due at",
    Change.OTHER_FORM: "is answered with another form",
    Change.OTHER_PEOPLE: "waits for those whom the new version names",
    Change.OTHER_CALL: "calls another process; what it has called goes on",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A live token: the ids of the element where it stands, and where it will."""

    token: UUID
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class MigrationProblem:
    """element: its id in the old version, in the new one for what cannot begin there; detail: an expression's
    error, or the id of the flow that is lacking; empty for none."""

    element: str
    obstacle: Obstacle
    detail: str = ""

    @property
    def reason(self) -> str:
        """What stands in the way, in English."""
        reason = REASONS[self.obstacle][0]
        return f"{reason}: {self.detail}." if self.detail else f"{reason}."

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return REASONS[self.obstacle][1]


@dataclass(frozen=True, slots=True)
class MigrationNote:
    """Something that people should know. element: its id in the new version, in the old one for what stops."""

    element: str
    change: Change

    def __str__(self) -> str:
        return f"{self.element} {CHANGES[self.change]}"
