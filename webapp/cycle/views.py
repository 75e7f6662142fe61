"""The matrix of a budget year."""

from __future__ import annotations

from flask import render_template

from engine.queries.cycle_status import CycleStatus, StepStatus, cycle_status, cycle_years
from webapp.context import current_person, runner
from webapp.cycle import blueprint
from webapp.cycle.columns import bodies_step, body_columns, centre_columns
from webapp.cycle.dates import tiles
from webapp.i18n import locale
from webapp.tasks.asked import asked_year
from webapp.tasks.texts import Texts

FIRST_YEAR, LAST_YEAR = 1991, 2099


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
            tiles=tiles(session, clock, person_id, status, translate),
        )


def _done(status: CycleStatus, step: str) -> int:
    return sum(step in row.steps and row.steps[step].status == StepStatus.DONE for row in status.bodies)
