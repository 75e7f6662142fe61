"""Receive task: an activity that waits for a message (BPMN 2.0 §10.3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.elements.message import Message, read_message
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.token import Token
from engine.bpmn.vocabulary import Node


@dataclass(frozen=True, kw_only=True)
class ReceiveTaskDefinition(ActivityDefinition):
    """message: None only in a diagram that was refused."""

    message: Message | None


class ReceiveTask(Activity):
    """Done when the message is there. Its variables are the task's results."""

    announces = True
    definition: ReceiveTaskDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ReceiveTaskDefinition:
        return ReceiveTaskDefinition(info=info, **cls.read_shared(node, reader), message=read_message(node, reader))

    def begin(self, token: Token) -> bool:
        assert self.definition.message is not None
        self.definition.message.listen(token, token.view)
        return False

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        token.announced = False
        token.scope.instance.win(token)
        self.conclude(token, payload)
        token.complete()
