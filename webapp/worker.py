"""Does what is due: timers, jobs, reminders, the outbox, the turn of the day. APScheduler is only the clock that wakes
it."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Literal
from uuid import UUID

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import select

from engine.commands.alarm_statutory import AlarmStatutory
from engine.commands.claim_work import ClaimJobs, ClaimTimers
from engine.commands.expire_messages import ExpireMessages
from engine.commands.fail_work import FailWork
from engine.commands.fire_timer import FireTimer
from engine.commands.run_job import RunJob
from engine.commands.start_by_timers import StartByTimers
from engine.commands.sweep_uploads import SweepUploads
from engine.commands.turn_the_day import TurnTheDay
from engine.commands.weed_logs import LOG_DAYS, WeedLogs
from engine.errors import YearwheelError
from engine.models.setting import PRINCIPALS_AS_OF, Setting
from engine.run import Command, Runner
from notifications.digest import WriteDigests
from notifications.outbox import KEPT_DAYS, TidyOutbox
from notifications.reminders import RemindOfTasks
from notifications.telling import tell

POLL_SECONDS = 1
CLAIM = 20


@dataclass(frozen=True, slots=True)
class Telling:
    """A step of telling people. take: does some of it and returns how much; full: from how much on there is more."""

    take: Callable[[Runner], int]
    full: int


# In the order in which they follow from each other: what is swept is told, and what is told stands in the day's letter.
TELLING = (
    Telling(lambda runner: runner.run(RemindOfTasks()), full=RemindOfTasks().limit),
    Telling(tell, full=1),
    Telling(lambda runner: runner.run(WriteDigests()), full=1),
)
log = logging.getLogger(__name__)


class Worker:
    """One worker. Any number of them may run beside each other. dispatch: sends what waits in the outbox and
    returns how many messages left; outbox_days: how long messages that have left are kept; log_days: how long
    failed sign-ins and notices are."""

    def __init__(
        self, runner: Runner, dispatch: Callable[[Runner], int], outbox_days: int = KEPT_DAYS, log_days: int = LOG_DAYS
    ) -> None:
        self._runner = runner
        self._dispatch = dispatch
        self._outbox_days = outbox_days
        self._log_days = log_days
        self._stopping = False

    def tick(self) -> int:
        """Do everything that is due now; returns how many pieces of work were taken."""
        self._turn_of_the_day()
        self._runner.run(ExpireMessages())
        taken = 0
        while not self._stopping and (done := self._batch()):
            taken += done
        # Once a round, however fast tasks open meanwhile: people can wait a second, and the cores have other work.
        for step in TELLING:
            while not self._stopping and (done := self._tell(step)):
                taken += done
                if done < step.full:
                    break
        return taken + self._send_all()

    def _send_all(self) -> int:
        sent = 0
        while not self._stopping and (done := self._dispatch(self._runner)):
            sent += done
        return sent

    def stop(self) -> None:
        """Take nothing more; what has been taken is done."""
        self._stopping = True

    def _batch(self) -> int:
        timers = self._runner.run(ClaimTimers(limit=CLAIM))
        for timer_id in timers:
            self._attempt("timer", timer_id, FireTimer(timer_id=timer_id))
        starts = self._runner.run(StartByTimers(limit=CLAIM))
        alarms = self._runner.run(AlarmStatutory(limit=CLAIM))
        jobs = self._runner.run(ClaimJobs(limit=CLAIM))
        for job_id in jobs:
            self._attempt("job", job_id, RunJob(job_id=job_id))
        return len(timers) + starts + alarms + len(jobs) + self._dispatch(self._runner)

    def _tell(self, step: Telling) -> int:
        try:
            return step.take(self._runner)
        except Exception:
            # Telling people must not keep the cases waiting, nor one step of it the others.
            log.exception("people could not be told")
            return 0

    def _attempt(self, kind: Literal["timer", "job"], work_id: UUID, command: Command[None]) -> None:
        try:
            self._runner.run(command)
        except Exception as error:
            # Whatever went wrong concerns this piece of work alone; it is kept, counted and shown.
            log.exception("%s failed", kind, extra={"work_id": str(work_id)})
            code = error.code if isinstance(error, YearwheelError) else "unexpected"
            self._runner.run(FailWork(kind=kind, work_id=work_id, code=code, message=str(error) or repr(error)))

    def _turn_of_the_day(self) -> None:
        with self._runner.read() as (session, clock):
            as_of = session.scalar(select(Setting.value).where(Setting.name == PRINCIPALS_AS_OF))
            today = clock.today().isoformat()
        if as_of != today:
            while self._runner.run(TidyOutbox(days=self._outbox_days)):
                pass
            while self._runner.run(WeedLogs(days=self._log_days)):
                pass
            self._runner.run(SweepUploads())
            self._runner.run(TurnTheDay())


def run_worker(runner: Runner, dispatch: Callable[[Runner], int], outbox_days: int, log_days: int) -> None:
    """Work until SIGTERM or SIGINT; what is being done is finished first."""
    worker = Worker(runner, dispatch, outbox_days, log_days)
    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(_logged(worker.tick), "interval", seconds=POLL_SECONDS, max_instances=1, coalesce=True)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # A second signal finds the scheduler stopping already.
        worker.stop()
        if scheduler.running:
            scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()


def _logged(tick: Callable[[], int]) -> Callable[[], None]:
    def run() -> None:
        taken = tick()
        if taken:
            log.info("worker did %s pieces of work", taken)

    return run
