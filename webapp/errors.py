"""The one place where what went wrong becomes an HTTP number and a page that says what to do."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import (
    CaseMovedOn,
    DefinitionSuspended,
    InvalidDiagram,
    NotAuthorized,
    NotFound,
    ProcessSuspended,
    Refused,
    SubmissionInvalid,
    TaskAlreadyCompleted,
    TooManyAttempts,
    YearwheelError,
)
from webapp.i18n import LazyText, _l
from webapp.rules import REFUSALS

HIDDEN = ("csrf_token", "password")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """What one kind of error is called and what the reader can do about it."""

    status: int
    title: LazyText
    advice: LazyText


NOT_FOUND = Page(
    404,
    _l("Sidan finns inte"),
    _l(
        "Adressen kan vara felskriven, eller så hör sidan till något som du inte har tillgång till. "
        "Gå till Mina uppgifter, eller sök bland ärendena."
    ),
)
REFUSED = Page(
    409,
    _l("Det gick inte att göra"),
    _l("Läget har ändrats sedan sidan öppnades. Ingenting har sparats. Öppna sidan på nytt och se hur det står till."),
)
COMPLETED = Page(
    409,
    _l("Uppgiften är redan klar"),
    _l("Ingenting av det du skickade har sparats. Det du skrev finns kvar här nedanför, så att du kan ta vara på det."),
)
MOVED_ON = Page(
    409,
    _l("Det går inte att ta tillbaka längre"),
    _l(
        "Ärendet har gått vidare, eller någon har börjat med det som följer. Be den som har uppgiften nu att skicka "
        "tillbaka den, eller tala med processägaren."
    ),
)
SUSPENDED = Page(
    409,
    _l("Ärendet är pausat"),
    _l("Ingenting kan göras i det förrän en administratör återupptar det. Försök igen då."),
)
DEFINITION_SUSPENDED = Page(
    409,
    _l("Processen är pausad"),
    _l("Ingenting har startats. Processen kan startas igen när en administratör har återupptagit den."),
)
INVALID = Page(
    422,
    _l("Något i formuläret behöver rättas"),
    _l("Ingenting har sparats. Gå tillbaka, rätta det som står här och skicka igen."),
)
INVALID_DIAGRAM = Page(
    422,
    _l("Diagrammet kan inte tas i bruk"),
    _l("Ingenting har sparats. Rätta det som står här och försök igen."),
)
SESSION_ENDED = Page(
    400,
    _l("Sidan har varit öppen för länge"),
    _l("Av säkerhetsskäl togs det du skickade inte emot."),
)
TOO_MANY = Page(
    429,
    _l("För många försök"),
    _l("Vänta en stund och försök sedan igen. Har du glömt ditt lösenord kan du välja ett nytt."),
)
TOO_LARGE = Page(
    413,
    _l("Filen är för stor"),
    _l("Ingenting har sparats. Välj en mindre fil, eller dela upp den, och skicka igen."),
)
WRONG_METHOD = Page(
    405,
    _l("Sidan kan inte öppnas så"),
    _l("Gå till Mina uppgifter och börja därifrån."),
)
UNREADABLE = Page(
    400,
    _l("Det som skickades gick inte att läsa"),
    _l("Gå tillbaka till sidan, öppna den på nytt och försök igen."),
)
FORBIDDEN = Page(
    403,
    _l("Du har inte behörighet"),
    _l(
        "Det du ville göra hör till en roll som du inte har i dag. Har du nyligen fått ett nytt uppdrag? "
        "Be den som administrerar systemet att kontrollera att det är registrerat."
    ),
)
BY_STATUS = {403: FORBIDDEN, 404: NOT_FOUND, 405: WRONG_METHOD, 413: TOO_LARGE}


# What is asked for in forms of ours that no form definition names.
FIELDS: dict[str, LazyText] = {
    "reason": _l("Skäl"),
    "text": _l("Kommentar"),
    "message": _l("Meddelande"),
}


def not_authorized(error: NotAuthorized) -> Page:
    """The rule that keeps the reader from it, in words."""
    return Page(403, *REFUSALS[error.rule])


def init_app(app: Flask) -> None:
    """Register the handlers. A blueprint may register its own for a class it shows better."""
    app.register_error_handler(YearwheelError, _ours)
    app.register_error_handler(CSRFError, lambda _error: session_ended())
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def session_ended() -> Response:
    """The answer to a form that came after its session's end: what was typed can be sent once more.

    Only for forms of our own pages, which the browser's Origin header tells: nobody else's page may have a form of
    its making confirmed here.
    """
    own = request.headers.get("Origin") == request.host_url.rstrip("/") and request.blueprint != "auth"
    return _show(SESSION_ENDED, template="errors/session_ended.html", resend=_posted() if own else [])


def _ours(error: YearwheelError) -> Response:
    log.info("refused", extra={"code": error.code, "error": type(error).__name__})
    match error:
        case NotFound():
            return _show(NOT_FOUND)
        case NotAuthorized(who=who):
            return _show(not_authorized(error), who=who, typed=typed_fields())
        case SubmissionInvalid(errors=errors):
            return _show(INVALID, faults=[fault.message for fault in errors])
        case TaskAlreadyCompleted(by=by, at=at):
            return _show(COMPLETED, completed_by=by, completed_at=at, typed=typed_fields())
        case TooManyAttempts(minutes=minutes):
            response = _show(TOO_MANY)
            response.headers["Retry-After"] = str(minutes * 60)
            return response
        case DefinitionSuspended():
            return _show(DEFINITION_SUSPENDED, typed=typed_fields())
        case ProcessSuspended():
            return _show(SUSPENDED, typed=typed_fields())
        case CaseMovedOn():
            return _show(MOVED_ON)
        case Refused():
            return _show(REFUSED, typed=typed_fields())
        case InvalidDiagram(problems=problems):
            return _show(INVALID_DIAGRAM, faults=[str(problem) for problem in problems])
        case _:
            return _fault(error)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())  # a redirect that routing itself raised
    return _show(BY_STATUS.get(error.code, UNREADABLE)) if error.code < 500 else _fault(error)


def _fault(error: Exception) -> Response:
    log.error("fault", exc_info=error, extra={"error": type(error).__name__})
    return make_response(render_template("errors/fault.html"), 500)


def _show(page: Page, template: str = "errors/page.html", **facts: object) -> Response:
    return make_response(render_template(template, page=page, **facts), page.status)


def typed_fields() -> list[tuple[str, str]]:
    """What the reader has typed into a form of ours, each called what the page calls it."""
    return [(str(FIELDS.get(name, name)), value) for name, value in _posted()]


def _posted() -> list[tuple[str, str]]:
    """The fields of the posted form that have something in them and are no secret."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if value and not name.startswith(HIDDEN)]
