"""Moves a running case to another version of its process.

- Every live token moves to the element that the mapping names for the one where it stands, else to that of the same id.
- What has begun goes on at an element of the same kind, in the same sub-process, which may have moved itself; with the
  same marker, if it has one. A branch that waits at a gateway may find another kind of gateway there. A token that
  failed before its element had begun may move to any element that a flow leads to: so a fix is deployed and retried.
- A branch that waits for others is known by the flow it came by: the mapped one, the one of the same id, or the only
  one from the same element. If all are there now, it goes on.
- Boundary events and event sub-processes that only the new version has begin to listen, timers from now on; those that
  only the old one has are withdrawn; what both have and has happened is not repeated. Ways of an event-based gateway
  likewise.
- Timers keep the time they are due at, however they are drawn now. Messages and signals keep being awaited unless their
  name or key is written differently; a condition that is written differently is looked at anew.
- What has been done and can be undone must have its handler in the new version.
- Open tasks stay open; their name, form and people are those of the new version.
- Tokens keep their ids, save those that now await another message or signal. Variables stay as they are. Cases that
  this one has called keep their own version.

A case moves as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.bpmn import state
from engine.bpmn.compile import Program
from engine.bpmn.effects import TokenStuck, UserTaskOpened, Withdrawn
from engine.bpmn.elements.user_task import UserTask
from engine.bpmn.evaluation import Environment
from engine.bpmn.instance import Instance
from engine.bpmn.migration.findings import Change, MigrationNote, MigrationProblem, Move, Obstacle
from engine.bpmn.migration.placing import Placing
from engine.bpmn.migration.route import Route, known_ids
from engine.bpmn.runtime import Execution
from engine.errors import ExpressionError

__all__ = [
    "Change", "Migration", "MigrationNote", "MigrationProblem", "Move", "Obstacle", "Route", "known_ids", "migrate",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A case and another version. execution: the case as it goes on there, with the effects of that; None where
    problems stand in the way. withdrawn: what nobody waits for any more, by elements of the old version; asked: the
    open user tasks, as the new version asks for them; both are to be seen to before the effects are carried out."""

    moves: tuple[Move, ...]
    notes: tuple[MigrationNote, ...]
    problems: tuple[MigrationProblem, ...]
    withdrawn: tuple[Withdrawn, ...] = ()
    asked: tuple[UserTaskOpened, ...] = ()
    execution: Execution | None = None


def migrate(
    old: Program, new: Program, process_id: str, saved: bytes, mapping: Mapping[str, str], environment: Environment
) -> Migration:
    """Move the case that `Execution.dump` wrote from one version of a process to another. mapping: ids of elements and
    flows of the old version, each with what takes its place. Nothing is changed outside the result, so it serves to
    ask as well. Raises ValueError for the state of a case that has ended."""
    before = Instance(old.scopes[process_id], dict(old.scopes), environment)
    state.load(before, saved)
    placed = Placing(before, Route(old, new, process_id, mapping))
    found = Migration(
        moves=tuple(placed.moves),
        notes=tuple(dict.fromkeys(placed.notes)),
        problems=tuple(dict.fromkeys(placed.problems)),
        withdrawn=tuple(effect for effect in before.effects if isinstance(effect, Withdrawn)),
    )
    if found.problems:
        return found
    carried = state.dump(before)

    def moved() -> Instance:
        instance = Instance(new.scopes[process_id], dict(new.scopes), environment)
        state.load(instance, carried)
        return instance

    def moved_and_begun() -> Instance:
        instance = moved()
        for _, begin in placed.beginnings:
            begin(instance)
        return instance

    asked, problems = _asked(moved())
    problems += _cannot_begin(placed, moved())
    if problems:
        return replace(found, problems=tuple(dict.fromkeys(problems)))
    execution = _Moved(moved_and_begun)
    stuck = [effect.element_id for effect in execution.effects if isinstance(effect, TokenStuck)]
    if stuck:
        return replace(found, problems=tuple(MigrationProblem(each, Obstacle.STUCK) for each in dict.fromkeys(stuck)))
    return replace(found, asked=tuple(asked), execution=execution)


class _Moved(Execution):
    """A case that has just moved: what can go on does so at once."""

    def __init__(self, make: Callable[[], Instance]) -> None:
        super().__init__(make)
        self._do(lambda _instance: None)


def _cannot_begin(placed: Placing, instance: Instance) -> list[MigrationProblem]:
    problems = []
    for element_id, begin in placed.beginnings:
        try:
            begin(instance)
        except ExpressionError as error:
            problems.append(MigrationProblem(element_id, Obstacle.NOT_HEARD, str(error)))
    return problems


def _asked(instance: Instance) -> tuple[list[UserTaskOpened], list[MigrationProblem]]:
    asked, problems = [], []
    for token in instance.all_tokens():
        if isinstance(token.element, UserTask) and not token.failed:
            try:
                asked.append(token.element.opened(token))
            except ExpressionError as error:
                problems.append(MigrationProblem(token.element.id, Obstacle.NOT_ASKED, str(error)))
    return asked, problems
