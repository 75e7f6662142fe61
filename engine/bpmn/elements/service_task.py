"""Service task: Python registered under the `zeebe:taskDefinition` type does something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.effects import ServiceTaskReady
from engine.bpmn.elements.activity import Activity
from engine.bpmn.variables import without

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class ServiceTask(Activity):
    """Waits until the host has done it: `Execution.complete` or `Execution.fail`."""

    announces = True

    def begin(self, token: Token) -> bool:
        token.scope.instance.announce(token, self.ready(token))
        return False

    def ready(self, token: Token) -> ServiceTaskReady:
        """What the host is asked to do for this token."""
        info = self.definition.info
        view, targets = token.view, {mapping.target.partition(".")[0] for mapping in self.definition.inputs}
        return ServiceTaskReady(
            token=token.id,
            element_id=self.id,
            task_type=info.task_type or "",
            headers=info.headers,
            inputs=without(view, view.keys() - targets) if targets else view,
        )
