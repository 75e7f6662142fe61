"""What the sections and their columns are called, and how a value is written, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from webapp.i18n import LazyText, _, _l, day, moment

SECTIONS: Mapping[str, LazyText] = {
    "person": _l("Personuppgifter"),
    "account": _l("Konto"),
    "failed_sign_ins": _l("Misslyckade inloggningar"),
    "positions": _l("Anställningar"),
    "roles": _l("Roller"),
    "principals": _l("Vad rollerna ger tillgång till i dag"),
    "deputies": _l("Ställföreträdare"),
    "absences": _l("Frånvaro"),
    "waiting_tasks": _l("Uppgifter som väntar"),
    "tasks": _l("Uppgifter som gjorts, tagits eller lämnats över"),
    "exclusions": _l("Uppgifter med jäv eller annat hinder"),
    "cases": _l("Ärenden som gäller eller har startats av personen"),
    "answers": _l("Svar i formulär"),
    "comments": _l("Kommentarer och skäl"),
    "drafts": _l("Utkast"),
    "shared_fields": _l("Skrivet i gemensamma utkast"),
    "files": _l("Uppladdade filer"),
    "acts": _l("Vad personen har gjort i ärenden"),
    "notices": _l("Aviseringar"),
    "notice_choice": _l("Val för aviseringar"),
    "webhooks": _l("Kopplingar till andra system som personen har lagt upp"),
    "deployments": _l("Processer som personen har tagit i bruk"),
    "weedings": _l("Gallringar som personen har gjort"),
    "agreements": _l("Medarbetaravtal i registret"),
}
COLUMNS: Mapping[str, LazyText] = {
    "id": _l("Nummer"),
    "external_id": _l("Anställningsnummer"),
    "name": _l("Namn"),
    "email": _l("E-post"),
    "disabled": _l("Stängt"),
    "locale": _l("Språk"),
    "last_sign_in": _l("Senaste inloggning"),
    "at": _l("När"),
    "title": _l("Rubrik"),
    "unit_id": _l("Enhet"),
    "is_manager": _l("Chef"),
    "on_leave": _l("Tjänstledig"),
    "valid_from": _l("Från och med"),
    "valid_to": _l("Till och med"),
    "role": _l("Roll"),
    "principal": _l("Tillgång"),
    "person_id": _l("Gäller"),
    "deputy_id": _l("Ersätts av"),
    "scopes": _l("Omfattning"),
    "set_by": _l("Registrerat av"),
    "set_at": _l("Registrerat"),
    "ended_at": _l("Avslutat"),
    "ended_by": _l("Avslutat av"),
    "instance_id": _l("Ärende"),
    "task_id": _l("Uppgift"),
    "opened_at": _l("Öppnad"),
    "due_at": _l("Senast"),
    "follow_up_at": _l("Vilar till"),
    "closed_at": _l("Avslutad"),
    "status": _l("Läge"),
    "assignee_id": _l("Tagen av"),
    "delegated_to": _l("Förbereds av"),
    "delegated_by": _l("På uppdrag av"),
    "completed_by": _l("Gjord av"),
    "on_behalf_of": _l("I stället för"),
    "rule": _l("Regel"),
    "definition_key": _l("Process"),
    "business_key": _l("Nyckel"),
    "cycle_year": _l("Budgetår"),
    "started_at": _l("Startat"),
    "started_by": _l("Startat av"),
    "weeded_at": _l("Gallrat"),
    "form_id": _l("Formulär"),
    "visibility": _l("Synlighet"),
    "submitted_at": _l("Skickat"),
    "withdrawn_at": _l("Återtaget"),
    "submitted_by": _l("Skickat av"),
    "answers": _l("Svar"),
    "kind": _l("Slag"),
    "author_id": _l("Skrivet av"),
    "written_at": _l("Skrivet"),
    "text": _l("Text"),
    "prepared_for": _l("Förberett åt"),
    "path": _l("Fält"),
    "value": _l("Värde"),
    "saved_at": _l("Sparat"),
    "submission_id": _l("Hör till svar"),
    "filename": _l("Filnamn"),
    "size": _l("Storlek i byte"),
    "sha256": _l("Fingeravtryck"),
    "uploaded_at": _l("Uppladdad"),
    "seq": _l("Ordning"),
    "action": _l("Händelse"),
    "element_id": _l("Steg"),
    "facts": _l("Uppgifter"),
    "created_at": _l("Skapad"),
    "read_at": _l("Läst"),
    "mailed_at": _l("Mejlad"),
    "mail": _l("E-post"),
    "url": _l("Adress"),
    "active": _l("I bruk"),
    "deployed_at": _l("Tagen i bruk"),
    "counts": _l("Antal"),
    "year": _l("År"),
    "talk_on": _l("Samtal"),
    "employee_confirmed_at": _l("Medarbetaren bekräftade"),
    "manager_confirmed_at": _l("Chefen bekräftade"),
    "document_hash": _l("Fingeravtryck"),
}


def section(name: str) -> str:
    """The heading of a section."""
    return str(SECTIONS[name])


def lines(record: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """A record's labels and values, without what is empty. Answers keep their own names for their lines."""
    found = []
    for name, value in record.items():
        if value is None or name in ("questions", "withheld"):
            continue
        if name == "answers":
            asked = record.get("questions", {})
            value = {asked.get(key, key): answer for key, answer in value.items()}
        found.append((str(COLUMNS[name]), value))
    return found


def said(value: Any) -> str:
    """One value as people write it."""
    match value:
        case None | "":
            return "–"
        case bool():
            return _("ja") if value else _("nej")
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case {"person": _number, "name": name}:
            return str(name)
        case list():
            return ", ".join(said(each) for each in value) or "–"
        case dict():
            return "; ".join(f"{name}: {said(each)}" for name, each in value.items()) or "–"
        case _:
            return str(value)
