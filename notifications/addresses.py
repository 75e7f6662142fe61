"""Whom letters reach: the address and the language of a person, with or without an account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.commands.account_letters import is_address
from engine.models import Account, Person
from notifications.undeliverable import Undeliverable
from notifications.writing import LANGUAGES


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom a letter is for. locale: None where the installation's holds."""

    person_id: int
    name: str
    address: str
    locale: str | None


def is_mailable() -> ColumnElement[bool]:
    """Of Person: there is an address, and the person's account, if any, is not closed."""
    of_person = Account.person_id == Person.id
    account = exists().where(of_person, Account.disabled.is_(False)).correlate(Person)
    closed = exists().where(of_person, Account.disabled.is_(True)).correlate(Person)
    return or_(account, and_(func.coalesce(Person.email, "") != "", ~closed))


def find_reader(session: Session, person_id: int) -> Reader:
    """The person as a letter's reader: at the account's address, else at the one that the personnel system knows.
    Raises Undeliverable where there is none, or the account is closed."""
    row = session.execute(
        select(Person.name, Person.email, Account.email.label("account"), Account.disabled, Account.locale)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise Undeliverable(f"There is no person {person_id}")
    if row.disabled:
        raise Undeliverable(f"The account of person {person_id} is closed")
    address = (row.account or row.email or "").strip()
    if not is_address(address):
        raise Undeliverable(f"Person {person_id} has no e-mail address")
    known = row.locale if row.locale in LANGUAGES else None
    return Reader(person_id=person_id, name=row.name, address=address, locale=known)
