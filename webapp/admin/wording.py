"""Incidents in plain words: what has happened, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definitions import definition_by_id
from engine.errors import InvalidDiagram
from engine.queries.incidents import IncidentRow
from webapp.admin import blueprint
from webapp.i18n import LazyText, _l, locale
from webapp.tasks.texts import Texts

HAPPENED: dict[str, LazyText] = {
    "expression-error": _l("Ett uttryck i diagrammet gick inte att räkna ut"),
    "step-limit-reached": _l("Ärendet går runt i en slinga utan slut"),
    "service-task-failed": _l("Ett automatiskt steg har misslyckats"),
    "form-not-found": _l("Uppgiftens formulär saknas"),
    "definition-not-found": _l("Processen som skulle anropas finns inte"),
    "token-stuck": _l("Ärendet väntar på något som inte längre kan hända"),
    "merge-conflict": _l("Grenar som möttes hade satt olika värden"),
    "case-failed": _l("Ett fel har avslutat ärendet"),
    "migration-refused": _l("Ärendet gick inte att flytta till en annan version"),
    "statutory-date-missed": _l("En lagstadgad tid har gått ut utan att steget är klart"),
    "statutory-date-unknown": _l("En lagstadgad tid gick inte att räkna ut"),
}
TO_DO: dict[str, LazyText] = {
    "expression-error": _l(
        "Rätta uppgiften som uttrycket läser och försök igen. Är det uttrycket som är fel: ta en rättad version av "
        "processen i bruk och flytta ärendet dit."
    ),
    "step-limit-reached": _l(
        "Rätta uppgiften som avgör när slingan tar slut och försök igen. Annars behöver diagrammet ritas om."
    ),
    "service-task-failed": _l("Se till att det som steget behöver fungerar igen, och försök på nytt."),
    "form-not-found": _l("Ta en version av processen i bruk där formuläret finns, flytta ärendet dit och försök igen."),
    "definition-not-found": _l("Ta den anropade processen i bruk och försök igen."),
    "token-stuck": _l(
        "Diagrammet behöver ritas om: flytta ärendet till en rättad version, eller avbryt det och starta ett nytt."
    ),
    "merge-conflict": _l(
        "Det senare värdet gäller och ärendet har gått vidare. Kontrollera värdet, ändra det om det är fel, och "
        "markera sedan som läst."
    ),
    "case-failed": _l(
        "Ärendet kan inte fortsätta. Starta ett nytt om arbetet ska göras, och markera det här som läst."
    ),
    "migration-refused": _l(
        "Ärendet går vidare på sin gamla version. Undanröj det som meddelandet nämner och flytta det på nytt, eller "
        "markera det här som läst."
    ),
    "statutory-date-missed": _l(
        "Ta reda på varför, anmäl det till dem som ansvarar och bestäm när steget blir klart. Markera sedan som läst."
    ),
    "statutory-date-unknown": _l(
        "Ärendet går vidare och den tid som var känd gäller. Räkna ut dagen själv, rätta uppgiften eller diagrammet, "
        "och markera sedan som läst."
    ),
}
UNKNOWN = _l("Ärendet kan inte fortsätta av sig självt")
TRY_AGAIN = _l("Avhjälp orsaken och försök igen.")


@blueprint.app_template_filter("json_words")
def json_words(value: object) -> str:
    """A value as JSON, with every letter as it is written."""
    return json.dumps(value, ensure_ascii=False)


def what_happened(incident: IncidentRow) -> str:
    """One line for what went wrong."""
    return str(HAPPENED.get(incident.code, UNKNOWN))


def what_to_do(incident: IncidentRow) -> str:
    """What puts it right."""
    return str(TO_DO.get(incident.code, TRY_AGAIN))


def step_names(session: Session, incidents: Iterable[IncidentRow]) -> Mapping[UUID, str]:
    """By incident, the name of the step it stands at, in the reader's language; its id when it has no name."""
    translate = Texts(session, locale())
    found: dict[UUID, str] = {}
    for incident in incidents:
        if incident.element_id is None or incident.definition_id is None:
            continue
        found[incident.id] = incident.element_id
        # A diagram that this program can no longer read must not hide what has stopped.
        with suppress(InvalidDiagram):
            element = definition_by_id(session, incident.definition_id).elements.get(incident.element_id)
            if element and element.name:
                found[incident.id] = translate(incident.definition_id, element.name)
    return found
