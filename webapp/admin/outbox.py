"""Letters and calls that could not be sent, and that nobody tries any more: why, once more, or never."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from notifications.dead_letters import DropMessage, SendAgain, dead_letters
from webapp.admin import blueprint
from webapp.admin.forms import REASON_LENGTH, read_reason
from webapp.context import current_person, runner
from webapp.i18n import LazyText, _, _l

KINDS: dict[str, LazyText] = {
    "mail": _l("Brev"),
    "webhook": _l("Anrop till ett annat system"),
    "notice": _l("Meddelande i systemet"),
}


@blueprint.get("/outbox")
def outbox() -> str:
    return _page(request.args.get("page", 1, int))


@blueprint.post("/outbox/<uuid:message_id>/again")
def send_again(message_id: UUID) -> Response:
    runner().run(SendAgain(message_id=message_id, actor=current_person().person_id))
    flash(_("Ett nytt försök görs inom några sekunder."), "success")
    return redirect(url_for("admin.outbox"))


@blueprint.post("/outbox/<uuid:message_id>/drop")
def drop_message(message_id: UUID) -> Response | tuple[str, int]:
    reason = read_reason(request.form)
    if not reason:
        return _page(1, missing=message_id), 422
    runner().run(DropMessage(message_id=message_id, actor=current_person().person_id, reason=reason))
    flash(_("Det skickas inte. Vem som bestämde det, och varför, är noterat."), "success")
    return redirect(url_for("admin.outbox"))


def _page(number: int, missing: UUID | None = None) -> str:
    with runner().read() as (session, _clock):
        page = dead_letters(session, number)
    return render_template("admin/outbox.html", page=page, kinds=KINDS, missing=missing, limit=REASON_LENGTH)
