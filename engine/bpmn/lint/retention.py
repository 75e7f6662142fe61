"""How long the cases of a process are kept: `yearwheel:retention` and what belongs to it.

Weeding needs a decision (arkivlagen 10 §). So a process that says how long names the decision, and of one that says
nothing everything is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.lint.rule import Checked
from engine.bpmn.repeating import Duration, duration_from
from engine.errors import ExpressionError, Problem

RETENTION = "yearwheel:retention"
SINCE = "yearwheel:retention-from"
SOURCE = "yearwheel:retention-source"
PRESERVE = "preserve"
CONCERNS = ("yearwheel:person", "yearwheel:unit")
SOURCE_LENGTH = 200


class Since(StrEnum):
    """From when the time is counted: the case has ended · and a later one about the same person or unit has been
    completed too."""

    ENDED = "ended"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What a process says about keeping its cases. keep: `preserve` or an ISO duration; source: the decision."""

    keep: str
    since: Since
    source: str

    @property
    def is_weeded(self) -> bool:
        """Whether its cases are weeded at all."""
        return self.keep != PRESERVE

    @property
    def duration(self) -> Duration:
        """How long they are kept. Only for what is weeded."""
        return duration_from(self.keep)


def retention_of(properties: Mapping[str, str]) -> Retention | None:
    """The rule of a process that has passed the check at deploy; None when nothing has been decided."""
    keep = properties.get(RETENTION)
    if keep is None:
        return None
    since = Since(properties.get(SINCE, Since.ENDED))
    return Retention(keep=keep, since=since, source=properties.get(SOURCE, "").strip())


def retention(checked: Checked) -> Iterator[Problem]:
    """What processes say about keeping their cases is complete and can be followed."""
    for process in checked.processes.values():
        yield from (Problem(process.id, reason, remedy) for reason, remedy in _faults(process.properties))


def _faults(found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    keep, since, source = found.get(RETENTION), found.get(SINCE), found.get(SOURCE)
    if keep is None:
        for name in (SINCE, SOURCE):
            if name in found:
                yield f"The property {name} belongs to {RETENTION}, which is missing.", f"Add {RETENTION} or remove it."
        return
    if keep != PRESERVE and not _is_whole_days(keep):
        yield (
            f"The property {RETENTION} is {keep!r}.",
            f"Write {PRESERVE}, or a duration in years, months, weeks or days such as P2Y.",
        )
    if keep != PRESERVE and not (source or "").strip():
        yield (
            "Weeding needs a decision (arkivlagen 10 §), and none is named.",
            f"Name it in {SOURCE}, such as Informationshanteringsplan § 12.",
        )
    if len(source or "") > SOURCE_LENGTH:
        yield f"The property {SOURCE} is longer than {SOURCE_LENGTH} characters.", "Shorten it."
    if since is not None and since not in tuple(Since):
        yield f"The property {SINCE} is {since!r}.", f"Use one of {', '.join(Since)}."
    elif since is not None and keep == PRESERVE:
        yield "What is preserved needs no day to count from.", f"Remove {SINCE}."
    elif since == Since.REPLACED and not any(name in found for name in CONCERNS):
        yield (
            "A case is replaced by a later one about the same person or unit, and the cases concern neither.",
            f"Add {' or '.join(CONCERNS)}, or count from {Since.ENDED}.",
        )


def _is_whole_days(text: str) -> bool:
    try:
        return not duration_from(text).elapsed and "T" not in text
    except ExpressionError:
        return False
