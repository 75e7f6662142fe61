"""Who a session belongs to: the one question that every signed-in request asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, literal, select
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


_ADMINISTRATES = (
    select(literal(1))
    .select_from(PrincipalHolder)
    .join(Unit, PrincipalHolder.principal == literal(ADMINISTRATOR) + Unit.id)
    .where(PrincipalHolder.person_id == Account.person_id, Unit.kind == UnitKind.MUNICIPALITY)
    .correlate(Account)
    .exists()
)
# Made once: every request asks it.
_SIGNED_IN = (
    select(
        Account.id, Account.epoch, Account.person_id, Person.name, Account.email, Account.locale, _ADMINISTRATES
    )
    .join(Person, Person.id == Account.person_id)
    .where(
        Account.id == bindparam("account"), Account.epoch == bindparam("epoch_of_session"), Account.disabled.is_(False)
    )
)  # fmt: skip


def signed_in(session: Session, account_id: int, epoch: int) -> SignedIn | None:
    """The person behind a session, None when the account is disabled or its password has changed since."""
    row = session.execute(_SIGNED_IN, {"account": account_id, "epoch_of_session": epoch}).one_or_none()
    return SignedIn(*row) if row else None
