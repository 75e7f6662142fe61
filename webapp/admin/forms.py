"""Reads what an administrator fills in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy.orm import Session

from engine.casework.visible_variables import UNSET, Variable
from engine.commands.account_letters import is_address
from engine.errors import FieldError
from engine.queries.account_by_address import account_by_address
from webapp.i18n import _

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
REASON_LENGTH = 1000
TEXT, JSON = "text", "json"


@dataclass(frozen=True)
class ValueForm:
    """What stands in the form that changes one variable. written: as what it is to be read, `text` or `json`;
    value: what was read."""

    name: str
    content: str
    written: str
    reason: str = ""
    value: Any = None
    errors: tuple[FieldError, ...] = ()


def value_form(variable: Variable) -> ValueForm:
    """The form as it opens: a text as it is, everything else as JSON."""
    if isinstance(variable.value, str):
        return ValueForm(variable.name, variable.value, TEXT)
    if variable.kind == UNSET:
        return ValueForm(variable.name, "", TEXT)
    return ValueForm(variable.name, json.dumps(variable.value, ensure_ascii=False, indent=2), JSON)


def read_value(name: str, posted: Mapping[str, str]) -> ValueForm:
    """The form as it was sent, with its value or with what is wrong."""
    content = posted.get("content", "").replace("\r\n", "\n")  # as browsers end a line
    written, reason = posted.get("written", TEXT), read_reason(posted)
    value: Any = content
    errors: list[FieldError] = []
    if written == JSON:
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            errors.append(FieldError("content", _json_fault(error)))
    if not reason:
        errors.append(FieldError("reason", _("Skriv varför det görs.")))
    return ValueForm(name, content, written, reason, value, tuple(errors))


def read_reason(posted: Mapping[str, str]) -> str:
    """Why something is done, for the history; empty when nothing was said."""
    return posted.get("reason", "").strip()[:REASON_LENGTH]


def _json_fault(error: orjson.JSONDecodeError) -> str:
    return _(
        "Det här är inte JSON: felet är på rad %(line)d, tecken %(column)d. Texter ska ha citattecken, och tal "
        "decimalpunkt.", line=error.lineno, column=error.colno,
    )  # fmt: skip


def read_day(text: str) -> date | None:
    """The day to move a demonstration to, None unless it is an ISO date within the calendar's reach."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def invitation_fault(session: Session, person_id: int, email: str) -> str | None:
    """Why an invitation cannot go to this address, in words; None if it can."""
    if not is_address(email):
        return _("%(email)s är ingen e-postadress. Rätta den och bjud in igen.", email=email)
    account = account_by_address(session, email)
    if account is not None and account.person_id != person_id:
        return _("%(email)s hör redan till någon annans konto.", email=email)
    return None
