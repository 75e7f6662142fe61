"""The list of what the person has been told, and saying that it has been read."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from notifications.inbox import NoticeRow, ReadAllNotices, ReadNotice, notice_list
from webapp.context import current_person, runner
from webapp.i18n import locale
from webapp.notices import blueprint, wording
from webapp.tasks.texts import Texts


@blueprint.get("/")
def index() -> str:
    with runner().read() as (session, clock):
        page = notice_list(session, current_person().person_id, request.args.get("page", 1, int))
        translate = Texts(session, locale())

        def task_name(row: NoticeRow) -> str | None:
            if row.task_name is None or row.definition_id is None:
                return row.task_name
            return translate(row.definition_id, row.task_name)

        said = {row.id: wording.what_is_said(row, task_name(row)) for row in page.rows}
        return render_template("notices/index.html", page=page, said=said, until=clock.now().isoformat())


@blueprint.post("/<uuid:notice_id>/read")
def read(notice_id: UUID) -> Response:
    runner().run(ReadNotice(notice_id=notice_id, actor=current_person().person_id))
    return redirect(url_for("notices.index", page=request.form.get("page", type=int)))


@blueprint.post("/<uuid:notice_id>/open")
def open_notice(notice_id: UUID) -> Response:
    """Read it, and go to what it is about: the task, or the case when it is about no task."""
    task_id, case_id = runner().run(ReadNotice(notice_id=notice_id, actor=current_person().person_id))
    if request.form.get("to") == "task" and task_id:
        return redirect(url_for("tasks.show", task_id=task_id))
    if case_id:
        return redirect(url_for("cases.show", case_id=case_id))
    return redirect(url_for("notices.index"))


@blueprint.post("/read-all")
def read_all() -> Response:
    """Read all that the list had when it was shown, and not what has come since."""
    until = _moment(request.form.get("until", ""))
    if until is not None:
        runner().run(ReadAllNotices(actor=current_person().person_id, until=until))
    return redirect(url_for("notices.index"))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):  # at the calendar's ends a zone leads out of it
        return None
