"""Which letters there are, by topic of the outbox, and whom they go to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendar import WorkCalendar
from engine.models import Account, Incident, Notice, OutboxMessage, Unit, UnitKind
from engine.run import read_clock
from notifications.addresses import Reader, find_reader
from notifications.links import INVITATION, RESET, AccountLinks
from notifications.mail import Mailbox
from notifications.notice_letters import digest_content, notice_content
from notifications.outbox import Delivery
from notifications.told import told
from notifications.topics import MAIL_INCIDENT
from notifications.writing import Content, write_letter


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Writes and sends the letters of one installation. locale: for readers who have not chosen a language."""

    mailbox: Mailbox
    links: AccountLinks
    sender: str
    locale: str
    zone: ZoneInfo
    calendar: WorkCalendar

    def deliveries(self) -> Mapping[str, Delivery]:
        """Topic of the outbox to what sends it."""
        return {
            "mail.invitation": self.invitation,
            "mail.reset": self.reset,
            MAIL_INCIDENT: self.incident,
            "mail.notice": self.notice,
            "mail.digest": self.digest,
        }

    def invitation(self, session: Session, message: OutboxMessage) -> None:
        """A link for a first password."""
        self._link(session, message, INVITATION)

    def reset(self, session: Session, message: OutboxMessage) -> None:
        """A link for a forgotten password."""
        self._link(session, message, RESET)

    def incident(self, session: Session, message: OutboxMessage) -> None:
        """Tells an administrator that a case stands still. Nothing of what the case holds is in the letter."""
        incident = session.get(Incident, UUID(message.payload["incident_id"]))
        if incident is None or incident.resolved_at:
            return
        address = f"{self.links.public_url}/admin/incidents"
        content = Content(template="incident", facts={"code": incident.code}, address=address)
        self._send(session, find_reader(session, message.payload["person_id"]), content, str(message.id))

    def notice(self, session: Session, message: OutboxMessage) -> None:
        """A letter about one notice, unless what it is about has been done."""
        notice = session.get(Notice, UUID(message.payload["notice_id"]))
        if notice is not None:
            self._tell(session, message, notice.person_id, [notice.id], one=True)

    def digest(self, session: Session, message: OutboxMessage) -> None:
        """The day's letter about what still waits."""
        ids = [UUID(each) for each in message.payload["notice_ids"]]
        self._tell(session, message, message.payload["person_id"], ids, one=False)

    def _tell(
        self, session: Session, message: OutboxMessage, person_id: int, ids: Collection[UUID], *, one: bool
    ) -> None:
        reader = find_reader(session, person_id)
        clock, locale, url = (
            read_clock(session, self.zone, self.calendar),
            reader.locale or self.locale,
            self.links.public_url,
        )
        found = told(session, person_id, ids, locale)
        if not found:
            return
        content = notice_content(found[0], clock, locale, url) if one else digest_content(found, clock, locale, url)
        if content is not None:
            self._send(session, reader, replace(content, preferences=f"{url}/preferences"), str(message.id))

    def _link(self, session: Session, message: OutboxMessage, purpose: str) -> None:
        account = session.get(Account, message.payload["account_id"])
        if account is None or account.disabled or account.epoch != message.payload["epoch"]:
            return  # the link would be dead on arrival
        life = self.links.lives[purpose]
        content = Content(
            template=purpose,
            facts={"days": life.days, "minutes": int(life.total_seconds() // 60)},
            address=self.links.address(purpose, account.id, account.epoch),
        )
        self._send(session, find_reader(session, account.person_id), content, str(message.id))

    def _send(self, session: Session, reader: Reader, content: Content, number: str) -> None:
        municipality = session.scalar(select(Unit.name).where(Unit.kind == UnitKind.MUNICIPALITY))
        facts = {"name": reader.name, "municipality": municipality or "Årshjulet", **content.facts}
        letter = write_letter(
            replace(content, facts=facts), locale=reader.locale or self.locale, sender=self.sender, to=reader.address,
            number=number,
        )  # fmt: skip
        self.mailbox.send(letter)
