"""What events wait for: the part that start, intermediate, boundary and gateway events have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.bpmn.variables import Variables

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class Trigger:
    """One event definition on the catching side. announces: whether somebody outside is told of the waiting."""

    announces: ClassVar[bool] = False

    def listen(self, token: Token, variables: Variables) -> None:
        """Let the token wait. variables: what the event's expressions see. Raises ExpressionError."""
        raise NotImplementedError

    def repeats(self, token: Token) -> bool:
        """Whether one that does not interrupt goes on listening, now that it has happened."""
        return True

    def listen_again(self, happened: Token, anew: Token, variables: Variables) -> None:
        """Let another token wait for the next time."""
        self.listen(anew, variables)
