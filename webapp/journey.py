"""From one day to a later one in the demonstration: people do what is theirs, and the worker does its part between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.commands.move_business_time import MoveBusinessTime
from engine.errors import Refused
from engine.models import HumanTask, OutboxMessage, StatutoryDeadline, Timer
from engine.run import Runner
from notifications.outbox import Dispatcher
from processes.demo.year import FIRST_DAY, LAST_DAY, Deed, deeds
from webapp.worker import Worker

MORNING, A_SECOND = time(8), timedelta(seconds=1)
#: Everything that happens at a moment of its own, business time.
DUE = (Timer.due_at, HumanTask.next_notice_at, StatutoryDeadline.next_alarm_at)


def travel(runner: Runner, day: date, dispatcher: Dispatcher, report: Callable[[str], None]) -> None:
    """Let it be the morning of this day, with all that happens until then. A journey that was cut short goes on.

    What people are told on the way stands in their lists in the system; the letters about it are not written, for
    their days have gone. dispatcher: sends what waits before the journey begins.
    Raises Refused for a day that has passed, and for one of which the demonstration knows nothing."""
    with runner.read() as (_, clock):
        today = clock.today()
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(f"The demonstration knows what happens from {FIRST_DAY} to {LAST_DAY}: choose a day between them")
    if day < today:
        raise Refused(
            f"It is {today} in the demonstration, and its time does not turn back. To see {day}, set "
            "YEARWHEEL_DATABASE_URL to a new database; this one stays as it is"
        )
    while dispatcher(runner):
        pass
    unwritten = Dispatcher(dict.fromkeys(dispatcher.deliveries, _of_a_day_gone))
    journey = _Journey(runner, Worker(runner, unwritten))
    for moment, deed in deeds():
        if deed.on >= day:
            break
        journey.wait_until(moment.replace(tzinfo=runner.zone))
        try:
            journey.do(deed)
        except Refused as refused:
            report(f"{deed.on}: left to you, for the cases have gone another way: {refused}")
    journey.wait_until(datetime.combine(day, MORNING, runner.zone))


def _of_a_day_gone(_session: Session, _message: OutboxMessage) -> None:
    """The delivery that delivers nothing."""


class _Journey:
    """Business time on its way, with a worker beside it."""

    def __init__(self, runner: Runner, worker: Worker) -> None:
        self._runner = runner
        self._worker = worker
        self._something_done = False

    def do(self, deed: Deed) -> None:
        """Raises Refused."""
        deed.do(self._runner)
        self._something_done = True

    def wait_until(self, moment: datetime) -> None:
        """Go on to this moment, unless it has passed, and stop wherever something is due on the way."""
        while (due := self._next_due(moment)) is not None:
            self._go_to(due)
            self._work()
        if self._go_to(moment):
            self._work()

    def _go_to(self, moment: datetime) -> bool:
        """Whether it has become another day."""
        with self._runner.read() as (_, clock):
            now, today = clock.now(), clock.today()
        if moment <= now:
            return False
        new_day = moment.astimezone(self._runner.zone).date() != today
        if new_day and self._something_done:
            self._work()  # what the day has left
        self._runner.run(MoveBusinessTime(at=moment + A_SECOND))  # business time is moved by whole seconds
        return new_day

    def _work(self) -> None:
        self._worker.tick()
        self._something_done = False

    def _next_due(self, before: datetime) -> datetime | None:
        with self._runner.read() as (session, clock):
            now = clock.now()
            found = [session.scalar(select(func.min(each)).where(each > now, each < before)) for each in DUE]
        return min((due.astimezone(UTC) for due in found if due), default=None)
