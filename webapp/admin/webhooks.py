"""Which other systems are told of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.remove_webhook import RemoveWebhook
from engine.commands.save_webhook import AddWebhook, SetWebhookActive
from engine.errors import FieldError
from engine.queries.webhooks import webhook_secret, webhooks
from notifications.webhooks import TOPICS, Webhooks, new_secret
from webapp.admin import blueprint
from webapp.context import current_person, runner, settings
from webapp.i18n import LazyText, _, _l

TOPIC_NAMES: Mapping[str, LazyText] = {
    "task.opened": _l("En uppgift har börjat vänta på någon"),
    "statutory.alarm": _l("En lagstadgad dag närmar sig"),
    "statutory.missed": _l("En lagstadgad dag har passerats"),
}
REFUSALS: Mapping[str, LazyText] = {
    "unreadable": _l("Skriv en hel adress som börjar med https://, utan användarnamn, lösenord och #."),
    "not-listed": _l("Värden står inte i inställningen YEARWHEEL_WEBHOOK_HOSTS. Lägg till den där och starta om."),
}


@blueprint.get("/webhooks")
def list_webhooks() -> str:
    return _page([])


@blueprint.post("/webhooks")
def add_webhook() -> Response:
    """Shows the secret on this one answer; afterwards only calls are signed with it."""
    url, topics = (
        request.form.get("url", "").strip(),
        [each for each in TOPICS if each in request.form.getlist("topic")],
    )
    errors = []
    if refusal := Webhooks(settings().allowed_hosts).refusal(url):
        errors.append(FieldError("url", str(REFUSALS[refusal])))
    if not topics:
        errors.append(FieldError("topic", _("Välj minst en händelse.")))
    if errors:
        return make_response(_page(errors, url=url, chosen=topics), 422)
    secret = new_secret()
    runner().run(AddWebhook(url=url, secret=secret, topics=tuple(topics), actor=current_person().person_id))
    return make_response(_page([], secret=secret))


@blueprint.post("/webhooks/<uuid:webhook_id>/test")
def test_webhook(webhook_id: UUID) -> Response:
    """Call it now, and say what it answers."""
    with runner().read() as (session, _clock):
        url, secret = webhook_secret(session, webhook_id)
    fault = Webhooks(settings().allowed_hosts).attempt(url, secret)
    if fault is None:
        flash(_("Provanropet togs emot av %(url)s.", url=url), "success")
    else:
        flash(_("Provanropet till %(url)s gick inte: %(fault)s", url=url, fault=fault), "danger")
    return _back()


@blueprint.post("/webhooks/<uuid:webhook_id>/<any(pause, resume):change>")
def change_webhook(webhook_id: UUID, change: str) -> Response:
    active = change == "resume"
    runner().run(SetWebhookActive(webhook_id=webhook_id, active=active, actor=current_person().person_id))
    flash(_("Anropen är på igen.") if active else _("Anropen är avstängda."), "success")
    return _back()


@blueprint.post("/webhooks/<uuid:webhook_id>/remove")
def remove_webhook(webhook_id: UUID) -> Response:
    runner().run(RemoveWebhook(webhook_id=webhook_id, actor=current_person().person_id))
    flash(_("Systemet är borttaget. Det får inte veta något mer."), "success")
    return _back()


def _back() -> Response:
    return redirect(url_for("admin.list_webhooks"))


def _page(errors: list[FieldError], url: str = "", chosen: Sequence[str] = (), secret: str | None = None) -> str:
    with runner().read() as (session, _clock):
        rows = webhooks(session)
    return render_template(
        "admin/webhooks.html", rows=rows, errors=errors, url=url, chosen=chosen, secret=secret, topics=TOPIC_NAMES
    )
