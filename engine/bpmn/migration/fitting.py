"""Whether what has begun at one element can go on at another."""

from __future__ import annotations

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.business_rule_task import BusinessRuleTask
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.exclusive_gateway import ExclusiveGateway
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway, waits_for_reset
from engine.bpmn.elements.loop import Loop, MultiInstanceMarker
from engine.bpmn.elements.multi_instance import Container
from engine.bpmn.elements.parallel_gateway import ParallelGateway
from engine.bpmn.migration.findings import Obstacle
from engine.bpmn.step import Verb
from engine.bpmn.token import Token

GATEWAYS = (ExclusiveGateway, ParallelGateway, InclusiveGateway)
JOINS = (ParallelGateway, InclusiveGateway)


def misfit(token: Token, new: Element) -> Obstacle | None:
    """What keeps a token from standing at another element; None when nothing does. What has not begun may begin
    anywhere a flow leads; a branch that waits at a gateway may wait at any other that joins or lets it pass."""
    old = token.element
    if not has_begun(token) and token.moves and new.incoming:
        return None
    if isinstance(old, GATEWAYS) and isinstance(new, GATEWAYS) and not waits_for_reset(token):
        return None
    if _marker(old) is not None or _marker(new) is not None or isinstance(old, Container):
        return None if _same_marker(token, old, new) else Obstacle.OTHER_MARKER
    return None if same_kind(old, new) else Obstacle.OTHER_KIND


def same_kind(old: Element, new: Element) -> bool:
    """Whether two elements wait for the same sort of thing."""
    if type(old) is not type(new):
        return False
    if isinstance(old, Catching) and isinstance(new, Catching):
        return type(old.trigger) is type(new.trigger)
    if isinstance(old, BusinessRuleTask):
        return (old.definition.info.called_decision is None) == (new.definition.info.called_decision is None)
    return True


def has_begun(token: Token) -> bool:
    """Whether its element has begun to do what it is for: not when it failed on the way in."""
    return not token.failed or token.failed[0].verb not in (Verb.ENTER, Verb.ACT)


def joins(element: Element) -> bool:
    """Whether branches wait for each other here."""
    return isinstance(element, JOINS) and len(element.incoming) > 1


def _same_marker(token: Token, old: Element, new: Element) -> bool:
    one, other = _marker(old), _marker(new)
    if type(old) is not type(new) or type(one) is not type(other):
        return False
    if not isinstance(one, MultiInstanceMarker) or not isinstance(other, MultiInstanceMarker):
        return True
    collects_late = other.output_collection and not one.output_collection
    if collects_late and token.progress is not None and token.progress.done:
        return False  # what the finished ones should have left is not known
    return (one.sequential, one.element) == (other.sequential, other.element)


def _marker(element: Element) -> Loop | None:
    definition = getattr(element, "definition", None)
    return definition.loop if isinstance(definition, ActivityDefinition) else None
