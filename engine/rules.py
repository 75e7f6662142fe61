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
    LINE_ONLY = "line-only"
    """The person, or the person's manager, decides this."""
    STAYS_CONFIDENTIAL = "stays-confidential"
    """What is between employee and manager is not given to others."""
