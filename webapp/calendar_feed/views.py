"""One address, which is its own key: calendar programs cannot sign in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

from flask import make_response, request
from flask_babel import force_locale  # type: ignore[import-untyped]
from werkzeug.wrappers import Response

from engine.commands.account_count_attempt import CountAttempt
from engine.errors import NotFound, TooManyAttempts
from engine.queries.deadline_feed import FeedEntry, deadline_feed
from notifications.feed import Entry, write_calendar
from webapp.auth.session import public
from webapp.calendar_feed import blueprint
from webapp.context import runner, settings
from webapp.i18n import LANGUAGES, _
from webapp.tasks.texts import Texts


@blueprint.get("/calendar/<token>.ics")
@public
def show(token: str) -> Response:
    """The calendar of whoever has this address."""
    site = settings()
    with runner().read() as (session, _clock):
        feed = deadline_feed(session, token)
        language = str(feed.locale) if feed and feed.locale in LANGUAGES else site.locale
        with force_locale(language):
            entries = [_entry(each, Texts(session, language)) for each in feed.entries] if feed else []
            name = _("Årshjulet")
    if feed is None:
        _count_wrong_address()
        raise NotFound("No calendar has this address")
    domain = urlsplit(site.public_url).hostname or "localhost"
    body = write_calendar(entries, name=name, domain=domain, zone=site.zone_info).encode()
    response = make_response(body)
    response.mimetype = "text/calendar"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest())
    return response.make_conditional(request)


def _entry(each: FeedEntry, texts: Texts) -> Entry:
    """As it may stand in a calendar that others can see."""
    name = texts.of_deployment(each.deployment_id).get(each.name, each.name)
    if not name:
        title = _("En uppgift väntar på dig")
    elif each.statute:
        title = f"{name} ({each.statute}) – {each.case}"
    else:
        title = f"{name} – {each.case}"
    place = f"cases/{each.case_id}" if each.statute else f"tasks/{each.id}"
    return Entry(
        number=str(each.id), title=title, address=f"{settings().public_url}/{place}", due=each.due, changed=each.since
    )


def _count_wrong_address() -> None:
    """Raises TooManyAttempts when a network has asked for too many that do not exist."""
    limits = settings()
    window = timedelta(minutes=limits.sign_in_window_minutes)
    subject = f"calendar:{request.remote_addr}"
    if not runner().run(CountAttempt(limits={subject: limits.sign_in_attempts_per_network}, window=window)):
        raise TooManyAttempts(limits.sign_in_window_minutes)
