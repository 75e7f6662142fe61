"""One step of a case: a token does one thing. A step happens as a whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.bpmn.token import Token
from engine.errors import YearwheelError


class Verb(StrEnum):
    """What a token does. ENTER: arrive at its element; ACT: do what the element is for; COMPLETE: end an activity with
    results; ANSWER: end a call with each called case's results; HAPPEN: what it listened for has come; LOOK: ask
    whether the condition it listens for has become true; FAIL, ESCALATE: these come out of its activity."""

    ENTER = "enter"
    ACT = "act"
    COMPLETE = "complete"
    ANSWER = "answer"
    HAPPEN = "happen"
    LOOK = "look"
    FAIL = "fail"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Step:
    """verb: what is done; payload: what came with it from outside."""

    verb: Verb
    payload: Any = None


class StepFailed(Exception):
    """A step cannot be done. number: how many steps came before it in the same operation; element_id: where, None when
    it is the first step whatever its element."""

    def __init__(self, number: int, element_id: str | None, error: YearwheelError) -> None:
        super().__init__(str(error))
        self.number = number
        self.element_id = element_id
        self.error = error


def take(token: Token, step: Step) -> None:
    """Do the step."""
    element: Any = token.element
    match step.verb:
        case Verb.ENTER:
            element._update(token)
        case Verb.ACT:
            token.run()
        case Verb.COMPLETE:
            element.conclude(token, step.payload)
            token.complete()
        case Verb.ANSWER:
            element.conclude_all(token, step.payload)
            token.complete()
        case Verb.HAPPEN:
            element.happen(token, step.payload)
        case Verb.LOOK:
            element.look(token)
        case Verb.FAIL:
            code, message, variables = step.payload
            token.scope.instance.throw_error(token, code, message, variables, at_activity=True)
        case Verb.ESCALATE:
            code, variables = step.payload
            token.scope.instance.escalate(token, code, variables, at_activity=True)
