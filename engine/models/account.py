"""Who can sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant


class Account(Base):
    """A way to sign in as a person. password_hash: argon2, None until the invitation is taken up.
    epoch: raised when the password changes, which ends all older sessions and links."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    disabled: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str | None] = mapped_column(String(10))
    last_sign_in: Mapped[datetime | None] = mapped_column(Instant)


class SignInAttempt(Base):
    """One failed sign-in, counted against the account's address and against the caller's network address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime] = mapped_column(Instant)
