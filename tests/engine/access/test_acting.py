"""Deputies, absence and the tasks that pass, as the filters answer on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from engine.access.codes import Visibility
from engine.access.filters import readable_codes
from engine.commands.end_absence import EndAbsence
from engine.commands.end_deputy import EndDeputy
from engine.errors import NotAuthorized
from engine.history import verify
from engine.models import ActingHolder, DeputyScope, HistoryEvent, HumanTask, Position, RoleAssignment, Submission
from engine.rules import Rule
from tests.engine.access.standing import TODAY, Standing
from tests.engine.organisation.small_municipality import (
    AUDITOR,
    CHIEF,
    CONTROLLER,
    HEAD,
    HR,
    MEMBER,
    OTHER_TEACHER,
    OUTSIDER,
    PRINCIPAL_OF_SCHOOL,
    TEACHER,
    position,
)

DO, SIGN, MONEY, READ = DeputyScope.DO, DeputyScope.SIGN, DeputyScope.APPROVE_MONEY, DeputyScope.READ
TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(("element", "scope"), [("do", DO), ("talk", DO), ("sign", SIGN), ("money", MONEY)])
def test_a_deputy_does_what_was_given_and_nothing_else(standing: Standing, element: str, scope: DeputyScope) -> None:
    task = standing.start(element)
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, scope)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER}
    others = {DO, SIGN, MONEY, READ} - {scope}
    standing.appoint(PRINCIPAL_OF_SCHOOL, CONTROLLER, *others)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER}
    with pytest.raises(NotAuthorized) as caught:
        standing.complete(task, CONTROLLER)
    assert caught.value.rule == Rule.DEPUTY_SCOPE


@pytest.mark.parametrize("element", ["own", "note", "report"])
def test_some_tasks_pass_to_nobody(standing: Standing, element: str) -> None:
    task = standing.start(element, due=TODAY)
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO, SIGN, MONEY, READ)
    standing.away(PRINCIPAL_OF_SCHOOL)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL}
    with pytest.raises(NotAuthorized) as caught:
        standing.complete(task, OTHER_TEACHER)
    assert caught.value.rule == Rule.NO_DEPUTY


def test_what_whistle_blowers_report_passes_to_nobody(standing: Standing) -> None:
    task = standing.start("handle", due=TODAY)
    standing.appoint(HR, OTHER_TEACHER, DO, READ)
    standing.away(HR)
    assert standing.may_do(task) == {HR}


def test_outside_the_period_a_deputy_does_nothing(standing: Standing) -> None:
    task = standing.start("do")
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO, since=TOMORROW, until=TOMORROW)
    for day, deputies in ((TODAY, set()), (TOMORROW, {OTHER_TEACHER}), (TOMORROW + timedelta(days=1), set())):
        standing.move_to(day)
        assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL} | deputies, day


def test_a_deputy_has_no_deputy(standing: Standing) -> None:
    task = standing.start("do", due=TODAY)
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    standing.appoint(OTHER_TEACHER, CONTROLLER, DO)
    standing.away(OTHER_TEACHER)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER}


def test_nobody_is_the_own_manager_in_the_managers_place(standing: Standing) -> None:
    task = standing.start("talk", due=TODAY)
    standing.appoint(PRINCIPAL_OF_SCHOOL, TEACHER, DO)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL}
    standing.away(PRINCIPAL_OF_SCHOOL)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, HEAD}


def test_what_falls_due_while_somebody_is_away_goes_up(standing: Standing) -> None:
    first, last = date(2026, 3, 9), date(2026, 3, 13)
    standing.away(PRINCIPAL_OF_SCHOOL, first, last)
    days = {date(2026, 3, 8): False, first: True, last: True, date(2026, 3, 14): False}
    tasks = {day: standing.start("do", due=day) for day in days}
    late, undated = standing.start("do", due=TODAY - timedelta(days=3)), standing.start("do")
    for day, passes in days.items():
        assert standing.may_do(tasks[day]) == {PRINCIPAL_OF_SCHOOL} | ({HEAD} if passes else set()), day
    assert standing.may_do(late) == standing.may_do(undated) == {PRINCIPAL_OF_SCHOOL}
    standing.move_to(first)
    assert standing.may_do(late) == {PRINCIPAL_OF_SCHOOL, HEAD}
    standing.move_to(last + timedelta(days=1))
    assert {frozenset(standing.may_do(task)) for task in (late, *tasks.values())} == {frozenset({PRINCIPAL_OF_SCHOOL})}


def test_a_deputy_who_is_there_keeps_it_from_going_up(standing: Standing) -> None:
    task, later = standing.start("do", due=TODAY), standing.start("do", due=TODAY + timedelta(days=5))
    signed = standing.start("sign", due=TODAY)
    standing.away(PRINCIPAL_OF_SCHOOL, TODAY, TODAY + timedelta(days=9))
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO, until=TODAY + timedelta(days=3))
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER}
    assert standing.may_do(later) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, HEAD}, "the deputy has gone by then"
    assert standing.may_do(signed) == {PRINCIPAL_OF_SCHOOL, HEAD}, "the deputy was not given to sign"
    standing.away(OTHER_TEACHER)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, HEAD}, "the deputy is away as well"
    standing.away(HEAD)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, CHIEF}, "the next manager is there"


def test_a_role_that_another_holds_goes_nowhere(standing: Standing) -> None:
    with standing.runner.database.write() as session:
        session.add(RoleAssignment(person_id=HR, role="controller", unit_id="FGN", valid_from=date(2020, 1, 1)))
    standing.move_to(TODAY)
    task = standing.start("controlled", due=TODAY)
    standing.away(CONTROLLER)
    assert standing.may_do(task) == {CONTROLLER, HR}
    standing.away(HR)
    assert standing.may_do(task) == {CONTROLLER, HR, CHIEF}


def test_a_deputy_who_has_left_or_become_auditor_acts_no_more(standing: Standing) -> None:
    task = standing.start("do")
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    standing.appoint(PRINCIPAL_OF_SCHOOL, CONTROLLER, DO)
    with standing.runner.database.write() as session:
        session.execute(update(Position).where(Position.person_id == OTHER_TEACHER).values(valid_to=TODAY))
        session.add(RoleAssignment(person_id=CONTROLLER, role="auditor", unit_id="ALV", valid_from=TOMORROW))
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, CONTROLLER}
    standing.move_to(TOMORROW)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL}


def test_reading_passes_but_never_what_is_between_two(standing: Standing) -> None:
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, READ)
    standing.appoint(CHIEF, MEMBER, DO, SIGN, MONEY)
    standing.appoint(AUDITOR, CONTROLLER, DO, READ)
    with standing.runner.read() as (session, _):
        own = {Visibility.PUB, Visibility.ORG}
        assert readable_codes(session, OTHER_TEACHER, "FGN-002", TEACHER) == own | {Visibility.LINE, Visibility.STAT}
        assert readable_codes(session, MEMBER, "FGN-002", TEACHER) == {Visibility.PUB, Visibility.NMD}
        assert readable_codes(session, CONTROLLER, "FGN-002", TEACHER) == own | {Visibility.NMD}


@pytest.mark.parametrize("role", ["administrator", "auditor", "whistleblowing-handler"])
def test_roles_that_are_held_in_person_pass_to_nobody(standing: Standing, role: str) -> None:
    with standing.runner.database.write() as session:
        session.add(RoleAssignment(person_id=HEAD, role=role, unit_id="ALV", valid_from=date(2020, 1, 1)))
    standing.move_to(TODAY)
    standing.appoint(HEAD, OTHER_TEACHER, DO, READ)
    standing.away(HEAD)
    with standing.runner.read() as (session, _):
        passed = set(session.scalars(select(ActingHolder.principal).where(ActingHolder.for_person_id == HEAD)))
    assert passed
    assert [principal for principal in passed if role in principal] == []


def test_what_a_deputy_does_is_done_on_behalf_of_the_other(standing: Standing) -> None:
    task = standing.start("do")
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    case = standing.complete(task, OTHER_TEACHER)
    with standing.runner.read() as (session, _):
        row = session.get_one(HumanTask, task)
        assert (row.completed_by, row.on_behalf_of) == (OTHER_TEACHER, PRINCIPAL_OF_SCHOOL)
        sent = session.scalars(select(Submission).where(Submission.task_id == task)).one()
        assert (sent.submitted_by, sent.on_behalf_of) == (OTHER_TEACHER, PRINCIPAL_OF_SCHOOL)
        done = select(HistoryEvent).where(HistoryEvent.action == "task-completed")
        assert session.scalars(done).one().details["on_behalf_of"] == PRINCIPAL_OF_SCHOOL
        assert verify(session, case) == []


def test_what_somebody_does_as_oneself_is_on_nobodys_behalf(standing: Standing) -> None:
    standing.appoint(HEAD, PRINCIPAL_OF_SCHOOL, DO)
    task = standing.start("do")
    standing.complete(task, PRINCIPAL_OF_SCHOOL)
    with standing.runner.read() as (session, _):
        assert session.get_one(HumanTask, task).on_behalf_of is None


def test_nobody_checks_in_the_place_of_who_has_written(standing: Standing) -> None:
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    check = standing.task(standing.complete(standing.start("checked"), PRINCIPAL_OF_SCHOOL))
    assert standing.may_do(check) & {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER} == set()
    check = standing.task(standing.complete(standing.start("checked"), OTHER_TEACHER))
    assert standing.may_do(check) & {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER} == set(), "nor who wrote in that place"
    assert HEAD in standing.may_do(check)


def test_ending_takes_effect_at_once(standing: Standing) -> None:
    task = standing.start("do", due=TODAY)
    deputy = standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    away = standing.away(PRINCIPAL_OF_SCHOOL)
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, OTHER_TEACHER}
    standing.runner.run(EndDeputy(actor=PRINCIPAL_OF_SCHOOL, arrangement_id=deputy))
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL, HEAD}
    standing.runner.run(EndAbsence(actor=PRINCIPAL_OF_SCHOOL, absence_id=away))
    assert standing.may_do(task) == {PRINCIPAL_OF_SCHOOL}


def test_a_new_manager_has_the_units_tasks_the_day_the_position_begins(standing: Standing) -> None:
    """Nobody edits a task: it waits for the unit's manager, whoever that is."""
    task, talk = standing.start("do"), standing.start("talk")
    with standing.runner.database.write() as session:
        old = update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL, Position.is_manager)
        session.execute(old.values(valid_to=TODAY))
        session.add(position(OUTSIDER, "FGN-002", True, since=TOMORROW))
        session.execute(update(HumanTask).where(HumanTask.id == task).values(assignee_id=PRINCIPAL_OF_SCHOOL))
    assert standing.may_do(task) == standing.may_do(talk) == {PRINCIPAL_OF_SCHOOL}
    assert _reads_pair(standing, PRINCIPAL_OF_SCHOOL)
    standing.move_to(TOMORROW)
    assert standing.may_do(task) == standing.may_do(talk) == {OUTSIDER}
    assert (_reads_pair(standing, PRINCIPAL_OF_SCHOOL), _reads_pair(standing, OUTSIDER)) == (False, True)
    standing.complete(task, OUTSIDER)  # the claim of the one who left keeps nobody from it


def test_a_claim_holds_while_the_claimer_may_still_do_it(standing: Standing) -> None:
    task = standing.start("do")
    standing.appoint(PRINCIPAL_OF_SCHOOL, OTHER_TEACHER, DO)
    with standing.runner.database.write() as session:
        session.execute(update(HumanTask).values(assignee_id=PRINCIPAL_OF_SCHOOL))
    with pytest.raises(NotAuthorized) as caught:
        standing.complete(task, OTHER_TEACHER)
    assert caught.value.rule == Rule.CLAIMED


def _reads_pair(standing: Standing, person: int) -> bool:
    with standing.runner.read() as (session, _):
        return Visibility.PAIR in readable_codes(session, person, "FGN-002", TEACHER)
