"""Who may read and do what, as conditions for queries: nobody, unless a row's principal is one the asker holds.

What waits and what may be listed is found from the asker's own principals, not by a test per row, so that its cost
follows what a person may see and not what there is. Auditors may read everything (KL 12:9).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
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
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.access.among import among
from engine.access.codes import WHISTLEBLOWING, Visibility, reader_principal
from engine.models import (
    ActingHolder,
    ActivityOffer,
    ActivityStarter,
    DeputyScope,
    HumanTask,
    PrincipalHolder,
    ProcessInstance,
    Submission,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
    Unit,
    UnitKind,
)

# A person's id, or its place in a statement that is made once and asked often.
Asker = int | BindParameter[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
AUDITOR = "role:auditor:unit:"
ADMINISTRATOR = "role:administrator:unit:"
PROCESS_OWNER = "role:process-owner:unit:"
CHIEF_EXECUTIVE = "role:chief-executive:unit:"
NOT_AUDITED = frozenset({Visibility.AUTHOR, Visibility.WB})
"""What auditors do not read by themselves: notes, and whistle-blowing, which they request (domain/README)."""


def may_read_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: may read the case itself, what has happened in it and where it stands. For cases that are
    narrowed down otherwise: alone it makes the database look at every case, where `may_list_instance` does not."""
    audited = and_(_is_audited(ProcessInstance.visibility), _is_auditor(person_id))
    return or_(ProcessInstance.reader.in_(_reads_as(person_id)), audited)


def may_list_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: may know that the case exists, its title, status and dates. So may those who read its
    content, those who follow its status, and those for whom a task or a choice in it waits."""
    offered = select(ActivityOffer.instance_id).where(among(ActivityOffer.token, _offered_to(person_id)))
    waiting = select(HumanTask.instance_id).where(among(HumanTask.id, tasks_open_to(person_id)))
    return or_(
        among(
            ProcessInstance.reader,
            union_all(_held_by(person_id), _read_in_place_of(person_id), _every_reader(person_id)),
        ),
        among(ProcessInstance.status_reader, _reads_as(person_id)),
        among(ProcessInstance.id, waiting),
        among(ProcessInstance.id, offered),
    )


def may_do_task(person_id: Asker) -> ColumnElement[bool]:
    """Of HumanTask: the person is one of its candidates today, or stands in for one, and nothing excludes the person.
    A closed task has no candidates left. Whether a colleague has claimed it is asked when it is to be completed."""
    return and_(or_(is_candidate(person_id), stands_in(person_id)), ~is_excluded(person_id))


def is_candidate(person_id: Asker) -> Exists:
    """Of HumanTask: the person holds one of the principals that it waits for."""
    candidate = exists().where(
        TaskCandidate.task_id == HumanTask.id,
        PrincipalHolder.principal == TaskCandidate.principal,
        PrincipalHolder.person_id == person_id,
    )
    return candidate.correlate(HumanTask)


def stands_in(person_id: Asker) -> Exists:
    """Of HumanTask: the person stands in today for one whom it waits for, in what it needs."""
    return exists().where(*_stands_in(person_id)).correlate(HumanTask)


def stood_in_for(person_id: Asker) -> ScalarSelect[int | None]:
    """Of HumanTask: in whose place the person would do it, None when in nobody's."""
    first = select(func.min(ActingHolder.for_person_id)).where(*_stands_in(person_id))
    return first.correlate(HumanTask).scalar_subquery()


def is_excluded(person_id: Asker) -> Exists:
    """Of HumanTask: the person has a conflict of interest in it, or has done what it checks."""
    excluded = exists().where(TaskExclusion.task_id == HumanTask.id, TaskExclusion.person_id == person_id)
    return excluded.correlate(HumanTask, ActingHolder)


def claim_holds() -> ColumnElement[bool]:
    """Of HumanTask: somebody has claimed it, and may still do it."""
    return and_(HumanTask.assignee_id.is_not(None), may_do_task(HumanTask.assignee_id))


def prepares(person_id: Asker) -> ColumnElement[bool]:
    """Of HumanTask: the person prepares it for somebody who may do it; with that one's place the asking lapses."""
    return and_(HumanTask.delegated_to == person_id, may_do_task(HumanTask.delegated_by))


def falls_due() -> ColumnElement[bool]:
    """Of HumanTask and ActingHolder: the task's due date lies where the other is away, if that is asked for."""
    since = or_(ActingHolder.due_from.is_(None), HumanTask.due_at >= ActingHolder.due_from)
    return or_(ActingHolder.due_until.is_(None), and_(HumanTask.due_at <= ActingHolder.due_until, since))


def _stands_in(person_id: Asker) -> tuple[ColumnElement[bool], ...]:
    return (
        TaskCandidate.task_id == HumanTask.id,
        ActingHolder.principal == TaskCandidate.principal,
        ActingHolder.scope == HumanTask.deputy_scope,
        ActingHolder.person_id == person_id,
        falls_due(),
        ~is_excluded(ActingHolder.for_person_id),
    )


def tasks_open_to(person_id: Asker, *principals: ColumnElement[bool]) -> CompoundSelect[UUID]:
    """Ids of the tasks that wait for the person: as what the person is, in another's place, and to be prepared for a
    colleague. Reached from the person's own principals. principals: what to narrow PrincipalHolder down by."""
    held = select(PrincipalHolder.principal).where(PrincipalHolder.person_id == person_id, *principals)
    own = select(TaskCandidate.task_id).where(among(TaskCandidate.principal, held))
    acting = (
        select(TaskCandidate.task_id)
        .join(ActingHolder, ActingHolder.principal == TaskCandidate.principal)
        .join(HumanTask, HumanTask.id == TaskCandidate.task_id)
        .where(ActingHolder.person_id == person_id, ActingHolder.scope == HumanTask.deputy_scope, falls_due())
        .where(~is_excluded(ActingHolder.for_person_id))
    )
    prepared = select(HumanTask.id).where(prepares(person_id), HumanTask.status == TaskStatus.OPEN)
    return union_all(own, acting, prepared)


