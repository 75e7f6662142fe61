"""The rules by which people are refused. Each refusal names one, so that a page can say it in its reader's words."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """Why somebody may not do something."""

    ADMINISTRATORS_ONLY = "administrators-only"
    """The municipality's administrators do this."""
    PROCESS_OWNERS_ONLY = "process-owners-only"
    """The process owner, or whoever started the case, does this."""
    STARTERS_ONLY = "starters-only"
    """The diagram names who starts this (`yearwheel:starters`)."""
    HIDDEN_VALUE = "hidden-value"
    """Who may not read a value may not change it."""
    WAITS_FOR_OTHERS = "waits-for-others"
    """The task waits for somebody else."""
    SENDER_ONLY = "sender-only"
    """Who sent the answers takes them back, nobody else."""
    CLAIMED = "claimed"
    """A colleague has claimed the task."""
    BEING_PREPARED = "being-prepared"
    """The task is with a colleague who prepares it; whoever asked for that completes it."""
    CONFLICT_OF_INTEREST = "conflict-of-interest"
    """The person has declared a conflict of interest (KL 6:28–30)."""
    NOT_SAME_PERSON = "not-same-person"
    """Nobody may both prepare and verify (`yearwheel:not-same-person-as`)."""
    NO_DEPUTY = "no-deputy"
    """The task does not pass to deputies (`yearwheel:no-deputy`)."""
    DEPUTY_SCOPE = "deputy-scope"
    """The deputy has not been given what this task needs."""
    LEADERS_ONLY = "leaders-only"
    """Leaders above the case's unit, its process owner and administrators give a task to somebody else."""
    LINE_ONLY = "line-only"
    """The person, or the person's manager, decides this."""
    STAYS_CONFIDENTIAL = "stays-confidential"
    """What is between employee and manager is not given to others."""


class Unfit(StrEnum):
    """Why a task cannot be given to somebody."""

    NOBODY = "nobody"
    """Nobody works as this today."""
    AWAY = "away"
    """The person is away today."""
    EXCLUDED = "excluded"
    """The person has a conflict of interest in it, or has done what it checks."""
    ONESELF = "oneself"
    """It is the giver."""


class Misfit(StrEnum):
    """What is wrong with a deputy or an absence that somebody wants to set."""

    BACKWARDS = "backwards"
    """It ends before it begins."""
    TOO_LONG = "too-long"
    """It is longer than a year."""
    FAR = "far"
    """It begins more than a year from now."""
    PAST = "past"
    """It lies in the past."""
    ALREADY = "already"
    """There is one already on some of these days."""
    ONESELF = "oneself"
    """Nobody is the own deputy."""
    NO_SCOPE = "no-scope"
    """A deputy must be given something."""
    NOT_AT_WORK = "not-at-work"
    """The person neither works here today nor holds a role."""
    AUDITOR = "auditor"
    """Auditors act for nobody whose work they audit (KL 12:7)."""
