"""What is kept about a person, table by table; the sections of the export."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, or_, select

from engine.access.codes import Visibility
from engine.access.filters import may_list_instance, may_read_submission, may_read_task, tasks_open_to
from engine.models import (
    Absence,
    Account,
    Attachment,
    Comment,
    Deployment,
    Deputy,
    Draft,
    HistoryEvent,
    HumanTask,
    Notice,
    NoticeChoice,
    Person,
    Position,
    PrincipalHolder,
    ProcessInstance,
    RoleAssignment,
    SharedField,
    SignInAttempt,
    Submission,
    TaskExclusion,
    Webhook,
    Weeding,
)
from engine.queries.person_export import Section


def _answers_about(person_id: int) -> ColumnElement[bool]:
    cases = select(ProcessInstance.id).where(ProcessInstance.person_id == person_id)
    return and_(Submission.instance_id.in_(cases), may_read_submission(person_id))


def _may_read_comment(person_id: int) -> ColumnElement[bool]:
    """With the task; and as with answers, what one has written oneself, save between employee and manager."""
    own = and_(Comment.author_id == person_id, Comment.visibility != Visibility.PAIR)
    return or_(Comment.task_id.in_(select(HumanTask.id).where(may_read_task(person_id))), own)


def _comments_about(person_id: int) -> ColumnElement[bool]:
    cases = select(ProcessInstance.id).where(ProcessInstance.person_id == person_id)
    return and_(Comment.instance_id.in_(cases), _may_read_comment(person_id))


def _failed_sign_ins(person_id: int) -> ColumnElement[bool]:
    address = select("address:" + Account.email).where(Account.person_id == person_id)
    return SignInAttempt.subject.in_(address)


def _waiting(person_id: int) -> ColumnElement[bool]:
    return HumanTask.id.in_(tasks_open_to(person_id))


def _case_about(person_id: int) -> ColumnElement[bool]:
    return and_(ProcessInstance.person_id == person_id, may_list_instance(person_id))


def _may_read_task_of(person_id: int) -> ColumnElement[bool]:
    return SharedField.task_id.in_(select(HumanTask.id).where(may_read_task(person_id)))


def _may_open(person_id: int) -> ColumnElement[bool]:
    readable = select(Submission.id).where(may_read_submission(person_id))
    return or_(Attachment.submission_id.is_(None), Attachment.submission_id.in_(readable))


SECTIONS: tuple[Section, ...] = (
    Section(name="person", table=Person, concerns=("id",), shown=("id", "external_id", "name", "email")),
    Section(
        name="account", table=Account, concerns=("person_id",), shown=("email", "disabled", "locale", "last_sign_in")
    ),
    Section(name="failed_sign_ins", table=SignInAttempt, also=_failed_sign_ins, shown=("at",)),
    Section(
        name="positions", table=Position, concerns=("person_id",),
        shown=("title", "unit_id", "is_manager", "on_leave", "valid_from", "valid_to"),
    ),
    Section(
        name="roles", table=RoleAssignment, concerns=("person_id",), shown=("role", "unit_id", "valid_from", "valid_to")
    ),
    Section(name="principals", table=PrincipalHolder, concerns=("person_id",), shown=("principal",)),
    Section(
        name="deputies", table=Deputy, concerns=("person_id", "deputy_id", "set_by", "ended_by"),
        shown=("person_id", "deputy_id", "scopes", "valid_from", "valid_to", "set_by", "set_at", "ended_at",
               "ended_by"),
    ),
    Section(
        name="absences", table=Absence, concerns=("person_id", "set_by", "ended_by"),
        shown=("person_id", "valid_from", "valid_to", "set_by", "set_at", "ended_at", "ended_by"),
    ),
    Section(
        name="waiting_tasks", table=HumanTask, also=_waiting,
        shown=("id", "instance_id", "name", "opened_at", "due_at", "follow_up_at", "assignee_id"),
    ),
    Section(
        name="tasks", table=HumanTask,
        concerns=("assignee_id", "delegated_to", "delegated_by", "completed_by", "on_behalf_of"),
        shown=("id", "instance_id", "name", "status", "opened_at", "due_at", "closed_at", "assignee_id",
               "delegated_to", "delegated_by", "completed_by", "on_behalf_of"),
    ),
    Section(name="exclusions", table=TaskExclusion, concerns=("person_id",), shown=("task_id", "rule")),
    Section(
        name="cases", table=ProcessInstance, concerns=("started_by",), also=_case_about,
        shown=("id", "definition_key", "title", "business_key", "person_id", "cycle_year", "unit_id", "status",
               "started_at", "started_by", "ended_at", "weeded_at"),
        content=("title", "business_key", "person_id"), readable=may_list_instance,
    ),
    Section(
        name="answers", table=Submission, concerns=("submitted_by", "on_behalf_of"), also=_answers_about,
        shown=("id", "instance_id", "task_id", "form_id", "visibility", "submitted_at", "withdrawn_at",
               "submitted_by", "on_behalf_of", "answers"),
        content=("answers",), readable=may_read_submission,
    ),
    Section(
        name="comments", table=Comment, concerns=("author_id",), also=_comments_about,
        shown=("id", "instance_id", "task_id", "kind", "author_id", "written_at", "text"),
        content=("text",), readable=_may_read_comment,
    ),
    Section(
        name="drafts", table=Draft, concerns=("person_id",),
        shown=("task_id", "answers", "prepared_for", "saved_at"),
    ),
    Section(
        name="shared_fields", table=SharedField, concerns=("written_by",),
        shown=("task_id", "path", "value", "written_at"), content=("value",), readable=_may_read_task_of,
    ),
    Section(
        name="files", table=Attachment, concerns=("uploaded_by",),
        shown=("id", "submission_id", "filename", "size", "sha256", "uploaded_at"),
        content=("filename", "sha256"), readable=_may_open,
    ),
    Section(
        name="acts", table=HistoryEvent, concerns=("actor_id",),
        shown=("instance_id", "seq", "action", "at", "element_id", "task_id"),
    ),
    Section(
        name="notices", table=Notice, concerns=("person_id",),
        shown=("kind", "task_id", "instance_id", "facts", "created_at", "read_at", "mailed_at"),
    ),
    Section(name="notice_choice", table=NoticeChoice, concerns=("person_id",), shown=("mail",)),
    Section(name="webhooks", table=Webhook, concerns=("created_by",), shown=("id", "url", "active", "created_at")),
    Section(name="deployments", table=Deployment, concerns=("deployed_by",), shown=("id", "name", "deployed_at")),
    Section(
        name="weedings", table=Weeding, concerns=("weeded_by",),
        shown=("id", "definition_key", "rule", "counts", "weeded_at"),
    ),
)  # fmt: skip
LEFT_OUT: Mapping[str, str] = {
    "acting_holder.person_id": "follows from the deputies and absences, and is made anew every day",
    "acting_holder.for_person_id": "follows from the deputies and absences, and is made anew every day",
    "process_instance.person_id": "given where the person may know of the case; of others see cases_kept_from",
    "draft.prepared_for": "the draft is the one's who wrote it; the other has been given it as a draft of its own",
}
"""Columns that name people and by which alone nothing is given, each with the reason."""
