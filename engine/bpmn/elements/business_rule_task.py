"""Business rule task: a decision (`zeebe:calledDecision`) or, with `zeebe:taskDefinition`, Python of the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.service_task import ServiceTask
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node, extension
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class BusinessRuleTaskDefinition(ActivityDefinition):
    """result: the variable that the decision `info.called_decision` becomes; None when Python does the work."""

    result: str | None


class BusinessRuleTask(ServiceTask):
    """Done at once when it calls a decision; otherwise a service task."""

    definition: BusinessRuleTaskDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> BusinessRuleTaskDefinition:
        called, result = extension(node, "calledDecision"), None
        if called is not None and extension(node, "taskDefinition") is not None:
            reader.problem(info.id, "The task calls a decision and has a task type.", "Choose one of them.")
        elif called is not None:
            _check_id(called.get("decisionId") or "", info.id, reader)
            result = reader.writes(info.id, "The result variable", called.get("resultVariable"))
            if not called.get("resultVariable"):
                reader.problem(
                    info.id, "The decision has no result variable.", "Name the variable that its result becomes."
                )
        return BusinessRuleTaskDefinition(info=info, **cls.read_shared(node, reader), result=result)

    def begin(self, token: Token) -> bool:
        decision, result = self.definition.info.called_decision, self.definition.result
        if decision is None or result is None:
            return super().begin(token)
        try:
            value = token.scope.instance.environment.decide(decision, token.view)
        except ExpressionError as error:
            raise ExpressionError(f"{self.id}: {error}", error.position) from error
        self.conclude(token, {result: value})
        return True


def _check_id(decision_id: str, element: str, reader: Reader) -> None:
    if not decision_id:
        reader.problem(element, "No decision is named.", "Name the id of a decision that is deployed.")
    elif decision_id.startswith("="):
        reader.problem(
            element,
            "An expression names the decision, so that nobody knows at deploy what it will be.",
            "Name one decision; where several may be meant, draw a gateway, or let one decision require the others.",
        )
