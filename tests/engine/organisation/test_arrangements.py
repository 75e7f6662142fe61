"""Setting and ending deputies and absence: who may, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from engine.commands.end_absence import EndAbsence
from engine.commands.end_deputy import EndDeputy
from engine.commands.import_organisation import ImportOrganisation
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.set_absence import SetAbsence
from engine.commands.set_deputy import SetDeputy
from engine.db import Database
from engine.errors import ArrangementNotFound, ArrangementRefused, NotAuthorized, PersonNotFound
from engine.models import Absence, ActingHolder, Deputy, DeputyScope, Position
from engine.ports import Ports
from engine.rules import Misfit, Rule
from engine.run import Runner
from forms.validator import FormValidator
from tests.engine.access.standing import TODAY, ZONE, Standing
from tests.engine.commands.conftest import NoPrefill, Tasks
from tests.engine.organisation.small_municipality import (
    ADMINISTRATOR,
    AUDITOR,
    CHIEF,
    CONTROLLER,
    HEAD,
    OTHER_TEACHER,
    OUTSIDER,
    OWNER,
    PRINCIPAL_OF_SCHOOL,
    TEACHER,
    found,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
DO = frozenset({DeputyScope.DO})


@pytest.fixture
def runner(database: Database) -> Runner:
    forms = FormValidator()
    runner = Runner(database, Ports(forms=forms, validator=forms, prefill=NoPrefill(), service_tasks=Tasks()), ZONE)
    with database.write() as session:
        found(session)
    Standing(runner).move_to(TODAY)
    return runner


def deputy(
    actor: int = TEACHER, person: int = TEACHER, to: int = OTHER_TEACHER, scopes: frozenset[DeputyScope] = DO,
    since: date = TODAY, until: date = TODAY + WEEK,
) -> SetDeputy:  # fmt: skip
    return SetDeputy(actor=actor, person_id=person, deputy_id=to, scopes=scopes, valid_from=since, valid_to=until)


def absence(actor: int = TEACHER, since: date = TODAY, until: date = TODAY + WEEK) -> SetAbsence:
    return SetAbsence(actor=actor, person_id=TEACHER, valid_from=since, valid_to=until)


def acting(runner: Runner) -> set[tuple[str, int]]:
    with runner.read() as (session, _):
        return {(row.principal, row.person_id) for row in session.scalars(select(ActingHolder))}


@pytest.mark.parametrize("make", [deputy, absence])
@pytest.mark.parametrize("actor", [TEACHER, PRINCIPAL_OF_SCHOOL])
def test_the_person_and_the_manager_set_it(
    runner: Runner, make: Callable[..., SetDeputy | SetAbsence], actor: int
) -> None:
    runner.run(make(actor))
    with runner.read() as (session, _):
        rows = (*session.scalars(select(Deputy)), *session.scalars(select(Absence)))
        (row,) = rows
        assert (row.person_id, row.set_by, row.ended_at) == (TEACHER, actor, None)
    assert (f"person:{TEACHER}", OTHER_TEACHER if make is deputy else PRINCIPAL_OF_SCHOOL) in acting(runner)


@pytest.mark.parametrize("make", [deputy, absence])
@pytest.mark.parametrize("actor", [OTHER_TEACHER, HEAD, CHIEF, ADMINISTRATOR, OWNER, OUTSIDER])
def test_nobody_else_sets_it(runner: Runner, make: Callable[..., SetDeputy | SetAbsence], actor: int) -> None:
    with pytest.raises(NotAuthorized) as caught:
        runner.run(make(actor))
    assert caught.value.rule == Rule.LINE_ONLY
    assert acting(runner) == set()


def test_a_managers_deputy_sets_nothing_for_those_the_manager_leads(runner: Runner) -> None:
    runner.run(deputy(PRINCIPAL_OF_SCHOOL, PRINCIPAL_OF_SCHOOL, OTHER_TEACHER))
    with pytest.raises(NotAuthorized):
        runner.run(deputy(OTHER_TEACHER, TEACHER, OTHER_TEACHER))


@pytest.mark.parametrize(
    ("command", "field", "why"),
    [
        (deputy(until=TODAY - DAY), "valid_to", Misfit.BACKWARDS),
        (deputy(until=TODAY + timedelta(days=366)), "valid_to", Misfit.TOO_LONG),
        (deputy(since=TODAY - DAY), "valid_from", Misfit.PAST),
        (deputy(since=date.max, until=date.max), "valid_from", Misfit.FAR),
        (deputy(to=TEACHER), "deputy", Misfit.ONESELF),
        (deputy(scopes=frozenset()), "scopes", Misfit.NO_SCOPE),
        (deputy(to=OUTSIDER), "deputy", Misfit.NOT_AT_WORK),
        (deputy(to=AUDITOR), "deputy", Misfit.AUDITOR),
        (deputy(OUTSIDER, OUTSIDER), "person", Misfit.NOT_AT_WORK),
        (absence(since=TODAY + WEEK, until=TODAY), "valid_to", Misfit.BACKWARDS),
        (absence(until=TODAY + timedelta(days=366)), "valid_to", Misfit.TOO_LONG),
        (absence(since=TODAY - WEEK, until=TODAY - DAY), "valid_to", Misfit.PAST),
        (absence(since=date.max, until=date.max), "valid_from", Misfit.FAR),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(
    runner: Runner, command: SetDeputy | SetAbsence, field: str, why: Misfit
) -> None:
    with pytest.raises(ArrangementRefused) as caught:
        runner.run(command)
    assert (caught.value.field, caught.value.why) == (field, why)
    assert acting(runner) == set()


def test_a_year_is_not_too_long_and_illness_may_have_begun(runner: Runner) -> None:
    runner.run(deputy(until=date(2027, 3, 1)))
    runner.run(absence(since=TODAY - WEEK, until=TODAY))


@pytest.mark.parametrize("make", [deputy, absence])
def test_it_is_set_once(runner: Runner, make: Callable[..., SetDeputy | SetAbsence]) -> None:
    runner.run(make(until=TODAY + WEEK))
    with pytest.raises(ArrangementRefused) as caught:
        runner.run(make(since=TODAY + WEEK, until=TODAY + 2 * WEEK))
    assert caught.value.why == Misfit.ALREADY
    runner.run(make(since=TODAY + WEEK + DAY, until=TODAY + 2 * WEEK))


def test_a_person_who_does_not_exist(runner: Runner) -> None:
    with pytest.raises(PersonNotFound):
        runner.run(deputy(to=999))
    for command in (EndDeputy(actor=TEACHER, arrangement_id=7), EndAbsence(actor=TEACHER, absence_id=7)):
        with pytest.raises(ArrangementNotFound):
            runner.run(command)


@pytest.mark.parametrize("actor", [TEACHER, PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, ADMINISTRATOR])
def test_either_side_the_manager_and_administrators_end_a_deputy(runner: Runner, actor: int) -> None:
    number = runner.run(deputy())
    runner.run(EndDeputy(actor=actor, arrangement_id=number))
    runner.run(EndDeputy(actor=TEACHER, arrangement_id=number))
    assert acting(runner) == set()
    with runner.read() as (session, _):
        assert session.get_one(Deputy, number).ended_by == actor, "ending it once more changes nothing"


@pytest.mark.parametrize("actor", [CONTROLLER, HEAD])
def test_nobody_else_ends_it(runner: Runner, actor: int) -> None:
    number, away = runner.run(deputy()), runner.run(absence())
    for command in (EndDeputy(actor=actor, arrangement_id=number), EndAbsence(actor=actor, absence_id=away)):
        with pytest.raises(NotAuthorized) as caught:
            runner.run(command)
        assert caught.value.rule == Rule.LINE_ONLY


def test_the_deputy_does_not_call_the_other_back_to_work(runner: Runner) -> None:
    runner.run(deputy())
    away = runner.run(absence())
    with pytest.raises(NotAuthorized):
        runner.run(EndAbsence(actor=OTHER_TEACHER, absence_id=away))


def test_who_acts_follows_the_day_and_an_import(runner: Runner) -> None:
    runner.run(deputy(PRINCIPAL_OF_SCHOOL, PRINCIPAL_OF_SCHOOL, since=TODAY + DAY, until=TODAY + WEEK))
    assert acting(runner) == set()
    Standing(runner).move_to(TODAY + DAY)
    assert ("manager:unit:FGN-002", OTHER_TEACHER) in acting(runner)
    with runner.database.write() as session:
        leaving = select(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL)
        session.scalars(leaving).one().valid_to = TODAY
    runner.run(ImportOrganisation(rows=()))
    assert acting(runner) == set(), "what the other is no longer, nobody is in that place"


def test_refreshing_for_one_person_leaves_what_refreshing_all_would(runner: Runner) -> None:
    """Whoever's deputy, superior or colleague the person is: everything that follows from the change is looked at."""
    numbers = []
    for person in (TEACHER, PRINCIPAL_OF_SCHOOL, HEAD, CHIEF, CONTROLLER):
        later = TODAY + timedelta(days=person)
        numbers.append(runner.run(SetAbsence(actor=person, person_id=person, valid_from=later, valid_to=later + WEEK)))
        assert _rows(runner) == _refreshed(runner)
    for person, to in ((PRINCIPAL_OF_SCHOOL, HEAD), (TEACHER, CONTROLLER)):
        runner.run(deputy(person, person, to))
        assert _rows(runner) == _refreshed(runner)
    for number in numbers:
        runner.run(EndAbsence(actor=ADMINISTRATOR, absence_id=number))
        assert _rows(runner) == _refreshed(runner)


def _rows(runner: Runner) -> set[tuple[object, ...]]:
    columns = [column for column in ActingHolder.__table__.columns if column.key != "id"]
    with runner.read() as (session, _):
        return {tuple(row) for row in session.execute(select(*columns))}


def _refreshed(runner: Runner) -> set[tuple[object, ...]]:
    with runner.database.write() as session:
        session.execute(delete(ActingHolder))
    runner.run(RefreshPrincipals())
    return _rows(runner)
