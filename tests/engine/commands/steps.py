"""What the tests do over and over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.move_business_time import MoveBusinessTime
from engine.models import HumanTask, TaskStatus
from engine.run import Runner
from webapp.worker import Worker


def open_tasks(runner: Runner, case: UUID) -> list[str]:
    """Elements of the open tasks of one case."""
    with runner.read() as (session, _):
        return sorted(
            session.scalars(
                select(HumanTask.element_id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
            )
        )


def open_task(runner: Runner, case: UUID, element: str) -> UUID:
    with runner.read() as (session, _):
        return session.scalars(
            select(HumanTask.id).where(
                HumanTask.instance_id == case, HumanTask.element_id == element, HumanTask.status == TaskStatus.OPEN
            )
        ).one()


def complete(runner: Runner, case: UUID, element: str, actor: int, **posted: Any) -> UUID:
    return complete_posted(runner, case, element, actor, posted)


def complete_posted(runner: Runner, case: UUID, element: str, actor: int, posted: Mapping[str, Any]) -> UUID:
    return runner.run(CompleteTask(task_id=open_task(runner, case, element), actor=actor, posted=posted))


def work(runner: Runner) -> int:
    """Let the worker do all that is due."""
    return Worker(runner, lambda _: 0).tick()


def travel(runner: Runner, time: timedelta) -> None:
    """Move business time on, and let the worker do what that makes due."""
    with runner.read() as (_, clock):
        at = clock.now() + time
    runner.run(MoveBusinessTime(at=at))
    work(runner)
