"""A person chooses when letters are sent."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.notice_rows import choice_row
from engine.models import MailChoice
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNoticeChoice:
    """Raises PersonNotFound."""

    person_id: int
    mail: MailChoice

    def execute(self, tx: Transaction) -> None:
        choice_row(tx.session, self.person_id).mail = self.mail
