"""Reads what an administrator fills in."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from engine.commands.account_letters import is_address
from engine.queries.account_by_address import account_by_address
from webapp.i18n import _

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


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
