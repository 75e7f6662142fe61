"""What events wait for: the part that start, intermediate, boundary and gateway events have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.bpmn.reading import Reader, Value
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token

NAME_LENGTH = 400  # of messages and signals, in characters


class Trigger:
    """One event definition on the catching side. announces: whether somebody outside is told of the waiting."""

    announces: ClassVar[bool] = False

    def listen(self, token: Token, variables: Variables) -> None:
        """Let the token wait. variables: what the event's expressions see. Raises ExpressionError."""
        token._set_state(TaskState.WAITING)

    def repeats(self, token: Token) -> bool:
        """Whether one that does not interrupt goes on listening, now that it has happened."""
        return True

    def listen_again(self, happened: Token, anew: Token, variables: Variables) -> None:
        """Let another token wait for the next time."""
        self.listen(anew, variables)


def check_spelling(element_id: str, what: str, name: str) -> None:
    """Raises ExpressionError for the name of a message or signal that nobody could keep."""
    if len(name) > NAME_LENGTH:
        raise ExpressionError(f"{element_id}: a {what} of {len(name):,} characters; at most {NAME_LENGTH} are allowed")
    if "\0" in name:
        raise ExpressionError(f"{element_id}: the {what} holds a NUL character")


def check_written_name(element_id: str, what: str, name: Value, reader: Reader) -> None:
    """Note a problem when the name that the diagram writes is one that nobody could keep."""
    if name.expression is None and len(name.static) > NAME_LENGTH:
        reader.problem(element_id, f"{what} has more than {NAME_LENGTH} characters.", "Give it a shorter name.")
