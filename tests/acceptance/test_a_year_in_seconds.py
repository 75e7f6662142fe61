"""A whole year in Älvhamn, lived through in seconds: what people would notice in it, and would not forgive."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.calendar import SWEDISH
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.db import Base, Database
from engine.errors import Refused
from engine.history import verify
from engine.models import (
    Comment,
    HistoryEvent,
    HumanTask,
    Incident,
    Notice,
    OutboxMessage,
    Person,
    ProcessInstance,
    StatutoryDeadline,
    TaskStatus,
)
from engine.models.setting import BUSINESS_OFFSET, Setting
from engine.organisation.snapshot import Snapshot, take_snapshot
from engine.run import Runner
from processes.demo.people import CHANGED_ON
from processes.registers import Agreement
from processes.registers.budget import appropriations_of, tax_rate_of
from tests.engine.commands.diagrams import START, boundary_timer, diagram, event, process, user_task
from webapp.demonstration import load
from webapp.journey import travel
from webapp.settings import Settings
from webapp.wiring import create_dispatcher, create_runner

BEGUN, ARRIVED = date(2026, 3, 2), date(2027, 3, 2)
#: Of the processor: the machine may have other things to do.
SECONDS_FOR_THE_YEAR = 60
SUMMER = (date(2026, 6, 25), date(2026, 8, 10))
NUDGED_AFTER = (40, 160)  # days; the second lies in the summer stop, and a timer keeps no stop
WAITING = process(
    "long_wait", START, user_task("wait", 'role("process-owner")', None), event("endEvent", "finish"),
    *(boundary_timer(f"timer_{days}", "wait", f"P{days}D", interrupting=False) for days in NUDGED_AFTER),
    *(user_task(f"nudged_{days}", 'role("process-owner")', None) for days in NUDGED_AFTER),
    *(event("endEvent", f"end_{days}") for days in NUDGED_AFTER),
    flows="begin>wait;wait>finish;"
    + ";".join(f"timer_{days}>nudged_{days};nudged_{days}>end_{days}" for days in NUDGED_AFTER),
    visibility="PUB",
)  # fmt: skip


class Town:
    """Älvhamn on the day of arrival. said: what the journey had to report; seconds: of the processor."""

    def __init__(self, folder: Path) -> None:
        self.mail = folder / "mail"
        settings = Settings(demo=True, database_url=f"sqlite:///{folder / 'year.db'}", mail_folder=self.mail)
        database = Database(settings.database_url)
        Base.metadata.create_all(database.engine)
        database.close()
        self.runner = create_runner(settings)
        self.dispatcher = create_dispatcher(settings)
        self.said: list[str] = []

    def travel(self, day: date) -> None:
        travel(self.runner, day, self.dispatcher, self.said.append)


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    return {}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, seconds: dict[str, float]) -> Iterator[Town]:
    found = Town(tmp_path_factory.mktemp("year"))
    load(found.runner, lambda _: None)
    found.runner.run(Deploy(name="Väntan", files={"long_wait.bpmn": diagram(WAITING)}))
    with found.runner.read() as (session, _):
        owner = person(session, "Nadia Berg")
    found.runner.run(StartProcess(key="long_wait", actor=owner))
    begun = time.process_time()
    found.travel(ARRIVED)
    seconds["year"] = time.process_time() - begun
    yield found
    found.runner.database.close()


@pytest.fixture
def session(town: Town) -> Iterator[Session]:
    with town.runner.read() as (session, _):
        yield session


def person(session: Session, name: str) -> int:
    return session.scalars(select(Person.id).where(Person.name == name).order_by(Person.id)).first() or 0


def local(runner: Runner, moment: datetime) -> datetime:
    return moment.astimezone(runner.zone)


def test_it_takes_seconds_and_nothing_was_left_undone(town: Town, session: Session, seconds: dict[str, float]) -> None:
    assert seconds["year"] < SECONDS_FOR_THE_YEAR
    assert town.said == []
    assert session.scalars(select(Incident.code)).all() == []


def test_the_budget_was_adopted_by_the_new_council(session: Session) -> None:
    assert tax_rate_of(session, 2027) is not None
    assert sum(appropriations_of(session, 2027).values()) == 7430
    ended = select(ProcessInstance.ended_at).where(ProcessInstance.business_key == "annual_cycle-2027")
    [on] = session.scalars(ended).all()
    assert on is not None
    assert on.date() == date(2026, 12, 18)


def test_every_task_was_done_by_whoever_it_was_on_that_day(town: Town, session: Session) -> None:
    snapshots: dict[date, Snapshot] = {}
    for name, element, unit, by, behalf, closed in session.execute(
        select(
            ProcessInstance.definition_key, HumanTask.element_id, ProcessInstance.unit_id, HumanTask.completed_by,
            HumanTask.on_behalf_of, HumanTask.closed_at,
        )
        .join(ProcessInstance)
        .where(HumanTask.status == TaskStatus.COMPLETED)
    ):  # fmt: skip
        role = {"plan": "head-of-department", "check": "controller", "decide": "secretary"}.get(element)
        if role is None or name == "company_plan":
            continue
        assert closed is not None
        assert unit is not None
        day = local(town.runner, closed).date()
        snapshot = snapshots.setdefault(day, take_snapshot(session, day))
        assert (behalf or by) in snapshot.nearest_holders(role, unit), (name, element, unit, day)


def test_the_new_manager_took_over_on_the_day(town: Town, session: Session) -> None:
    """Kajutan's manager changed in August, with agreements half made: the successor wrote them."""
    drafts = session.execute(
        select(HumanTask.completed_by, HumanTask.closed_at, ProcessInstance.person_id)
        .join(ProcessInstance)
        .where(HumanTask.element_id == "draft", ProcessInstance.cycle_year == 2026)
        .where(HumanTask.status == TaskStatus.COMPLETED)
    ).all()
    late = [row for row in drafts if row.closed_at.date() >= CHANGED_ON]
    assert len(drafts) > len(late) > 0
    before, after = (take_snapshot(session, day) for day in (CHANGED_ON - timedelta(days=1), CHANGED_ON))
    for row in late:
        assert row.completed_by in after.superiors(row.person_id) - before.superiors(row.person_id)


