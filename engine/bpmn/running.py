"""Lets a case run: takes steps from the agenda until nothing can move without somebody or something outside."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from engine.bpmn.effects import TokenFailed, TokenStuck
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.complex_gateway import ComplexGateway
from engine.bpmn.elements.condition import Condition
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from engine.bpmn.elements.parallel_gateway import ParallelGateway
from engine.bpmn.elements.timer import Timer
from engine.bpmn.instance import Instance
from engine.bpmn.mark import Mark
from engine.bpmn.spiff import TaskState
from engine.bpmn.step import Step, StepFailed, Verb, take
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables, without
from engine.errors import ExpressionError, StepLimitReached, YearwheelError

VISIT_LIMIT = 50_000  # of one element, without anything from outside in between: a loop that never waits


def settle(instance: Instance, parked: Mapping[int, StepFailed]) -> None:
    """Move every token as far as it gets by itself. parked: steps that are known to fail, by number: they are not
    taken, and their tokens stay. Raises StepFailed."""
    visits: dict[str, int] = {}
    for number in count():
        if not instance.agenda:
            _look_around(instance)
        if not instance.agenda:
            _report_stuck(instance)
            return
        token, step = instance.agenda.popleft()
        if not token.alive:
            continue
        name = token.element.name
        visits[name] = visits.get(name, 0) + 1
        if visits[name] > VISIT_LIMIT:
            endless = StepLimitReached(f"{token.element.id} ran {VISIT_LIMIT} times without waiting: an endless loop")
            raise StepFailed(0, None, endless)
        if number in parked and parked[number].element_id in (None, token.element.id):
            park(instance, token, step, parked[number].error)
            continue
        mark = Mark.of(token) if parked else None
        try:
            take(token, step)
        except StepLimitReached as endless:
            raise StepFailed(0, None, endless) from endless
        except ExpressionError as error:
            if mark is None or not mark.undo(token):
                raise StepFailed(number, token.element.id, error) from error
            park(instance, token, step, error)


def park(instance: Instance, token: Token, step: Step, error: YearwheelError) -> None:
    """Leave the token in front of a step that cannot be taken."""
    token.failed = (step,)
    failed = TokenFailed(token=token.id, element_id=token.element.id, code=error.code, message=str(error))
    instance.announce(token, failed)


def _look_around(instance: Instance) -> None:
    """Nothing can move by itself: conditions may have become true, and inclusive joins have all they can get."""
    if instance.completed:
        return
    if not instance.looked:
        instance.looked = True
        for token in _conditional(instance):
            instance.plan(token, Step(Verb.LOOK))
    if not instance.agenda:
        _try_inclusive_joins(instance)


def _conditional(instance: Instance) -> list[Token]:
    scopes = [scope for scope in instance.scopes() if scope.spec.has_conditions]
    return [
        token
        for scope in scopes
        for token in scope.tokens()
        if not token.failed and token.state == TaskState.WAITING and _asks_a_condition(token)
    ]


def _try_inclusive_joins(instance: Instance) -> None:
    for scope in instance.scopes():
        for element in scope.spec.inclusive_joins:
            if isinstance(element, InclusiveGateway) and element.try_join(scope):
                return


def _report_stuck(instance: Instance) -> None:
    if instance.completed:
        return
    if any(token.announced or _waits_for_condition(token) for token in instance.all_tokens()):
        return
    for token in instance.all_tokens():
        if _waits_at_join(token):
            instance.effects.append(TokenStuck(token=token.id, element_id=token.element.id))


def set_variables(instance: Instance, changed: Variables) -> None:
    """Every branch sees these from now on, as if the case had had them before it forked."""
    names = frozenset(changed)
    instance.looked = False
    for fork in instance.forks.kept.values():
        fork.variables = {**fork.variables, **changed}
    for scope in instance.scopes():
        seen = without(changed, scope.hidden)
        if scope.ended is not None:
            scope.ended.variables = {**scope.ended.variables, **seen}
        for token in scope.tokens():
            if token.shared is None and token.announced and isinstance(token.element, CallActivity):
                token.shared = token.variables
            token.variables = {**token.variables, **seen}
            if token.progress is not None:
                token.progress.merged = {**token.progress.merged, **seen}
    for token in instance.all_tokens():
        if token.failed:
            continue
        if isinstance(token.element, Catching) and isinstance(token.element.trigger, Timer) and token.due:
            token.element.trigger.move(token, names, token.element.seen_by(token))


def _waits_for_condition(token: Token) -> bool:
    return isinstance(token.element, Catching) and isinstance(token.element.trigger, Condition)


def _asks_a_condition(token: Token) -> bool:
    return _waits_for_condition(token) or isinstance(token.element, ComplexGateway)


def _waits_at_join(token: Token) -> bool:
    return token.state == TaskState.WAITING and isinstance(token.element, ParallelGateway | InclusiveGateway)
