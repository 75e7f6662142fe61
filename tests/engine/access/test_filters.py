"""Who may read and do what: denied unless a principal of the row is the asker's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.access.codes import Visibility, reader_principal
from engine.access.filters import (
    is_administrator,
    may_cancel_instance,
    may_do_task,
    may_list_instance,
    may_read_instance,
    may_read_submission,
    may_read_task,
    readable_codes,
    tasks_open_to,
)
from engine.db import Database
from engine.ids import new_id
from engine.models import (
    Deployment,
    FormDefinition,
    HumanTask,
    Position,
    ProcessDefinition,
    ProcessInstance,
    Submission,
    TaskCandidate,
)
from engine.organisation.principals import refresh_principals
from tests.clocks import clock_on
from tests.engine.organisation.small_municipality import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD_CHAIR,
    BOARD_CONTROLLER,
    CHIEF,
    CONTROLLER,
    ENERGY_DIRECTOR,
    HEAD,
    HR,
    MEMBER,
    OTHER_TEACHER,
    OUTSIDER,
    OWNER,
    PRINCIPAL_OF_SCHOOL,
    SECRETARY,
    TEACHER,
    found,
)

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
UNIT = "FGN-002"
SIGNED_IN = set(range(CHIEF, OUTSIDER))

READERS = {
    Visibility.PUB: SIGNED_IN,
    Visibility.ORG: {
        CHIEF, HEAD, PRINCIPAL_OF_SCHOOL, TEACHER, OTHER_TEACHER, CONTROLLER, BOARD_CONTROLLER, SECRETARY, HR, OWNER,
        ADMINISTRATOR, 11, AUDITOR,
    },
    Visibility.NMD: {MEMBER, SECRETARY, HEAD, CONTROLLER, BOARD_CONTROLLER, AUDITOR},
    Visibility.LINE: {PRINCIPAL_OF_SCHOOL, HEAD, CHIEF, OWNER, AUDITOR},
    Visibility.PAIR: {TEACHER, PRINCIPAL_OF_SCHOOL, AUDITOR},
    Visibility.STAT: {PRINCIPAL_OF_SCHOOL, HEAD, CHIEF, HR, AUDITOR},
    Visibility.CASE: {SECRETARY, AUDITOR},
    Visibility.WB: {HR},
}  # fmt: skip


class Case:
    """One case about TEACHER in the school, with one open task for its manager and one submission by TEACHER."""

    def __init__(self, session: Session, code: Visibility) -> None:
        reader = reader_principal(code, UNIT, TEACHER)
        deployment = Deployment(name="d", sha256=code, deployed_at=NOW)
        session.add(deployment)
        session.flush()
        form = FormDefinition(deployment_id=deployment.id, key="f", sha256="", schema={})
        definition = ProcessDefinition(
            deployment_id=deployment.id, key=f"k-{code}", version=1, name="K", sha256="", bpmn=b"", variables=[]
        )
        session.add_all([form, definition])
        session.flush()
        self.instance = ProcessInstance(
            definition_id=definition.id, definition_key="k", title="T", unit_id=UNIT, person_id=TEACHER,
            visibility=code, reader=reader, status_reader=reader_principal(Visibility.STAT, UNIT, None),
            state=b"", started_at=NOW,
        )  # fmt: skip
        session.add(self.instance)
        session.flush()
        self.task = HumanTask(
            id=new_id(), instance_id=self.instance.id, element_id="e", name="N", visibility=code, reader=reader,
            opened_at=NOW,
        )  # fmt: skip
        session.add(self.task)
        session.flush()
        session.add(TaskCandidate(task_id=self.task.id, principal=f"person:{OTHER_TEACHER}"))
        self.submission = Submission(
            instance_id=self.instance.id, element_id="e", form_id=form.id, visibility=code, reader=reader,
            answers={}, seq=1, submitted_at=NOW, submitted_by=ENERGY_DIRECTOR,
        )  # fmt: skip
        session.add(self.submission)
        session.flush()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        found(session)
        refresh_principals(session, clock_on(TODAY))
        yield session


def instances(session: Session, person: int) -> set[UUID]:
    return set(session.scalars(select(ProcessInstance.id).where(may_read_instance(person))))


def listed(session: Session, person: int) -> set[UUID]:
    return set(session.scalars(select(ProcessInstance.id).where(may_list_instance(person))))


def tasks(session: Session, person: int) -> set[UUID]:
    return set(session.scalars(select(HumanTask.id).where(may_read_task(person))))


def submissions(session: Session, person: int) -> set[UUID]:
    return set(session.scalars(select(Submission.id).where(may_read_submission(person))))


@pytest.mark.parametrize("code", READERS)
def test_every_person_and_code(session: Session, code: Visibility) -> None:
    case = Case(session, code)
    everybody = range(CHIEF, OUTSIDER + 1)
    assert {person for person in everybody if case.instance.id in instances(session, person)} == READERS[code]
    may_list = READERS[code] | (READERS[Visibility.STAT] - {AUDITOR}) | {OTHER_TEACHER}
    assert {person for person in everybody if case.instance.id in listed(session, person)} == may_list
    assert {person for person in everybody if case.task.id in tasks(session, person)} == READERS[code] | {OTHER_TEACHER}
    author = set() if code == Visibility.PAIR else {ENERGY_DIRECTOR}
    readers = READERS[code] | author
    assert {person for person in everybody if case.submission.id in submissions(session, person)} == readers


@pytest.mark.parametrize("person", range(CHIEF, OUTSIDER + 1))
def test_readable_codes_agree_with_the_filters(session: Session, person: int) -> None:
    expected = {code for code in READERS if person in READERS[code]}
    assert readable_codes(session, person, UNIT, TEACHER) == expected


def test_a_code_that_lacks_what_it_is_about_is_for_nobody(session: Session) -> None:
    assert readable_codes(session, HEAD, None, None) == {Visibility.PUB, Visibility.ORG}
    assert readable_codes(session, AUDITOR, None, None) == set(READERS) - {Visibility.WB}
    assert readable_codes(session, OUTSIDER, UNIT, TEACHER) == set()


def test_only_a_candidate_may_do_a_task(session: Session) -> None:
    case = Case(session, Visibility.PUB)
    may = {
        person
        for person in range(CHIEF, OUTSIDER + 1)
        if session.scalar(select(may_do_task(person)).where(HumanTask.id == case.task.id))
    }
    assert may == {OTHER_TEACHER}
    assert set(session.scalars(tasks_open_to(OTHER_TEACHER))) == {case.task.id}
    assert set(session.scalars(tasks_open_to(TEACHER))) == set()


def test_a_new_manager_reads_and_the_former_does_not(session: Session) -> None:
    case = Case(session, Visibility.PAIR)
    session.execute(update(Submission).values(submitted_by=PRINCIPAL_OF_SCHOOL))
    assert case.submission.id in submissions(session, PRINCIPAL_OF_SCHOOL)
    swap = update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL).values(person_id=HR)
    session.execute(swap)
    refresh_principals(session, clock_on(TODAY))
    assert case.submission.id not in submissions(session, PRINCIPAL_OF_SCHOOL)
    assert case.submission.id in submissions(session, HR)


def test_an_authors_notes_are_for_the_author_alone(session: Session) -> None:
    case = Case(session, Visibility.AUTHOR)
    readers = {p for p in range(CHIEF, OUTSIDER + 1) if case.submission.id in submissions(session, p)}
    assert readers == {ENERGY_DIRECTOR}
    assert {p for p in range(CHIEF, OUTSIDER + 1) if case.task.id in tasks(session, p)} == {OTHER_TEACHER}


def test_whoever_completed_a_task_may_look_back(session: Session) -> None:
    case = Case(session, Visibility.LINE)
    assert case.task.id not in tasks(session, MEMBER)
    session.execute(update(HumanTask).values(completed_by=MEMBER))
    assert case.task.id in tasks(session, MEMBER)


def test_the_process_owner_may_cancel(session: Session) -> None:
    Case(session, Visibility.PUB)
    may = {p for p in range(CHIEF, OUTSIDER + 1) if session.scalar(select(may_cancel_instance(p)))}
    assert may == {OWNER}
    session.execute(update(ProcessInstance).values(unit_id=None))
    assert session.scalar(select(may_cancel_instance(OWNER)))


def test_one_administrator(session: Session) -> None:
    administrators = {p for p in range(CHIEF, OUTSIDER + 1) if session.scalar(select(is_administrator(p)))}
    assert administrators == {ADMINISTRATOR}
    assert BOARD_CHAIR not in administrators