def test_deputies_acted_in_the_place_of_those_who_were_away(session: Session) -> None:
    away, deputy = aliased(Person), aliased(Person)
    done = session.execute(
        select(HumanTask.element_id, ProcessInstance.unit_id, deputy.name, away.name)
        .select_from(HumanTask)
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .join(deputy, deputy.id == HumanTask.completed_by)
        .join(away, away.id == HumanTask.on_behalf_of)
    )
    assert {tuple(row) for row in done} == {
        *(("check", body, "Erik Sand", "Leila Karimi") for body in ("SN", "SBN", "MRN")),
        *(("decide", body, "Gunilla Moberg", "Tomas Vik") for body in ("KFN", "SBN", "MRN")),
    }


def test_timers_fired_on_their_days(town: Town, session: Session) -> None:
    opened = select(HumanTask.opened_at).join(ProcessInstance).where(ProcessInstance.definition_key == "long_wait")
    begun = local(town.runner, session.scalars(opened.where(HumanTask.element_id == "wait")).one())
    for days in NUDGED_AFTER:
        fired = local(town.runner, session.scalars(opened.where(HumanTask.element_id == f"nudged_{days}")).one())
        # By the clock on the wall, whichever side of summer time the day lies on.
        late = fired.replace(tzinfo=None) - begun.replace(tzinfo=None) - timedelta(days=days)
        assert timedelta(0) <= late < timedelta(minutes=1)


def reminders(session: Session) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.kind.startswith("task."), Notice.kind != "task.opened")))


def test_people_were_reminded_on_working_days_and_never_in_the_summer(town: Town, session: Session) -> None:
    told = [local(town.runner, notice.created_at) for notice in reminders(session)]
    assert len(told) > 100
    assert [moment for moment in told if not SWEDISH.is_working_day(moment.date())] == []
    assert [moment for moment in told if SUMMER[0] <= moment.date() <= SUMMER[1]] == []
    assert Counter(moment.hour for moment in told).most_common(1)[0][0] == 7


