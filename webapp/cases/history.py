"""The history of a case in words."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import ElementInfo
from engine.queries.case_page import HistoryRow
from webapp.i18n import LazyText, _l

ACTIONS: dict[str, LazyText] = {
    "started": _l("Ärendet startade"),
    "task-completed": _l("Slutförde"),
    "task-claimed": _l("Tog uppgiften"),
    "task-released": _l("Släppte uppgiften"),
    "task-reassigned": _l("Lämnade över"),
    "task-delegated": _l("Bad en kollega förbereda"),
    "task-resolved": _l("Lämnade tillbaka det som är förberett"),
    "task-taken-back": _l("Tog tillbaka från kollegan"),
    "conflict-declared": _l("Anmälde jäv"),
    "commented": _l("Kommenterade"),
    "activity-started": _l("Startade steget"),
    "service-task-completed": _l("Systemet utförde"),
    "timer-fired": _l("Tidpunkten inföll"),
    "message-received": _l("Ett meddelande kom"),
    "signal-received": _l("En signal kom"),
    "called-cases-completed": _l("Alla delärenden är klara"),
    "called-case-failed": _l("Ett delärende stannade"),
    "called-case-escalated": _l("Ett delärende larmade"),
    "cancelled": _l("Ärendet avbröts"),
    "suspended": _l("Ärendet pausades"),
    "resumed": _l("Ärendet återupptogs"),
    "migrated": _l("Flyttade ärendet till en annan version av processen"),
    "weeded": _l("Gallrade ärendets innehåll"),
    "variables-set": _l("Rättade uppgifter i ärendet"),
    "incident-retried": _l("Lät ärendet försöka igen"),
    "incident-acknowledged": _l("Läste att något behövde bedömas"),
    "continued": _l("Ärendet gick vidare"),
}


def action_words(row: HistoryRow) -> str:
    """What happened; the engine's own word for what this page does not know."""
    return str(ACTIONS.get(row.action, row.action))


def element_words(row: HistoryRow, elements: Mapping[str, ElementInfo], texts: Mapping[str, str]) -> str:
    """The name of the step it happened at, empty when it concerns the case as a whole."""
    element = elements.get(row.element_id or "")
    return texts.get(element.name, element.name) if element else ""
