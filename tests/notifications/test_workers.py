"""Workers that are killed at any moment tell everybody once, and no letter is lost: at most it comes twice, as one."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from datetime import time as time_of_day
from email import message_from_bytes
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select

from engine.commands.move_business_time import MoveBusinessTime
from engine.db import Database
from engine.models import HumanTask, MailChoice, Notice, OutboxMessage
from engine.run import Runner
from notifications.dead_letters import SendAgain
from notifications.outbox import Dispatcher
from tests.clocks import ZONE
from tests.notifications.postman import Postman
from tests.notifications.telling_town import BO, CILLA, DUE, begin, choose, make_town
from webapp.settings import Settings
from webapp.wiring import create_dispatcher
from webapp.worker import Worker

TASKS = 24
KILLS = 15
LEASE = timedelta(seconds=2)
NOON = time_of_day(12)
PATIENCE_S = 60


def _be_a_worker(url: str, runner: Runner, dispatch: Dispatcher) -> None:
    own = Runner(Database(url), runner.ports, runner.zone)
    while True:
        Worker(own, dispatch).tick()
        time.sleep(0.01)


def _start(runner: Runner, url: str, dispatch: Dispatcher) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_be_a_worker, args=(url, runner, dispatch))
    process.start()
    return process


def _waiting(runner: Runner) -> int:
    """What has still to be told or sent."""
    with runner.read() as (session, clock):
        tasks = session.scalar(select(func.count()).where(HumanTask.next_notice_at <= clock.now())) or 0
        left = select(func.count()).where(OutboxMessage.sent_at.is_(None), OutboxMessage.dead_at.is_(None))
        return tasks + (session.scalar(left) or 0)


def _letters(runner: Runner, topic: str) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).where(OutboxMessage.topic == topic)) or 0


def _kill_at_random(runner: Runner, dispatch: Dispatcher, topic: str, letters: int, seed: int) -> None:
    """Two workers, one or the other of which dies every now and then, until so many letters are written and nothing is
    left to do."""
    dice = random.Random(seed)
    url = runner.database.url.render_as_string(hide_password=False)
    runner.database.close()
    workers = [_start(runner, url, dispatch) for _ in range(2)]
    try:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.02, 0.25))
            which = dice.randrange(2)
            os.kill(workers[which].pid or 0, signal.SIGKILL)
            workers[which].join()
            runner.database.close()
            workers[which] = _start(runner, url, dispatch)
        until = time.monotonic() + PATIENCE_S
        while (_waiting(runner) or _letters(runner, topic) < letters) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


def test_each_is_told_once_and_no_letter_is_lost(database: Database) -> None:
    runner = make_town(database)
    for person in (BO, CILLA):
        choose(runner, person, MailChoice.DIRECT)
    for _ in range(TASKS):
        begin(runner, "shared")
    with Postman() as postman:
        settings = Settings(demo=True, smtp_host="127.0.0.1", smtp_port=postman.port, smtp_security="none")
        dispatch = Dispatcher(create_dispatcher(settings).deliveries, lease=LEASE)
        _kill_at_random(runner, dispatch, "mail.notice", 2 * TASKS, seed=7)
        with runner.read() as (session, _):
            told = session.execute(
                select(Notice.person_id, Notice.task_id, func.count()).group_by(Notice.person_id, Notice.task_id)
            ).all()
            letters = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "mail.notice")).all()
        assert len(told) == 2 * TASKS
        assert {count for _, _, count in told} == {1}
        assert len(letters) == 2 * TASKS
        assert len(_arrived(runner, dispatch, postman, "mail.notice")) == 2 * TASKS, "none is lost"


def _arrived(runner: Runner, dispatch: Dispatcher, postman: Postman, topic: str) -> Counter[str]:
    """How often each letter has come; those that were in doubt twice are sent again by a person first."""
    with runner.read() as (session, _):
        messages = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == topic)).all()
    assert [message for message in messages if not message.sent_at and not message.dead_at] == []
    arrived = _by_id(postman)
    assert max(arrived.values(), default=0) <= 2, "a letter that is in doubt is sent once more, and not again"
    for dead in [message for message in messages if message.dead_at]:
        runner.run(SendAgain(message_id=dead.id, actor=None))
    while dispatch(runner):
        pass
    return _by_id(postman)


def _by_id(postman: Postman) -> Counter[str]:
    return Counter(str(message_from_bytes(letter)["Message-ID"]) for letter in postman.letters)


def test_the_days_letter_is_written_once_by_workers_that_die(database: Database) -> None:
    runner = make_town(database)
    for person in (BO, CILLA):
        choose(runner, person, MailChoice.DAILY)
    for _ in range(TASKS // 4):
        begin(runner, "shared")
    with Postman() as postman:
        settings = Settings(demo=True, smtp_host="127.0.0.1", smtp_port=postman.port, smtp_security="none")
        dispatch = Dispatcher(create_dispatcher(settings).deliveries, lease=LEASE)
        runner.run(MoveBusinessTime(at=datetime.combine(DUE, NOON, ZONE)))
        _kill_at_random(runner, dispatch, "mail.digest", 2, seed=11)
        with runner.read() as (session, _):
            days = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "mail.digest")).all()
        assert sorted(day.payload["person_id"] for day in days) == [BO, CILLA]
        assert {len(day.payload["notice_ids"]) for day in days} == {TASKS // 4}
        assert len(_arrived(runner, dispatch, postman, "mail.digest")) == 2
