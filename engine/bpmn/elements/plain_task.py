"""Task and manual task: work the engine takes no part in (BPMN 2.0 §13.3.3); the token passes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.elements.activity import Activity

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class PlainTask(Activity):
    """Done at once."""

    def begin(self, token: Token) -> bool:
        self.conclude(token, {})
        return True
