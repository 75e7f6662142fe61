"""User task: a person is asked, and the case waits for the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from engine.bpmn.effects import UserTaskOpened
from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader, Value
from engine.bpmn.repeating import calendar_day, moment
from engine.bpmn.vocabulary import Node, extension
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token

PRIORITIES = range(101)
LONGEST_PRIORITY = 9  # digits; int() of thousands is an error of its own


@dataclass(frozen=True, kw_only=True)
class UserTaskDefinition(ActivityDefinition):
    """assignee, groups and users give principals; due and follow_up dates or times; priority 0 to 100."""

    assignee: Value | None
    groups: Value | None
    users: Value | None
    due: Value | None
    follow_up: Value | None
    priority: Value | None


class UserTask(Activity):
    """Open until `Execution.complete`."""

    announces = True
    definition: UserTaskDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> UserTaskDefinition:
        def attribute(element: str, name: str, what: str) -> Value | None:
            found = extension(node, element)
            return reader.value(info.id, what, found.get(name)) if found is not None else None

        priority = attribute("priorityDefinition", "priority", "The priority")
        if priority is not None and priority.expression is None and not _is_priority(priority.static):
            reader.problem(info.id, f"The priority is {priority.static[:20]!r}.", "Use a whole number from 0 to 100.")
        return UserTaskDefinition(
            info=info,
            **cls.read_shared(node, reader),
            assignee=attribute("assignmentDefinition", "assignee", "The assignee"),
            groups=attribute("assignmentDefinition", "candidateGroups", "The candidate groups"),
            users=attribute("assignmentDefinition", "candidateUsers", "The candidate users"),
            due=attribute("taskSchedule", "dueDate", "The due date"),
            follow_up=attribute("taskSchedule", "followUpDate", "The follow-up date"),
            priority=priority,
        )

    def begin(self, token: Token) -> bool:
        token.scope.instance.announce(token, self.opened(token))
        return False

    def opened(self, token: Token) -> UserTaskOpened:
        """What people are asked for this token. Raises ExpressionError."""
        view, definition = token.view, self.definition
        assignee = self._names(token, definition.assignee, view)
        if len(assignee) > 1:
            raise ExpressionError(f"{self.id}: a task has one assignee, not {len(assignee)}; use candidates")
        candidates = (*self._names(token, definition.groups, view), *self._names(token, definition.users, view))
        return UserTaskOpened(
            token=token.id,
            element_id=self.id,
            name=definition.info.name or self.id,
            form_key=definition.info.form_key,
            assignee=assignee[0] if assignee else None,
            candidates=tuple(dict.fromkeys(candidates)),
            due=self._when(token, definition.due, view),
            follow_up=self._when(token, definition.follow_up, view),
            priority=self._priority(token, view),
            variables=view,
        )

    def _names(self, token: Token, value: Value | None, view: Mapping[str, Any]) -> tuple[str, ...]:
        if value is None:
            return ()
        if value.expression is None:
            return tuple(name for each in value.static.split(",") if (name := each.strip()))
        found = token.scope.instance.environment.value(self.id, value, view)
        names = found if isinstance(found, list) else [found] if found is not None else []
        if not all(isinstance(name, str) and name for name in names):
            raise ExpressionError(f"{self.id}: {value.static} gave {found!r}, which names nobody")
        return tuple(names)

    def _when(self, token: Token, value: Value | None, view: Mapping[str, Any]) -> date | datetime | None:
        if value is None:
            return None
        environment = token.scope.instance.environment
        found = environment.value(self.id, value, view)
        if found is None:
            return None
        if not isinstance(found, str):
            raise ExpressionError(f"{self.id}: {value.static} gave {found!r}, not a date")
        try:
            return calendar_day(found) or moment(found, environment.zone)
        except ExpressionError as error:
            raise ExpressionError(f"{self.id}: {error}") from error

    def _priority(self, token: Token, view: Mapping[str, Any]) -> int | None:
        value = self.definition.priority
        if value is None:
            return None
        found = token.scope.instance.environment.value(self.id, value, view)
        if found is None:
            return None
        if not _is_priority(found):
            raise ExpressionError(f"{self.id}: the priority is {found!r}, not a whole number from 0 to 100")
        return int(found)


def _is_priority(value: object) -> bool:
    if isinstance(value, str):
        return value.isdecimal() and len(value) <= LONGEST_PRIORITY and int(value) in PRIORITIES
    return isinstance(value, int) and not isinstance(value, bool) and value in PRIORITIES