def may_start_activities(person_id: int) -> ColumnElement[bool]:
    """Of ActivityOffer: the person may start what an ad-hoc sub-process offers."""
    return among(ActivityOffer.token, _offered_to(person_id))


def may_read_task(person_id: Asker) -> ColumnElement[bool]:
    """Of HumanTask: may open the task's page, to do it or to read what was answered."""
    own = and_(HumanTask.completed_by == person_id, HumanTask.visibility != Visibility.PAIR)
    audited = and_(_is_audited(HumanTask.visibility), _is_auditor(person_id))
    reads = HumanTask.reader.in_(_reads_as(person_id))
    return or_(reads, may_do_task(person_id), own, audited, prepares(person_id))


def may_read_submission(person_id: int) -> ColumnElement[bool]:
    """Of Submission: may read the answers. Whoever wrote them may too, save between employee and manager:
    a former manager reads nothing there, not even what he wrote himself (domain/organisation, access). An author's
    notes are nobody else's, not even the auditors': they are not yet an official document (TF 2:12)."""
    own = and_(Submission.submitted_by == person_id, Submission.visibility != Visibility.PAIR)
    audited = and_(_is_audited(Submission.visibility), _is_auditor(person_id))
    return or_(Submission.reader.in_(_reads_as(person_id)), own, audited)


def may_cancel_instance(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: started it, or is the process owner of its unit, or of the municipality when it has none."""
    return or_(ProcessInstance.started_by == person_id, owns_process(person_id))


def owns_process(person_id: int) -> ColumnElement[bool]:
    """Of ProcessInstance: is the process owner of its unit, or of the municipality when it has none."""
    owner = literal(PROCESS_OWNER) + func.coalesce(ProcessInstance.unit_id, _root())
    return _holds(person_id, owner).correlate(ProcessInstance)


def may_hand_over(person_id: Asker) -> ColumnElement[bool]:
    """Of ProcessInstance: leads above its unit, is its process owner, or administers the municipality."""
    line = literal("line:unit:") + func.coalesce(ProcessInstance.unit_id, _root())
    return or_(_holds(person_id, line).correlate(ProcessInstance), is_administrator(person_id))


def is_chief_executive(person_id: Asker) -> ColumnElement[bool]:
    """Of ProcessInstance: is the chief executive of its unit, or of the municipality when it has none."""
    chief = literal(CHIEF_EXECUTIVE) + func.coalesce(ProcessInstance.unit_id, _root())
    return _holds(person_id, chief).correlate(ProcessInstance)


def oversees_the_law(person_id: Asker) -> ColumnElement[bool]:
    """Of ProcessInstance: is told of the days that the law has set for it, as the chief executive or process owner of
    its unit, or of the municipality when it has none, or in the place of one of them."""
    unit = func.coalesce(ProcessInstance.unit_id, _root())
    told = [literal(CHIEF_EXECUTIVE) + unit, literal(PROCESS_OWNER) + unit]
    acting = exists().where(
        ActingHolder.person_id == person_id, ActingHolder.scope == DeputyScope.DO, ActingHolder.principal.in_(told)
    )
    held = exists().where(PrincipalHolder.person_id == person_id, PrincipalHolder.principal.in_(told))
    return or_(held.correlate(ProcessInstance), acting.correlate(ProcessInstance))


def is_administrator(person_id: Asker) -> ColumnElement[bool]:
    """Of no table: administers the municipality today."""
    return _holds(person_id, literal(ADMINISTRATOR) + _root())


def readable_codes(
    session: Session, person_id: int, unit_id: str | None, concerned_person_id: int | None
) -> frozenset[Visibility]:
    """The codes whose fields the person may read in a case that concerns this unit and this person."""
    readers = {code: reader_principal(code, unit_id, concerned_person_id) for code in Visibility}
    wanted = sorted(set(readers.values()))
    held = set(session.scalars(_held_by(person_id).where(PrincipalHolder.principal.in_(wanted))))
    held |= set(session.scalars(_read_in_place_of(person_id).where(ActingHolder.principal.in_(wanted))))
    own = {code for code, principal in readers.items() if principal in held}
    if session.scalar(select(_is_auditor(person_id))):
        return frozenset(own | (set(Visibility) - NOT_AUDITED))
    return frozenset(own)


def _offered_to(person_id: int) -> Select[UUID]:
    return select(ActivityStarter.token).where(among(ActivityStarter.principal, _held_by(person_id)))


def _held_by(person_id: Asker) -> Select[str]:
    return select(PrincipalHolder.principal).where(PrincipalHolder.person_id == person_id)


def _read_in_place_of(person_id: Asker) -> Select[str]:
    return select(ActingHolder.principal).where(
        ActingHolder.person_id == person_id, ActingHolder.scope == DeputyScope.READ
    )


def _reads_as(person_id: Asker) -> CompoundSelect[str]:
    """What lets the person read: what the person is, and what those are for whom the person stands in."""
    return union_all(_held_by(person_id), _read_in_place_of(person_id))


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
    return select(found.c.reader).where(found.c.reader.is_not(None), ~found.c.reader.startswith(WHISTLEBLOWING))


def _is_audited(code: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    # One by one: a list of values would be put into the statement anew each time it is asked.
    return and_(*(code != each for each in sorted(NOT_AUDITED)))


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
