"""Whom letters go to, what they tell, and what they never tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.calendar import SWEDISH
from engine.clock import system_now
from engine.db import Database
from engine.ids import new_id
from engine.models import (
    Account,
    HumanTask,
    Incident,
    Notice,
    OutboxMessage,
    Person,
    PrincipalHolder,
    ProcessInstance,
    StatutoryDeadline,
    TaskStatus,
    Translation,
)
from engine.models.setting import BUSINESS_OFFSET, Setting
from notifications import tidings
from notifications.addresses import is_mailable
from notifications.letters import Letters
from notifications.links import INVITATION, RESET, AccountLinks
from notifications.mail import MailServer
from notifications.told import OVERSEEN
from notifications.undeliverable import Undeliverable
from notifications.writing import TEMPLATES
from tests.engine.queries.rows import ANNA, BO, CILLA, DEFINITION, case, foundation, task
from tests.notifications.postman import Postman

NOW = datetime(2026, 10, 21, 8, tzinfo=UTC)
DUE = datetime(2026, 10, 30, 22, 59, tzinfo=UTC)
KINDS = sorted(path.stem for path in (TEMPLATES / "sv").glob("*.*.txt"))
TASK_KINDS = [kind for kind in KINDS if kind.startswith("task.")]


class Office:
    """Letters of one municipality, its mail server, and how notices come to be."""

    def __init__(self, database: Database, postman: Postman) -> None:
        self.database, self.postman = database, postman
        self.letters = Letters(
            mailbox=MailServer(host="127.0.0.1", port=postman.port, security="none"),
            links=AccountLinks("key", "https://a.example", {RESET: timedelta(hours=1), INVITATION: timedelta(days=14)}),
            sender="a@alvhamn.example", locale="sv", zone=ZoneInfo("Europe/Stockholm"), calendar=SWEDISH,
        )  # fmt: skip

    def deliver(self, topic: str, **payload: Any) -> list[EmailMessage]:
        """Hand one message over as the dispatcher does. Returns the letters that came of it."""
        self.postman.letters.clear()
        message = OutboxMessage(
            id=UUID(int=7), topic=topic, payload=payload, created_at=system_now(), run_at=system_now()
        )
        with self.database.read() as session:
            self.letters.deliveries()[topic](session, message)
        return [read(raw) for raw in self.postman.letters]

    def notice(self, person_id: int, kind: str, of: HumanTask | None = None, **values: Any) -> UUID:
        with self.database.write() as session:
            row = Notice(
                id=new_id(), person_id=person_id, kind=kind, task_id=of.id if of else None,
                facts=values.pop("facts", {}), created_at=values.pop("created_at", NOW), **values,
            )  # fmt: skip
            session.add(row)
        return row.id

    def tell(self, person_id: int, kind: str, of: HumanTask | None = None, **values: Any) -> list[EmailMessage]:
        return self.deliver("mail.notice", notice_id=str(self.notice(person_id, kind, of, **values)))


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def everything_in(raw: bytes) -> str:
    """A letter as it travels, and all that can be decoded from it."""
    letter = read(raw)
    parts = [str(each.get_content()) for each in letter.walk() if not each.is_multipart()]
    return "\n".join([raw.decode("latin-1"), *(f"{name}: {value}" for name, value in letter.items()), *parts])


@pytest.fixture
def office(database: Database) -> Any:
    """Anna writes with an account in English, Bo has only an address and is the chief executive, Cilla has neither."""
    with database.write() as session:
        foundation(session)
        session.add(Setting(name=BUSINESS_OFFSET, value=(NOW - system_now()).total_seconds()))
        session.add(Account(person_id=ANNA, email="anna@alvhamn.example", epoch=0, disabled=False))
        session.get_one(Person, BO).email = "bo@alvhamn.example"
        for unit in ("ALV", "FGN"):
            session.add(PrincipalHolder(principal=f"role:chief-executive:unit:{unit}", person_id=BO))
    with Postman() as postman:
        yield Office(database, postman)


def test_everything_that_people_are_told_has_a_letter() -> None:
    told = {value for name, value in vars(tidings).items() if name.startswith(("TASK_", "STATUTORY_"))}
    by_hand = {"task.reassigned", "task.handed-on", "task.delegated", "task.resolved"}
    assert told | by_hand == set(KINDS)


def waiting(session: Session, *holders: int, **values: Any) -> HumanTask:
    of = case(session, "Verksamhetsplan 2027", unit_id="FGN-1")
    return task(session, of, "Granska förslaget", [f"person:{each}" for each in holders], due_at=DUE, **values)


def test_a_reminder_says_what_and_when(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, BO)
    [letter] = office.tell(BO, "task.reminder", of)
    assert letter["To"] == "bo@alvhamn.example"
    assert letter["Subject"] == "Påminnelse: Verksamhetsplan 2027, senast 30 oktober"
    assert letter["Message-ID"] == f"<{UUID(int=7)}@alvhamn.example>", "the same however often it is sent"
    assert letter["List-Unsubscribe"] == "<https://a.example/preferences>"
    text = text_of(letter)
    assert "Uppgift: Granska förslaget\nÄrende: Verksamhetsplan 2027\nEnhet: Hamnskolan\n" in text
    assert "Senast: fredag 30 oktober 2026" in text
    assert f"https://a.example/tasks/{of.id}\n" in text


def test_a_person_reads_letters_in_the_language_chosen(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA)
        session.get_one(Account, 1).locale = "en"
        texts = {"Granska förslaget": "Check the proposal"}
        session.add(Translation(deployment_id=DEFINITION, locale="en", texts=texts))
    [letter] = office.tell(ANNA, "task.reminder", of)
    assert letter["Subject"] == "Reminder: Verksamhetsplan 2027, due 30 October"
    assert "Task: Check the proposal" in text_of(letter)


def test_a_language_that_no_letter_is_written_in_gives_way_to_the_installations(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA)
        session.get_one(Account, 1).locale = "xx"
    [letter] = office.tell(ANNA, "task.reminder", of)
    assert letter["Subject"] == "Påminnelse: Verksamhetsplan 2027, senast 30 oktober"


def test_a_person_without_an_address_is_noted_and_not_tried_again(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, CILLA)
    with pytest.raises(Undeliverable, match="has no e-mail address"):
        office.tell(CILLA, "task.opened", of)


@pytest.mark.parametrize(
    "address", ["nobody", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "Bo <a@b.example>"]
)
def test_what_is_no_single_address_gets_nothing(office: Office, address: str) -> None:
    with office.database.write() as session:
        of = waiting(session, CILLA)
        session.get_one(Person, CILLA).email = address
    with pytest.raises(Undeliverable):
        office.tell(CILLA, "task.opened", of)


def test_a_closed_account_gets_nothing(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA)
        session.get_one(Account, 1).disabled = True
    with pytest.raises(Undeliverable, match="closed"):
        office.tell(ANNA, "task.opened", of)


@pytest.mark.parametrize("kind", [kind for kind in TASK_KINDS if kind not in OVERSEEN])
def test_what_is_done_or_with_somebody_else_is_told_of_no_more(office: Office, kind: str) -> None:
    with office.database.write() as session:
        done, elsewhere = waiting(session, status=TaskStatus.COMPLETED), waiting(session, ANNA)
    assert office.tell(BO, kind, done) == []
    assert office.tell(BO, kind, elsewhere) == []


def test_who_prepares_a_task_is_told(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA, delegated_to=BO, delegated_by=ANNA)
    [letter] = office.tell(BO, "task.delegated", of)
    assert letter["Subject"] == "Att förbereda: Verksamhetsplan 2027, senast 30 oktober"


def test_a_manager_hears_with_whom_a_task_is_late(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA)
    [letter] = office.tell(BO, "task.late-manager", of, facts={"holders": [ANNA, CILLA]})
    assert letter["Subject"] == "Försenad hos Anna Ek, Cilla Ask: Verksamhetsplan 2027, skulle vara klar 30 oktober"
    assert f"https://a.example/cases/{of.instance_id}" in text_of(letter)


def test_a_manager_who_may_not_know_of_the_case_hears_nothing(office: Office) -> None:
    with office.database.write() as session:
        of = waiting(session, ANNA)
        found = session.get_one(ProcessInstance, of.instance_id)
        found.reader = found.status_reader = "handlers:unit:FGN-1"
    assert office.tell(BO, "task.late-manager", of) == []


def test_a_statutory_alarm_names_the_law_and_the_days_left(office: Office) -> None:
    with office.database.write() as session:
        of = case(session, "Budget 2027")
        deadline = StatutoryDeadline(
            id=new_id(), instance_id=of.id, element_id="e", name="Budgetförslag", statute="KL 11:8",
            on_date=date(2026, 10, 31), alarms=0,
        )  # fmt: skip
        session.add(deadline)
    facts = {"deadline_id": str(deadline.id)}
    [letter] = office.tell(BO, "statutory.alarm", instance_id=of.id, facts=facts)
    assert letter["Subject"] == "10 dagar kvar: Budgetförslag, senast 31 oktober (KL 11:8)"
    assert office.tell(ANNA, "statutory.alarm", instance_id=of.id, facts=facts) == [], "who has left that post"
    with office.database.write() as session:
        session.get_one(StatutoryDeadline, deadline.id).met_at = NOW
    assert office.tell(BO, "statutory.alarm", instance_id=of.id, facts=facts) == []


def test_the_days_letter_tells_each_thing_once_in_groups(office: Office) -> None:
    with office.database.write() as session:
        late = task(session, case(session, "Sen"), "A", [f"person:{BO}"], due_at=NOW - timedelta(days=2))
        soon = task(session, case(session, "Snar"), "B", [f"person:{BO}"], due_at=NOW + timedelta(days=2))
        new = task(session, case(session, "Ny"), "C", [f"person:{BO}"], due_at=NOW + timedelta(days=60))
        done = task(session, case(session, "Klar"), "D", status=TaskStatus.COMPLETED)
        others = task(session, case(session, "Annan"), "E", [f"person:{ANNA}"], due_at=NOW - timedelta(days=5))
    ids = [office.notice(BO, "task.opened", each) for each in (late, soon, new, done)]
    ids += [office.notice(BO, "task.reminder", soon, created_at=NOW + timedelta(seconds=1))]
    ids += [office.notice(BO, "task.late-manager", others, facts={"holders": [ANNA]})]
    [letter] = office.deliver("mail.digest", person_id=BO, notice_ids=[str(each) for each in ids])
    assert letter["Subject"] == "Årshjulet 21 oktober: 1 försenad, 1 snart, 1 ny, 1 att se till"
    text = text_of(letter)
    assert [text.count(each) for each in ("A – Sen", "B – Snar", "C – Ny", "D – Klar", "E – Annan")] == [1, 1, 1, 0, 1]
    assert text.index("Försenat") < text.index("A – Sen") < text.index("Snart dags") < text.index("B – Snar")
    assert "Hos Anna Ek. Skulle vara klar 16 oktober" in text


def test_a_days_letter_about_nothing_is_not_sent(office: Office) -> None:
    with office.database.write() as session:
        done = waiting(session, status=TaskStatus.COMPLETED)
    ids = [str(office.notice(BO, "task.opened", done))]
    assert office.deliver("mail.digest", person_id=BO, notice_ids=ids) == []


def test_a_days_letter_about_very_much_says_how_much_it_leaves_out(office: Office) -> None:
    with office.database.write() as session:
        of = case(session)
        many = [task(session, of, f"T{number}", [f"person:{BO}"]) for number in range(60)]
    ids = [str(office.notice(BO, "task.opened", each)) for each in many]
    [letter] = office.deliver("mail.digest", person_id=BO, notice_ids=ids)
    assert "60 nya" in letter["Subject"]
    assert "Och 10 till" in text_of(letter)
    assert text_of(letter).count("/tasks/") == 50


def plant(session: Session, code: Visibility, where: str) -> HumanTask:
    """A task whose every word is a secret. where: what bears the code: the task, its case, or the case above."""
    above = case(session, "KANARIETITEL ovan", visibility=code if where == "above" else "PUB")
    of = case(
        session, "KANARIETITEL", parent_id=above.id, root_id=above.id, person_id=CILLA, unit_id="FGN",
        visibility=code if where == "case" else "PUB",
    )  # fmt: skip
    return task(
        session, of, "KANARIEUPPGIFT", [f"person:{BO}"], due_at=DUE, visibility=code if where == "task" else "PUB"
    )


@pytest.mark.parametrize("where", ["task", "case", "above"])
@pytest.mark.parametrize("code", sorted(SEALED))
def test_nothing_of_what_is_sealed_stands_in_any_letter(office: Office, code: Visibility, where: str) -> None:
    with office.database.write() as session:
        session.get_one(Person, CILLA).name = "KANARIEPERSON"
        of = plant(session, code, where)
    facts = {"name": "KANARIEKRAV", "statute": "KL 1:1", "on": "2026-10-31", "days": 10, "holders": [CILLA]}
    ids = []
    for kind in [*KINDS, "task.something-new"]:
        about = None if kind.startswith("statutory.") else of
        ids.append(office.notice(BO, kind, about, instance_id=of.instance_id, facts=facts))
        if where == "task" and about is None:
            continue  # the task alone is sealed, and this is not about the task
        [letter] = office.deliver("mail.notice", notice_id=str(ids[-1]))
        assert letter["Subject"] == "En uppgift väntar på dig i Årshjulet"
        assert "KANARIE" not in everything_in(office.postman.letters[0])
        assert "Barnnämnden" not in everything_in(office.postman.letters[0])
    told = (
        ids if where != "task" else [each for each, kind in zip(ids, KINDS, strict=False) if kind.startswith("task.")]
    )
    office.deliver("mail.digest", person_id=BO, notice_ids=[str(each) for each in told])
    assert "En uppgift väntar på dig i Årshjulet" in everything_in(office.postman.letters[0])
    assert "KANARIE" not in everything_in(office.postman.letters[0])


@pytest.mark.parametrize("code", sorted(set(Visibility) - SEALED))
def test_the_canaries_sing_where_nothing_is_sealed(office: Office, code: Visibility) -> None:
    with office.database.write() as session:
        of = plant(session, code, "case")
    for kind in TASK_KINDS:
        office.tell(BO, kind, of)
        assert "KANARIETITEL" in everything_in(office.postman.letters[0]), kind


def test_an_incident_is_told_to_an_administrator_until_it_is_mended(office: Office) -> None:
    with office.database.write() as session:
        of = case(session)
        incident = Incident(id=new_id(), instance_id=of.id, code="unexpected", message="", raised_at=NOW)
        session.add(incident)
    [letter] = office.deliver("mail.incident", incident_id=str(incident.id), person_id=BO)
    assert letter["To"] == "bo@alvhamn.example"
    assert "/admin/incidents" in text_of(letter)
    with office.database.write() as session:
        session.get_one(Incident, incident.id).resolved_at = NOW
    assert office.deliver("mail.incident", incident_id=str(incident.id), person_id=BO) == []


def test_a_link_of_an_account_that_has_moved_on_is_not_sent(office: Office) -> None:
    [letter] = office.deliver("mail.invitation", account_id=1, epoch=0)
    assert "https://a.example/invitation/" in text_of(letter)
    assert letter["List-Unsubscribe"] is None
    assert office.deliver("mail.reset", account_id=1, epoch=5) == []


def test_who_is_mailable_is_who_letters_reach(office: Office) -> None:
    with office.database.read() as session:
        assert session.scalars(select(Person.id).where(is_mailable()).order_by(Person.id)).all() == [ANNA, BO]
    with office.database.write() as session:
        session.get_one(Account, 1).disabled = True
        session.get_one(Person, ANNA).email = "anna@alvhamn.example"
    with office.database.read() as session:
        assert session.scalars(select(Person.id).where(is_mailable())).all() == [BO]
