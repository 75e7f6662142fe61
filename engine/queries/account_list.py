"""Accounts, and the people who could have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.models import Account, Person
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.queries.search import contains


class AccountState(StrEnum):
    NONE = "none"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One person. email: the account's, or where an invitation would go."""

    person_id: int
    name: str
    email: str | None
    account_id: int | None
    state: AccountState
    last_sign_in: datetime | None


def account_list(session: Session, search: str, page: int, per_page: int = PER_PAGE) -> Page[AccountRow]:
    """Those with an account by name; with a search, everybody whose name or address contains it."""
    wanted = select(Person, Account).join(Account, Account.person_id == Person.id, isouter=bool(search))
    if search:
        wanted = wanted.where(or_(*(contains(column, search) for column in (Person.name, Person.email, Account.email))))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = page_number(page, total, per_page)
    found = session.execute(wanted.order_by(Person.name, Person.id).limit(per_page).offset((number - 1) * per_page))
    rows = tuple(_row(person, account) for person, account in found)
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def _row(person: Person, account: Account | None) -> AccountRow:
    return AccountRow(
        person_id=person.id,
        name=person.name,
        email=account.email if account else person.email,
        account_id=account.id if account else None,
        state=_state(account),
        last_sign_in=account.last_sign_in if account else None,
    )


def _state(account: Account | None) -> AccountState:
    if account is None:
        return AccountState.NONE
    if account.disabled:
        return AccountState.CLOSED
    return AccountState.OPEN if account.password_hash else AccountState.INVITED
