"""Tasks that several people could do, and ways to look at what became of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.clock import system_now
from engine.commands.deploy import Deploy
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.start_process import StartProcess
from engine.history import verify
from engine.models import Absence, Comment, Deputy, HistoryEvent, HumanTask, TaskCandidate
from engine.run import Runner
from tests.engine.commands.conftest import OWNER
from tests.engine.commands.diagrams import END, FORM, START, diagram, event, process, properties
from tests.engine.commands.steps import open_task

SINCE, UNTIL = date(2020, 1, 1), date(2040, 1, 1)


def asked(key: str, *who: str, form: bool = True, **named: str) -> str:
    """A user task that any of these may do, with properties of our own."""
    values = properties({f"yearwheel:{name.replace('_', '-')}": value for name, value in named.items()})
    given = ", ".join(who).replace('"', "&quot;")
    inner = f'<zeebe:assignmentDefinition candidateGroups="=[{given}]"/>{values}'
    if form:
        inner += '<zeebe:formDefinition formId="words"/>'
    extensions = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"
    return f'<bpmn:userTask id="{key}" name="{key}">{extensions}</bpmn:userTask>'


ABOUT = {"unit": '="FGN-001"', "visibility": "ORG", "person": "=2"}
TWICE = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="number"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)
BO_OR_CILLA = ("person(2)", "person(3)")
PROCESSES = (
    process("shared", START, asked("do", *BO_OR_CILLA), END, flows="begin>do;do>finish", **ABOUT),
    process("between", START, asked("talk", *BO_OR_CILLA, visibility="PAIR"), END, flows="begin>talk;talk>finish",
            **ABOUT),
    process("noting", START, asked("jot", "person(2)", visibility="AUTHOR"), END, flows="begin>jot;jot>finish",
            **ABOUT),
    process("personal", START, asked("answer", *BO_OR_CILLA, no_deputy="true"), END,
            flows="begin>answer;answer>finish", **ABOUT),
    process("signing", START, asked("sign", "person(2)", deputy_scope="sign"), END, flows="begin>sign;sign>finish",
            **ABOUT),
    process("checked", START, asked("prepare", *BO_OR_CILLA),
            asked("verify", *BO_OR_CILLA, not_same_person_as="prepare"), event("exclusiveGateway", "good"), END,
            flows='begin>prepare;prepare>verify;verify>good;good>finish[word = "yes"];good>prepare[word != "yes"]',
            **ABOUT),
    process("in_turn", START, asked("prepare", *BO_OR_CILLA).replace("</bpmn:userTask>", f"{TWICE}</bpmn:userTask>"),
            asked("verify", *BO_OR_CILLA, not_same_person_as="prepare"), END,
            flows="begin>prepare;prepare>verify;verify>finish", **ABOUT),
    process("alone", START, asked("prepare", "person(2)"), asked("verify", "person(2)", not_same_person_as="prepare"),
            END, flows="begin>prepare;prepare>verify;verify>finish", **ABOUT),
    process("topmost", START, asked("prepare", "person(1)"), asked("verify", "person(1)", not_same_person_as="prepare"),
            END, flows="begin>prepare;prepare>verify;verify>finish", **ABOUT),
    process("at_once", START, event("parallelGateway", "fork"), asked("prepare", *BO_OR_CILLA),
            asked("verify", *BO_OR_CILLA, not_same_person_as="prepare"), event("parallelGateway", "join"), END,
            flows="begin>fork;fork>prepare;fork>verify;prepare>join;verify>join;join>finish", **ABOUT),
)  # fmt: skip


def deploy_handing(runner: Runner) -> None:
    drawn = {f"{number}.bpmn": diagram(each) for number, each in enumerate(PROCESSES)}
    runner.run(Deploy(name="handing", files={**drawn, "words.form.json": json.dumps(FORM).encode()}, actor=OWNER))


def start(runner: Runner, key: str = "shared") -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def begun(runner: Runner, key: str, element: str) -> tuple[UUID, UUID]:
    """A new case and its task at the element."""
    case = start(runner, key)
    return case, open_task(runner, case, element)


def task_row(runner: Runner, task: UUID) -> HumanTask:
    with runner.read() as (session, _):
        return session.get_one(HumanTask, task)


def candidates(runner: Runner, task: UUID) -> list[str]:
    with runner.read() as (session, _):
        return sorted(session.scalars(select(TaskCandidate.principal).where(TaskCandidate.task_id == task)))


def links(runner: Runner, case: UUID) -> list[tuple[str, int | None, dict[str, Any]]]:
    """Action, actor and details of every link of a history that is whole."""
    with runner.read() as (session, _):
        assert verify(session, case) == []
        rows = session.scalars(select(HistoryEvent).where(HistoryEvent.instance_id == case).order_by(HistoryEvent.seq))
        return [(row.action, row.actor_id, row.details) for row in rows]


def comments(runner: Runner, task: UUID) -> list[tuple[str, str | None, int]]:
    with runner.read() as (session, _):
        rows = session.scalars(select(Comment).where(Comment.task_id == task).order_by(Comment.seq))
        return [(row.kind, row.text, row.author_id) for row in rows]


def stand_in(runner: Runner, person: int, deputy: int, *scopes: str) -> None:
    """The deputy acts for the person from now on."""
    with runner.database.write() as session:
        session.add(
            Deputy(person_id=person, deputy_id=deputy, scopes=list(scopes), valid_from=SINCE, valid_to=UNTIL,
                   set_at=system_now())
        )  # fmt: skip
    runner.run(RefreshPrincipals())


def away(runner: Runner, person: int) -> None:
    with runner.database.write() as session:
        session.add(Absence(person_id=person, valid_from=SINCE, valid_to=UNTIL, set_at=system_now()))
    runner.run(RefreshPrincipals())
