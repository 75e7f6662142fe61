"""Who a session belongs to: the one question that every signed-in request asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from engine.access.filters import ADMINISTRATOR
from engine.models import Account, Person, PrincipalHolder, Unit, UnitKind


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in. person_id is what commands take as `actor`.
    administrator: holds that role for the municipality today."""

    account_id: int
    epoch: int
    person_id: int
    name: str
    email: str
    locale: str | None
    administrator: bool


def signed_in(session: Session, account_id: int, epoch: int) -> SignedIn | None:
    """The person behind a session, None when the account is disabled or its password has changed since."""
    administrator = (
        select(literal(1))
        .select_from(PrincipalHolder)
        .join(Unit, PrincipalHolder.principal == literal(ADMINISTRATOR) + Unit.id)
        .where(PrincipalHolder.person_id == Account.person_id, Unit.kind == UnitKind.MUNICIPALITY)
        .correlate(Account)
        .exists()
    )
    row = session.execute(
        select(Account, Person.name, administrator)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == account_id, Account.epoch == epoch, Account.disabled.is_(False))
    ).one_or_none()
    if row is None:
        return None
    account, name, is_administrator = row
    return SignedIn(account.id, account.epoch, account.person_id, name, account.email, account.locale, is_administrator)
