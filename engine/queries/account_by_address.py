"""The account behind an e-mail address."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Account


def account_by_address(session: Session, email: str) -> Account | None:
    """The open account with this address, in whatever capitals."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower(), Account.disabled.is_(False)))
