"""Which letters there are: one function per topic of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Account, Incident, OutboxMessage, Person, PrincipalHolder, Unit, UnitKind
from notifications.links import INVITATION, RESET, AccountLinks
from notifications.mail import Mailbox, write_letter
from notifications.outbox import Delivery


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Writes and sends the letters of one installation. locale: for readers who have not chosen a language."""

    mailbox: Mailbox
    links: AccountLinks
    sender: str
    locale: str

    def deliveries(self) -> Mapping[str, Delivery]:
        """Topic of the outbox to what sends it."""
        return {
            "mail.invitation": self.invitation,
            "mail.reset": self.reset,
            "mail.incident": self.incident,
        }

    def invitation(self, session: Session, message: OutboxMessage) -> None:
        """A link for a first password."""
        self._link(session, message, INVITATION)

    def reset(self, session: Session, message: OutboxMessage) -> None:
        """A link for a forgotten password."""
        self._link(session, message, RESET)

    def incident(self, session: Session, message: OutboxMessage) -> None:
        """Tells the administrators that a case stands still. Nothing of what the case holds is in the letter."""
        incident = session.get(Incident, UUID(message.payload["incident_id"]))
        if incident is None or incident.resolved_at:
            return
        administrators = (
            select(Account)
            .join(PrincipalHolder, PrincipalHolder.person_id == Account.person_id)
            .join(Unit, PrincipalHolder.principal == "role:administrator:unit:" + Unit.id)
            .where(Unit.kind == UnitKind.MUNICIPALITY, Account.disabled.is_(False), Account.password_hash.is_not(None))
            .order_by(Account.id)
        )
        for account in session.scalars(administrators):
            facts = {"code": incident.code, "address": f"{self.links.public_url}/admin/incidents"}
            self._send(session, account, "incident", facts)

    def _link(self, session: Session, message: OutboxMessage, purpose: str) -> None:
        account = session.get(Account, message.payload["account_id"])
        if account is None or account.disabled or account.epoch != message.payload["epoch"]:
            return  # the link would be dead on arrival
        life = self.links.lives[purpose]
        facts = {
            "address": self.links.address(purpose, account.id, account.epoch),
            "days": life.days,
            "minutes": int(life.total_seconds() // 60),
        }
        self._send(session, account, purpose, facts)

    def _send(self, session: Session, account: Account, template: str, facts: Mapping[str, object]) -> None:
        name = session.scalar(select(Person.name).where(Person.id == account.person_id))
        municipality = session.scalar(select(Unit.name).where(Unit.kind == UnitKind.MUNICIPALITY))
        facts = {"name": name, "municipality": municipality or "Årshjulet", **facts}
        self.mailbox.send(write_letter(template, account.locale or self.locale, self.sender, account.email, facts))
