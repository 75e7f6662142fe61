"""How many agreements stand where, by body and by unit."""

from __future__ import annotations

from flask import render_template

from engine.queries.agreement_status import DONE, OTHER, agreement_status, agreement_years
from engine.queries.unit_name import unit_name
from processes.employee_agreement.phases import PHASES
from webapp.agreements import blueprint
from webapp.context import current_person, runner
from webapp.i18n import _l, locale
from webapp.start.startable import startable
from webapp.tasks.asked import asked_text, asked_year
from webapp.tasks.texts import Texts

AGREEMENT, ROUND = "employee_agreement", "employee_agreement_round"
NAMES = {
    "preparation": _l("Förbereds"),
    "talk": _l("Hos chefen"),
    "review": _l("Hos medarbetaren"),
    "disagreement": _l("Oenighet"),
    "confirmation": _l("Väntar på bekräftelse"),
    DONE: _l("Klart"),
    OTHER: _l("Annat"),
}
UNUSUAL = ("disagreement", OTHER)  # shown when there are any


@blueprint.get("/")
def index() -> str:
    person_id = current_person().person_id
    unit_id = asked_text("unit")
    with runner().read() as (session, clock):
        years = agreement_years(session, AGREEMENT)
        year = asked_year() or (years[0] if years else None)
        rows = agreement_status(session, clock, person_id, AGREEMENT, PHASES, year=year, unit_id=unit_id)
        may_start = any(
            process.key == ROUND and process.suspension is None
            for process in startable(session, clock, person_id, Texts(session, locale()))
        )
        unit = unit_name(session, unit_id) if unit_id else None
    totals = {phase: sum(row.counts.get(phase, 0) for row in rows) for phase in NAMES}
    shown = [phase for phase in NAMES if phase not in UNUSUAL or totals[phase]]
    return render_template(
        "agreements/index.html", rows=rows, years=years, year=year, unit_id=unit_id, unit=unit, totals=totals,
        phases=shown, names=NAMES, may_start=may_start, round_key=ROUND, agreement_key=AGREEMENT,
        late=sum(row.late for row in rows), total=sum(row.total for row in rows),
    )  # fmt: skip
