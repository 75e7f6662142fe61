"""Script task: a FEEL expression whose value becomes a variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node, extension
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class ScriptTaskDefinition(ActivityDefinition):
    """expression: what is computed; result: the variable it becomes. None only in a diagram that was refused."""

    expression: Expression | None
    result: str | None


class ScriptTask(Activity):
    """Done at once."""

    definition: ScriptTaskDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ScriptTaskDefinition:
        script = extension(node, "script")
        expression, result = None, None
        if script is None:
            reader.problem(
                info.id,
                "The script task has no FEEL expression; scripts in other languages are never run.",
                "Choose the implementation 'FEEL expression' and write it, or use a service task.",
            )
        else:
            expression = reader.feel(info.id, "The script", script.get("expression") or "")
            result = reader.writes(info.id, "The result variable", script.get("resultVariable"))
            if not script.get("resultVariable"):
                reader.problem(info.id, "The script has no result variable.", "Name the variable its value becomes.")
        return ScriptTaskDefinition(info=info, **cls.read_shared(node, reader), expression=expression, result=result)

    def begin(self, token: Token) -> bool:
        definition = self.definition
        assert definition.expression is not None
        assert definition.result is not None
        value = token.scope.instance.environment.evaluate(self.id, definition.expression, token.view)
        self.conclude(token, {definition.result: value})
        return True
