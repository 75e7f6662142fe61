"""Whatever the database, a case goes the same way: random processes are deployed, started and worked on by the same
commands on both, and every row that is left of them is compared. Ids and moments alone differ."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from sqlalchemy import select

from engine.commands.broadcast_signal import BroadcastSignal
from engine.commands.claim_work import ClaimJobs
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.fire_timer import FireTimer
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.publish_message import PublishMessage
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.run_job import RunJob
from engine.commands.start_activity import StartActivity
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.history import verify
from engine.models import (
    ActivityOffer,
    Call,
    EventSubscription,
    HistoryEvent,
    HumanTask,
    Incident,
    ProcessInstance,
    Submission,
    TaskStatus,
    Timer,
)
from engine.ports import Ports
from engine.run import Command, Runner
from forms.validator import FormValidator
from tests.engine.bpmn.undo_blocks import UndoBlocks
from tests.engine.commands.conftest import OWNER, NoPrefill, Tasks, municipality
from tests.engine.commands.diagrams import FORM

PROCESSES = 12
STEPS = 40
DEPTH = 3
PROPERTIES = (
    '<extensionElements><zeebe:properties><zeebe:property name="yearwheel:starters"'
    " value='=role(\"process-owner\")'/></zeebe:properties></extensionElements>"
)
FILLED_IN = (
    '<extensionElements><zeebe:formDefinition formId="words"/><zeebe:ioMapping>'
    '<zeebe:output source="=word" target="done_{0}"/></zeebe:ioMapping></extensionElements>'
)
CHILD = (
    '<process id="child" isExecutable="true">{0}<startEvent id="in"/><userTask id="answer"/>'
    '<sequenceFlow id="f1" sourceRef="in" targetRef="answer"/></process></definitions>'
)
TOKEN = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:+Z-]*")


class Site:
    """A municipality with one random process, on one database."""

    def __init__(self, database: Database, bpmn: bytes) -> None:
        forms = FormValidator()
        ports = Ports(forms=forms, validator=forms, prefill=NoPrefill(), service_tasks=Tasks())
        self.runner = Runner(database, ports, ZoneInfo("Europe/Stockholm"))
        with database.write() as session:
            municipality(session)
        self.runner.run(RefreshPrincipals())
        files = {"random.bpmn": bpmn, "words.form.json": json.dumps(FORM).encode()}
        self.runner.run(Deploy(name="random", files=files, actor=OWNER))
        self.case = self.runner.run(StartProcess(key="p", actor=OWNER))
        self._do_jobs()

    def possible(self) -> list[tuple[str, Command[Any]]]:
        """What can happen now: a name for it, and the command. In the order in which the cases hold their tokens."""
        with self.runner.read() as (session, _):
            root = session.get_one(ProcessInstance, self.case).state
            children = session.execute(
                select(Call.id, ProcessInstance.state)
                .join(Call, Call.id == ProcessInstance.call_id)
                .where(ProcessInstance.parent_id == self.case)
            ).all()
            rows = [*session.scalars(select(HumanTask).where(HumanTask.status == TaskStatus.OPEN))]
            found: list[tuple[UUID, str, Command[Any]]] = [
                (row.id, row.element_id, CompleteTask(task_id=row.id, actor=OWNER, posted={"word": row.element_id}))
                for row in rows
            ]
            for timer in session.scalars(select(Timer)):
                found.append((timer.id, timer.element_id, FireTimer(timer_id=timer.id)))
            for place in session.scalars(select(EventSubscription)):
                publish = BroadcastSignal if place.kind == "signal" else PublishMessage
                found.append((place.id, place.element_id, publish(name=place.name, variables={"word": "heard"})))
            for offer in session.scalars(select(ActivityOffer)):
                for name in offer.activities:
                    command = StartActivity(
                        instance_id=offer.instance_id, token=offer.token, element_id=name, actor=OWNER
                    )
                    found.append((offer.token, name, command))
        # A running case that was called stands where its call does.
        held = [root, *(state for call, state in sorted(children, key=lambda row: root.find(row[0].hex.encode())))]
        return [
            (name, command) for _, name, command in sorted(found, key=lambda each: (_place(each[0], held), each[1]))
        ]

    def do(self, command: Command[Any]) -> None:
        """Let it happen."""
        if isinstance(command, FireTimer):
            with self.runner.read() as (session, clock):
                due = session.get_one(Timer, command.timer_id).due_at
                late = due <= clock.now()
            if not late:
                self.runner.run(MoveBusinessTime(at=due + timedelta(seconds=2)))  # which moves by whole seconds
        self.runner.run(command)
        self._do_jobs()

    def rows(self) -> list[Any]:
        """All that is left of the cases, as both databases must have it."""
        with self.runner.read() as (session, _):
            cases = session.scalars(select(ProcessInstance)).all()
            assert [verify(session, case.id) for case in cases] == [[] for _ in cases]
            return sorted((self._of(session, case) for case in cases), key=repr)

    def _of(self, session: Any, case: ProcessInstance) -> Mapping[str, Any]:
        def all_of(table: Any, *columns: str) -> list[Any]:
            found = session.scalars(select(table).where(table.instance_id == case.id))
            return sorted(([getattr(row, column) for column in columns] for row in found), key=repr)

        history = session.scalars(
            select(HistoryEvent).where(HistoryEvent.instance_id == case.id).order_by(HistoryEvent.seq)
        )
        return {
            "case": [case.definition_key, case.title, case.status, case.position, case.result],
            "state": _masked(case.state.decode()),
            "history": [
                [each.action, each.element_id, each.actor_id, _masked(orjson.dumps(each.details).decode())]
                for each in history
            ],
            "tasks": all_of(HumanTask, "element_id", "name", "form_key", "status", "completed_by"),
            "answers": all_of(Submission, "element_id", "answers", "submitted_by"),
            "timers": all_of(Timer, "element_id"),
            "events": all_of(EventSubscription, "element_id", "kind", "name", "key"),
            "offers": all_of(ActivityOffer, "element_id", "activities"),
            "incidents": all_of(Incident, "element_id", "code", "message", "names"),
        }

    def _do_jobs(self) -> None:
        while jobs := self.runner.run(ClaimJobs(limit=1)):
            self.runner.run(RunJob(job_id=jobs[0]))


def _place(token: UUID, held: list[bytes]) -> tuple[int, int]:
    for number, state in enumerate(held):
        if (at := state.find(token.hex.encode())) >= 0:
            return number, at
    raise AssertionError("something waits for a token that no case holds")


def _masked(text: str) -> str:
    """Ids numbered in the order in which they come; moments left out."""
    numbers: dict[str, str] = {}
    text = TOKEN.sub(lambda found: numbers.setdefault(found[0].replace("-", ""), f"#{len(numbers)}"), text)
    return MOMENT.sub("…", text)


def drawn(seed: int) -> bytes:
    """A random process with forms, and the one that it calls."""
    blocks = UndoBlocks(seed)
    text = blocks.whole(DEPTH)[0].decode().replace('type="do"', 'type="note"')
    text = text.replace('isExecutable="true">', f'isExecutable="true">{PROPERTIES}', 1)

    def fill_in(task: re.Match[str]) -> str:
        return task[0] + (FILLED_IN.format(task[1]) if task[1] in blocks.told else "")

    text = re.sub(r'<userTask id="([^"]*)"[^>]*>', fill_in, text)
    return text.replace("</definitions>", CHILD.format(PROPERTIES)).encode()


@pytest.mark.parametrize("seed", range(PROCESSES))
def test_random_processes(seed: int, sqlite_url: str, postgresql_url: str) -> None:
    databases = [Database(sqlite_url), Database(postgresql_url)]
    bpmn, chance = drawn(seed), random.Random(seed)
    sites = [Site(database, bpmn) for database in databases]
    for _ in range(STEPS):
        possible = [site.possible() for site in sites]
        names = [[name for name, _ in each] for each in possible]
        assert names[0] == names[1]
        if not names[0]:
            break
        chosen = chance.randrange(len(names[0]))
        for site, each in zip(sites, possible, strict=True):
            site.do(each[chosen][1])
    rows = [site.rows() for site in sites]
    assert rows[0] == rows[1]
    for database in databases:
        database.close()
