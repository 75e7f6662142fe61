"""Who may read and do what, as conditions for queries: nobody, unless a row's principal is one the asker holds.

What waits and what may be listed is found from the asker's own principals, not by a test per row, so that its cost
follows what a person may see and not what there is. Auditors may read everything (KL 12:9).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from engine.access.among import among
from engine.access.codes import Visibility, reader_principal
from engine.models import (
    ActivityOffer,
    ActivityStarter,
    HumanTask,
    PrincipalHolder,
    ProcessInstance,
    Submission,
    TaskCandidate,
    Unit,
    UnitKind,
)

# A person's id, or its place in a statement that is made once and asked often.
Asker = int | BindParameter[int]
AUDITOR = "role:auditor:unit:"
ADMINISTRATOR = "role:administrator:unit:"
PROCESS_OWNER = "role:process-owner:unit:"


def may_read_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: may read the case itself, what has happened in it and where it stands. For cases that are
    narrowed down otherwise: alone it makes the database look at every case, where `may_list_instance` does not."""
    return or_(ProcessInstance.reader.in_(_held_by(person_id)), _is_auditor(person_id))


def may_list_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: may know that the case exists, its title, status and dates. So may those who read its
    content, those who follow its status, and those for whom a task or a choice in it waits."""
    offered = select(ActivityOffer.instance_id).where(among(ActivityOffer.token, _offered_to(person_id)))
    waiting = select(HumanTask.instance_id).where(among(HumanTask.id, tasks_open_to(person_id)))
    return or_(
        among(ProcessInstance.reader, union_all(_held_by(person_id), _every_reader(person_id))),
        among(ProcessInstance.status_reader, _held_by(person_id)),
        among(ProcessInstance.id, waiting),
        among(ProcessInstance.id, offered),
    )


def may_do_task(person_id: Asker) -> ColumnElement[bool]:
    """Of HumanTask: the person is one of its candidates today. A closed task has no candidates left."""
    candidate = exists().where(
        TaskCandidate.task_id == HumanTask.id,
        PrincipalHolder.principal == TaskCandidate.principal,
        PrincipalHolder.person_id == person_id,
    )
    return candidate.correlate(HumanTask)


def tasks_open_to(person_id: int) -> Select[UUID]:
    """Ids of the tasks that the person may do, reached from the person's principals."""
    return select(TaskCandidate.task_id).where(among(TaskCandidate.principal, _held_by(person_id)))


def may_start_activities(person_id: int) -> ColumnElement[bool]:
    """Of ActivityOffer: the person may start what an ad-hoc sub-process offers."""
    return among(ActivityOffer.token, _offered_to(person_id))


def may_read_task(person_id: Asker) -> ColumnElement[bool]:
    """Of HumanTask: may open the task's page, to do it or to read what was answered."""
    own = and_(HumanTask.completed_by == person_id, HumanTask.visibility != Visibility.PAIR)
    audited = and_(HumanTask.visibility != Visibility.AUTHOR, _is_auditor(person_id))
    return or_(HumanTask.reader.in_(_held_by(person_id)), may_do_task(person_id), own, audited)


def may_read_submission(person_id: int) -> ColumnElement[bool]:
    """Of Submission: may read the answers. Whoever wrote them may too, save between employee and manager:
    a former manager reads nothing there, not even what he wrote himself (domain/organisation, access). An author's
    notes are nobody else's, not even the auditors': they are not yet an official document (TF 2:12)."""
    own = and_(Submission.submitted_by == person_id, Submission.visibility != Visibility.PAIR)
    audited = and_(Submission.visibility != Visibility.AUTHOR, _is_auditor(person_id))
    return or_(Submission.reader.in_(_held_by(person_id)), own, audited)


def may_cancel_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: started it, or is the process owner of its unit, or of the municipality when it has none."""
    return or_(ProcessInstance.started_by == person_id, owns_process(person_id))


def owns_process(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: is the process owner of its unit, or of the municipality when it has none."""
    owner = literal(PROCESS_OWNER) + func.coalesce(ProcessInstance.unit_id, _root())
    return _holds(person_id, owner).correlate(ProcessInstance)


def is_administrator(person_id: int) -> ColumnElement[bool]:
    """Of no table: administers the municipality today."""
    return _holds(person_id, literal(ADMINISTRATOR) + _root())


def readable_codes(
    session: Session, person_id: int, unit_id: str | None, concerned_person_id: int | None
) -> frozenset[Visibility]:
    """The codes whose fields the person may read in a case that concerns this unit and this person."""
    readers = {code: reader_principal(code, unit_id, concerned_person_id) for code in Visibility}
    asked = or_(PrincipalHolder.principal.in_(sorted(set(readers.values()))), PrincipalHolder.principal == _auditor())
    held = set(session.scalars(_held_by(person_id).where(asked)))
    if held.difference(readers.values()):  # the one other principal asked for is the auditor's
        return frozenset(Visibility) - {Visibility.AUTHOR}
    return frozenset(code for code, principal in readers.items() if principal in held)


def _offered_to(person_id: int) -> Select[UUID]:
    return select(ActivityStarter.token).where(among(ActivityStarter.principal, _held_by(person_id)))


def _held_by(person_id: Asker) -> Select[str]:
    return select(PrincipalHolder.principal).where(PrincipalHolder.person_id == person_id)


def _every_reader(person_id: int) -> Select[str]:
    """For an auditor every reader that occurs, for others none.

    Not an `OR`: one that no index can answer would make the database look at every case there is, for everybody.
    And from one reader to the next in the index, because there are far fewer readers than cases.
    """
    cases, later = ProcessInstance.__table__.alias(), ProcessInstance.__table__.alias()
    first = select(select(func.min(cases.c.reader)).scalar_subquery().label("reader")).where(_is_auditor(person_id))
    found = first.cte(recursive=True)
    following = select(func.min(later.c.reader)).where(later.c.reader > found.c.reader).scalar_subquery()
    found = found.union_all(select(following).where(found.c.reader.is_not(None)))
    return select(found.c.reader).where(found.c.reader.is_not(None))


def _is_auditor(person_id: Asker) -> Exists:
    return _holds(person_id, _auditor())


def _auditor() -> ColumnElement[str]:
    return literal(AUDITOR) + _root()


def _holds(person_id: Asker, principal: ColumnElement[str]) -> Exists:
    return exists().where(PrincipalHolder.person_id == person_id, PrincipalHolder.principal == principal)


def _root() -> ScalarSelect[str]:
    """The code of the municipality, whatever it is."""
    root = select(Unit.id).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.MUNICIPALITY)
    return root.limit(1).scalar_subquery()
