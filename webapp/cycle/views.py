"""The matrix of a budget year."""

from __future__ import annotations

from flask import render_template

from engine.queries.cycle_status import CycleStatus, StepStatus, cycle_status, cycle_years
from engine.queries.statutory_dates import Statute, statutory_dates
from webapp.context import current_person, runner
from webapp.cycle import blueprint
from webapp.cycle.columns import bodies_step, body_columns, centre_columns
from webapp.i18n import _l, locale
from webapp.tasks.asked import asked_year
from webapp.tasks.texts import Texts

FIRST_YEAR, LAST_YEAR = 1991, 2099
STATUTES = {
    Statute.NEW_COUNCIL: _l("Nyvalda fullmäktige tillträder. Det är de som ska besluta om budgeten."),
    Statute.BOARD_PROPOSAL: _l(
        "Kommunstyrelsens budgetförslag. Finns särskilda skäl får det lämnas i november, men skattesatsen föreslås nu."
    ),
    Statute.COUNCIL_BUDGET: _l(
        "Fullmäktiges budgetbeslut. Finns särskilda skäl får budgeten beslutas i december, men skattesatsen nu."
    ),
}
STEP_OF_STATUTE = {Statute.BOARD_PROPOSAL: "7", Statute.COUNCIL_BUDGET: "9"}


@blueprint.get("/")
def index() -> str:
    person_id = current_person().person_id
    with runner().read() as (session, clock):
        years = cycle_years(session, person_id)
        # A budget is made in the year before it.
        year = asked_year() or (years[0] if years else clock.today().year + 1)
        year = min(max(year, FIRST_YEAR), LAST_YEAR)  # no holidays are known outside these
        status = cycle_status(session, clock, person_id, year)
        translate = Texts(session, locale())
        bodies = body_columns(session, status, translate)
        return render_template(
            "cycle/index.html",
            status=status,
            years=years,
            centre_columns=centre_columns(session, status, translate, bodies),
            body_columns=bodies,
            bodies_step=bodies_step(bodies),
            done={column.step: _done(status, column.step) for column in bodies},
            dates=statutory_dates(clock, year),
            statutes=STATUTES,
            step_of_statute=STEP_OF_STATUTE,
        )


def _done(status: CycleStatus, step: str) -> int:
    return sum(step in row.steps and row.steps[step].status == StepStatus.DONE for row in status.bodies)