def test_nobody_was_told_the_same_thing_twice(session: Session) -> None:
    told = Counter(
        (notice.person_id, notice.task_id, notice.kind, notice.facts.get("step"))
        for notice in session.scalars(select(Notice).where(Notice.task_id.is_not(None)))
    )
    assert [thing for thing, times in told.items() if times > 1] == []


def test_reminders_came_at_the_steps_of_the_ladder(town: Town, session: Session) -> None:
    """VON was late with its plan of 30 April: told at −7, −2 and on the day, the manager at +3, the owner at +7."""
    task = session.scalars(
        select(HumanTask)
        .join(ProcessInstance)
        .where(HumanTask.element_id == "plan", ProcessInstance.business_key == "committee_plan-2027-VON")
    ).one()
    own = person(session, "Amina Warsame")
    notices = session.scalars(select(Notice).where(Notice.task_id == task.id).order_by(Notice.created_at)).all()
    days = {
        (str(notice.facts["step"]), notice.person_id == own): local(town.runner, notice.created_at).date()
        for notice in notices
    }
    due = date(2026, 4, 30)
    expected: dict[tuple[str, bool], date] = {("opened", True): date(2026, 3, 13)}
    expected |= {(str(step), True): SWEDISH.add_working_days(due, step) for step in (-7, -2, 0)}
    expected[("+3 manager", False)] = SWEDISH.add_working_days(due, 3)
    expected[("+7 process-owner", False)] = SWEDISH.add_working_days(due, 7)
    assert days == expected


def test_statutory_dates_were_alarmed_about_and_met(town: Town, session: Session) -> None:
    deadlines = session.scalars(
        select(StatutoryDeadline).join(ProcessInstance).where(ProcessInstance.business_key == "annual_cycle-2027")
    ).all()
    assert {each.on_date for each in deadlines} == {date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)}
    assert all(each.met_at and not each.missed_at for each in deadlines)
    director = person(session, "Astrid Lind")
    alarms: list[tuple[Any, int, date]] = [
        (UUID(notice.facts["deadline_id"]), int(notice.facts["days"]), local(town.runner, notice.created_at).date())
        for notice in session.scalars(
            select(Notice).where(Notice.kind == "statutory.alarm", Notice.person_id == director)
        )
    ]
    assert len(alarms) == len({(number, days) for number, days, _ in alarms}) >= 6
    on_dates = {each.id: each.on_date for each in deadlines}
    for number, days, told in alarms:
        if number in on_dates:
            assert on_dates[number] - told == timedelta(days=days)
            assert days in (30, 14, 5)


def test_history_is_whole_and_says_what_was_written(session: Session) -> None:
    cases = session.scalars(select(ProcessInstance.id)).all()
    assert len(cases) > 80
    assert [fault for case in cases for fault in verify(session, case)] == []
    assert len(session.scalars(select(Comment.id)).all()) == 3


def test_agreements_are_in_the_register(session: Session) -> None:
    statuses = Counter(session.scalars(select(Agreement.status).where(Agreement.year == 2026)))
    assert statuses["signerat"] > 60
    assert statuses["reservation"] == 4


def test_no_letters_of_days_gone_by_were_written(town: Town, session: Session) -> None:
    assert not town.mail.exists()
    assert session.scalars(select(OutboxMessage.id).where(OutboxMessage.sent_at.is_(None))).all() == []


def test_the_same_day_again_changes_nothing_and_an_earlier_one_is_refused(town: Town) -> None:
    def state() -> tuple[Any, ...]:
        with town.runner.read() as (session, _):
            return (
                session.get_one(Setting, BUSINESS_OFFSET).value,
                session.scalars(select(HistoryEvent.id).order_by(HistoryEvent.id)).all(),
                session.scalars(select(Notice.id).order_by(Notice.id)).all(),
            )

    before = state()
    town.travel(ARRIVED)
    assert state() == before
    with pytest.raises(Refused, match="new database"):
        town.travel(BEGUN)
    for unknown in (BEGUN - timedelta(days=1), date(2028, 1, 1)):
        with pytest.raises(Refused, match="2027-12-31"):
            town.travel(unknown)
    assert state() == before
    assert town.said == []
