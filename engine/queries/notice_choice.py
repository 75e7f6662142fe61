"""How one person wants to be told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import NoticeChoice
from engine.models.notice import MailChoice

DEFAULT_CHOICE = MailChoice.DAILY
"""For those who have not chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """mail: when letters are sent; has_feed: the person has an address for a calendar."""

    mail: MailChoice
    has_feed: bool


def notice_choice(session: Session, person_id: int) -> Choice:
    """What the person has chosen."""
    row = session.execute(
        select(NoticeChoice.mail, NoticeChoice.feed_hash).where(NoticeChoice.person_id == person_id)
    ).one_or_none()
    if row is None:
        return Choice(DEFAULT_CHOICE, has_feed=False)
    return Choice(MailChoice(row.mail or DEFAULT_CHOICE), has_feed=row.feed_hash is not None)
