"""What listens beside the tokens that move: boundary events, event sub-processes, the ways of event-based gateways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.condition import Condition
from engine.bpmn.elements.message import Message
from engine.bpmn.elements.receive_task import ReceiveTask
from engine.bpmn.elements.signal import Signal
from engine.bpmn.elements.timer import Timer
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.migration.fitting import same_kind
from engine.bpmn.migration.route import Route
from engine.bpmn.reading import Value
from engine.bpmn.scope import Scope
from engine.bpmn.spiff import TaskState
from engine.bpmn.step import Step, Verb
from engine.bpmn.token import Token
from engine.ids import new_id

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance

Beginning = Callable[["Instance"], None]
"""What is to begin in the case once it has moved. Raises ExpressionError."""


def counterparts(
    route: Route, old: Mapping[str, Element], new: Mapping[str, Element], before: Iterable[str], after: Iterable[str]
) -> dict[str, str]:
    """Names of what listened in one place, each with the name of what does so there now. The rest of before stops,
    the rest of after begins. old, new: elements by name."""
    left = list(after)
    found: dict[str, str] = {}
    for name in before:
        target = route.name(name)
        if target in left and same_kind(old[name], new[target]):
            left.remove(target)
            found[name] = target
    return found


def guard(host: UUID, name: str) -> Beginning:
    """Let a boundary event listen beside an activity."""

    def begin(instance: Instance) -> None:
        token = _at(instance, host)
        _enter(Token(token.scope, token.scope.spec.task_specs[name], {}, host=host))

    return begin


def listener(home: UUID | None, name: str) -> Beginning:
    """Let an event sub-process listen. home: host of its scope, None for the process."""

    def begin(instance: Instance) -> None:
        scope: Scope = instance.subprocesses[home] if home is not None else instance
        variables = instance.view_of_scope(scope, _at(instance, home).view if home is not None else {})
        _enter(Token(scope, scope.spec.task_specs[name], variables, listens=True))

    return begin


def way(gateway: UUID, name: str) -> Beginning:
    """Let one more event decide at an event-based gateway."""

    def begin(instance: Instance) -> None:
        token = _at(instance, gateway)
        arrived = next(flow.id for flow in token.element.outgoing if flow.target == name)
        element = token.scope.spec.task_specs[name]
        _enter(Token(token.scope, element, token.variables, gateway=gateway, arrived=arrived))

    return begin


def listen_anew(waiting: UUID) -> Beginning:
    """Let an event or receive task wait for what the new version says."""

    def begin(instance: Instance) -> None:
        token = _at(instance, waiting)
        if isinstance(token.element, ReceiveTask):
            token.element.begin(token)
        else:
            _enter(token)

    return begin


def try_again(waiting: UUID) -> Beginning:
    """Let a branch that waits at a gateway look whether it may go on there."""
    return lambda instance: instance.plan(_at(instance, waiting), Step(Verb.ENTER))


def offer_again(host: UUID) -> Beginning:
    """Let an ad-hoc sub-process offer what can be started in it now."""

    def begin(instance: Instance) -> None:
        token = _at(instance, host)
        assert isinstance(token.element, AdHocSubProcess)
        instance.announce(token, token.element.offer(token))

    return begin


def says_the_same(old: Element, new: Element) -> bool:
    """Whether both wait for the same time, message, signal or condition, as far as the diagrams tell."""
    return _wording(_trigger(old)) == _wording(_trigger(new))


def keeps_its_time(element: Element) -> bool:
    """Whether what has been armed stays armed, however it is drawn now."""
    return isinstance(_trigger(element), Timer)


def subscribes(element: Element) -> bool:
    """Whether others outside are to bring something."""
    return isinstance(_trigger(element), Message | Signal)


def is_listening(token: Token) -> bool:
    """Whether it waits for an event, and nothing has gone wrong with it."""
    if token.failed:
        return False
    waits = isinstance(token.element, Catching) and token.state == TaskState.WAITING
    return waits or isinstance(token.element, ReceiveTask)


def rename(token: Token) -> None:
    """Give a token a new id: nobody who knows the old one reaches it any more."""
    scope, before = token.scope, token.id
    token.id = new_id()
    scope.tasks = {each.id: each for each in scope.tasks.values()}  # in the order in which they were
    for parts in scope.parts.values():
        if parts.pop(before, None) is not None:
            parts[token.id] = token
    guards = scope.parts.pop(before, None)
    if guards is not None:
        scope.parts[token.id] = guards
        for each in guards.values():
            each.host = token.id


def _trigger(element: Element) -> Trigger | None:
    if isinstance(element, ReceiveTask):
        return element.definition.message
    return element.trigger if isinstance(element, Catching) else None


def _wording(trigger: Trigger | None) -> tuple[str | None, ...]:
    match trigger:
        case Timer():
            return trigger.kind, _text(trigger.value)
        case Message():
            return _text(trigger.name), _text(trigger.key)
        case Signal():
            return (_text(trigger.name),)
        case Condition():
            return (trigger.expression.source,)
    return ()


def _text(value: Value | None) -> str | None:
    return value.static if value is not None else None


def _at(instance: Instance, token_id: UUID) -> Token:
    found = instance.find(token_id)
    assert found is not None, "what begins belongs to a token that has moved"
    return found


def _enter(token: Token) -> None:
    token.element._update(token)
