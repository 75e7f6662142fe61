"""What Älvhamn's people write about tasks, and what they decline because of whom they know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.commands.comment_task import CommentTask
from engine.commands.declare_conflict import DeclareConflict
from engine.models import Comment, CommentKind
from engine.run import Runner
from processes.demo.year.deeds import Deed, open_task, person_named


def words_about(root: UUID, budget: dict[str, Any]) -> Iterator[Deed]:
    """What is written about the tasks of one budget, not yet in order."""
    for kind, text in (("remark", "text"), ("conflict", "reason")):
        for each in budget.get(kind, ()):
            yield Words(
                on=each["on"], root=root, who=each["who"], element=each["element"], unit=each.get("body"),
                turn=each.get("turn", 1), text=each[text], declines=kind == "conflict",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """text: a remark about the open task, or, when who declines it, what the conflict of interest is."""

    on: date
    root: UUID
    who: str
    element: str
    unit: str | None
    turn: int
    text: str
    declines: bool

    def do(self, runner: Runner) -> None:
        kind = CommentKind.CONFLICT_OF_INTEREST if self.declines else CommentKind.REMARK
        with runner.read() as (session, _):
            task = open_task(session, self.root, self.element, self.turn, unit=self.unit)
            who = person_named(session, self.who)
            if task is None:
                return
            written = select(Comment.id).where(Comment.task_id == task.id, Comment.author_id == who)
            if session.scalar(written.where(Comment.kind == kind)):
                return
        if self.declines:
            runner.run(DeclareConflict(task_id=task.id, actor=who, reason=self.text))
        else:
            runner.run(CommentTask(task_id=task.id, actor=who, text=self.text))
