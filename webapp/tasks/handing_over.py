"""Giving tasks to somebody else: one from its page, or many from the list of what waits for a person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.casework.commenting import COMMENT_LENGTH
from engine.commands.reassign_task import ReassignTasks
from engine.errors import NotAuthorized, ReceiverRefused, TaskNotFound
from engine.queries.handing_over import leads_somebody, tasks_of, tasks_to_give
from engine.queries.principal_labels import principal_labels
from engine.queries.receivers import people, receivers
from engine.rules import Rule
from webapp.context import current_person, runner
from webapp.i18n import _, locale, ngettext
from webapp.rules import REFUSALS, UNFIT
from webapp.tasks import blueprint
from webapp.tasks.asked import asked_ids, asked_number, asked_text, posted_text, text_fault
from webapp.tasks.preparing import SEARCH, delegate_page
from webapp.tasks.texts import Texts


@blueprint.get("/tasks/others")
def others() -> str:
    """What waits for a colleague, for those who may give it to somebody else."""
    actor, search, person = current_person().person_id, asked_text("search"), asked_number("person")
    with runner().read() as (session, clock):
        if not leads_somebody(session, actor):
            raise NotAuthorized(Rule.LEADERS_ONLY, "Leaders look at what waits for others")
        found = people(session, search)
        chosen = next(iter(principal_labels(session, [f"person:{person}"])), None) if person is not None else None
        tasks = tasks_of(session, actor, person) if person is not None else ()
        texts = Texts(session, locale())
        names = {task.id: texts(task.definition_id, task.name) for task in tasks}
        today = clock.today()
    return render_template(
        "tasks/others.html", search=search, found=found, person=person, chosen=chosen, tasks_of_person=tasks,
        names=names, today=today, all_chosen="all" in request.args,
    )  # fmt: skip


@blueprint.get("/tasks/hand-over")
def hand_over() -> str:
    return hand_over_page()


@blueprint.post("/tasks/hand-over")
def send_hand_over() -> Response | str | tuple[str, int]:
    ids, to, reason = asked_ids("task"), request.form.get("to", ""), posted_text("reason")
    if request.form.get("do") == SEARCH:
        return hand_over_page()
    fault = text_fault(reason, COMMENT_LENGTH)
    if fault or not to:
        nobody = None if to else _("Sök efter en person eller enhet, och välj vem som ska ha uppgiften.")
        return hand_over_page(fault=fault, to_fault=nobody), 422
    runner().run(ReassignTasks(task_ids=ids, actor=current_person().person_id, to=to, reason=reason))
    flash(
        ngettext("%(num)d uppgift är överlämnad. Den som nu ska göra den får veta det.",
                 "%(num)d uppgifter är överlämnade. Den som nu ska göra dem får veta det.", len(ids)),
        "success",
    )  # fmt: skip
    return redirect(url_for("tasks.index"))


def hand_over_page(fault: str | None = None, to_fault: str | None = None) -> str:
    """The tasks that were chosen, those that cannot be given away with the reason, and what has been typed so far."""
    search = posted_text("to_search")
    with runner().read() as (session, clock):
        tasks = tasks_to_give(session, current_person().person_id, asked_ids("task"))
        if not tasks:
            raise TaskNotFound("None of these tasks may be known")
        found = receivers(session, clock, search)
        texts = Texts(session, locale())
        names = {task.id: texts(task.definition_id, task.name) for task in tasks}
        today = clock.today()
    return render_template(
        "tasks/hand_over.html", tasks_to_give=tasks, refusals=REFUSALS, names=names, today=today, search=search,
        found=found, to=request.form.get("to", ""), text=posted_text("reason"), fault=fault, to_fault=to_fault,
        limit=COMMENT_LENGTH,
    )  # fmt: skip


@blueprint.errorhandler(ReceiverRefused)
def show_unfit(error: ReceiverRefused) -> tuple[str, int]:
    """The page again, with what was typed and why the task cannot be given to whom it was to be given."""
    said = str(UNFIT[error.why])
    task_id = (request.view_args or {}).get("task_id")
    return (delegate_page(UUID(str(task_id)), to_fault=said) if task_id else hand_over_page(to_fault=said)), 422
