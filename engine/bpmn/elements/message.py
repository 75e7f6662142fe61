"""Messages: one sender, one catcher, found by name and correlation key (BPMN 2.0 §8.4.2, §10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from engine.bpmn.effects import MessageAwaited, MessageThrown
from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.elements.trigger import Trigger, check_spelling, check_written_name
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader, Value
from engine.bpmn.repeating import add_duration
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, child, extension, referenced
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token

TIME_TO_LIVE = "yearwheel:time-to-live"
KEPT = "PT1H"


@dataclass(frozen=True, slots=True)
class Message(Trigger):
    """name: of the message; key: FEEL for the correlation key, None when any message of that name will do."""

    announces: ClassVar[bool] = True

    element_id: str
    name: Value
    key: Value | None

    def listen(self, token: Token, variables: Variables) -> None:
        token._set_state(TaskState.WAITING)
        name, key = self.address(token, variables)
        token.scope.instance.announce(
            token, MessageAwaited(token=token.id, element_id=self.element_id, name=name, key=key)
        )

    def address(self, token: Token, variables: Variables) -> tuple[str, str | None]:
        """Name and key, as these variables have them. Raises ExpressionError."""
        environment = token.scope.instance.environment
        name = environment.value(self.element_id, self.name, variables)
        if not isinstance(name, str) or not name:
            raise ExpressionError(f"{self.element_id}: {self.name.static} gave {name!r}, no message name")
        check_spelling(self.element_id, "message name", name)
        if self.key is None:
            return name, None
        key = environment.value(self.element_id, self.key, variables)
        if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
            raise ExpressionError(f"{self.element_id}: the correlation key is {key!r}; it must be a text or a number")
        if "\0" in str(key):
            raise ExpressionError(f"{self.element_id}: the correlation key holds a NUL character")
        return name, str(key)


def read_message(node: Node, reader: Reader) -> Message | None:
    """The message that an event or task sends or receives. None, and a problem noted, when it names none."""
    element = node.get("id", "")
    definition = child(node, "messageEventDefinition")
    message = referenced(node if definition is None else definition, "message")
    written = message.get("name") or message.get("id") if message is not None else None
    name = reader.value(element, "The message's name", written)
    if message is None or name is None:
        reader.problem(element, "It names no message.", "Choose the message, or make one and give it a name.")
        return None
    check_written_name(element, "The message's name", name, reader)
    subscription = extension(message, "subscription")
    key = subscription.get("correlationKey") if subscription is not None else None
    return Message(element, name, reader.value(element, "The correlation key", key))


@dataclass(frozen=True, kw_only=True)
class MessageThrowDefinition(ActivityDefinition):
    """message: None only in a diagram that was refused; kept: how long it waits for its catcher, an ISO
    duration."""

    message: Message | None
    kept: str


class MessageThrowEvent(Activity):
    """Throw event, end event or send task: the message leaves, and the token goes on at once."""

    definition: MessageThrowDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> MessageThrowDefinition:
        kept = info.properties.get(TIME_TO_LIVE, KEPT)
        try:
            add_duration(datetime(2000, 1, 1, tzinfo=UTC), kept, ZoneInfo("UTC"))
        except ExpressionError as error:
            reader.problem(info.id, f"The property {TIME_TO_LIVE}: {error}.", "Write a duration such as P7D.")
        return MessageThrowDefinition(
            info=info, **cls.read_shared(node, reader), message=read_message(node, reader), kept=kept
        )

    def begin(self, token: Token) -> bool:
        message = self.definition.message
        assert message is not None
        name, key = message.address(token, token.view)
        # Input mappings, where there are any, are all that leaves; otherwise the catcher's diagram chooses.
        carried = {mapping.target.partition(".")[0] for mapping in self.definition.inputs}
        variables = {key: value for key, value in token.view.items() if not carried or key in carried}
        environment = token.scope.instance.environment
        waits = add_duration(environment.now, self.definition.kept, environment.zone) - environment.now
        token.scope.instance.effects.append(
            MessageThrown(element_id=self.id, name=name, key=key, waits=waits, variables=variables)
        )
        self.conclude(token, {})
        return True
