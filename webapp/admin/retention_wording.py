"""Rules of retention and what a proof has found, in words."""

from __future__ import annotations

from engine.bpmn.lint.retention import PRESERVE, Retention, Since
from engine.bpmn.repeating import Duration
from engine.casework.weeding_proof import Fault, Finding
from webapp.i18n import LazyText, _, _l, ngettext

FINDINGS: dict[Finding, LazyText] = {
    Finding.LEFT: _l("Allt innehåll är inte borta"),
    Finding.COUNT: _l("Antalet ärenden stämmer inte"),
    Finding.DIGEST: _l("Ärendenas historik är inte den som gallringen antecknade"),
    Finding.HISTORY: _l("Historiken hänger inte ihop"),
    Finding.NOT_SAID: _l("Historiken säger inte att ärendet är gallrat"),
    Finding.NO_RECORD: _l("Det finns ingen anteckning om gallringen"),
}


def rule(retention: Retention | None) -> str:
    """How long, from when."""
    if retention is None:
        return _("Inget beslut: bevaras tills vidare")
    if retention.keep == PRESERVE:
        return _("Bevaras")
    time = length(retention.duration)
    if retention.since is Since.REPLACED:
        return _("Gallras %(time)s efter att nästa ärende är klart", time=time)
    return _("Gallras %(time)s efter att ärendet avslutades", time=time)


def recorded_rule(found: dict[str, str]) -> str:
    """The same for the rule that a weeding has on record."""
    return rule(Retention(keep=found["keep"], since=Since(found["since"]), source=found["source"]))


def length(duration: Duration) -> str:
    """A duration in whole years, months and days."""
    years, months = divmod(duration.months, 12)
    parts = []
    if years:
        parts.append(ngettext("%(num)d år", "%(num)d år", years))
    if months:
        parts.append(ngettext("%(num)d månad", "%(num)d månader", months))
    if duration.days or not parts:
        parts.append(ngettext("%(num)d dag", "%(num)d dagar", duration.days))
    return " ".join(parts)


def finding(fault: Fault) -> str:
    """What is wrong."""
    return str(FINDINGS[fault.finding])
