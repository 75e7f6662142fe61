"""Call activity: other processes run as instances of their own, and this one waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.effects import CallStarted
from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.elements.loop import COUNTER, MultiInstanceMarker
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.variables import Variables, merge, without
from engine.bpmn.vocabulary import Node, extension

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class CallActivityDefinition(ActivityDefinition):
    """shares_all: called instances get all variables, not only what the input mappings set; takes_all: without
    output mappings and output collection, all that a called instance changed comes back."""

    shares_all: bool
    takes_all: bool


class CallActivity(Activity):
    """One token waits for all instances of a call, however many: `Execution.complete_call`. Those that run one after
    another or have a completion condition have a token each instead (engine.bpmn.elements.multi_instance)."""

    announces = True
    definition: CallActivityDefinition

    @staticmethod
    def is_one_token(definition: ActivityDefinition) -> bool:
        """Whether all instances that a marker asks for are waited for together."""
        loop = definition.loop
        return isinstance(loop, MultiInstanceMarker) and not loop.sequential and loop.condition is None

    @property
    def marker(self) -> MultiInstanceMarker | None:
        """Says how many instances this token waits for; None: one."""
        loop = self.definition.loop
        return loop if isinstance(loop, MultiInstanceMarker) else None

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> CallActivityDefinition:
        called = extension(node, "calledElement")
        if not info.called_process:
            reader.problem(info.id, "The call activity calls nothing.", "Set the called process's id.")
        elif info.called_process.startswith("="):
            reader.problem(
                info.id,
                "The called process is an expression, so what it calls cannot be checked.",
                "Name one process, or draw a gateway with one call activity per process.",
            )
        return CallActivityDefinition(
            info=info,
            **cls.read_shared(node, reader),
            shares_all=_is_on(called, "propagateAllParentVariables"),
            takes_all=_is_on(called, "propagateAllChildVariables"),
        )

    def map_inputs(self, token: Token) -> None:
        if self.definition.loop is None:
            super().map_inputs(token)

    def begin(self, token: Token) -> bool:
        started = self.started(token)
        if not started.items:
            self.conclude_all(token, [])
            return True
        token.scope.instance.announce(token, started)
        return False

    def started(self, token: Token) -> CallStarted:
        """What the host is asked to start for this token. Raises ExpressionError."""
        marker, token.shared = self.marker, None
        if marker is None:
            items = [dict(token.local or {})]
        else:
            numbered = enumerate(marker.items(token), start=1)
            items = [self._item(token, marker.local(item, number)) for number, item in numbered]
        return CallStarted(
            token=token.id,
            element_id=self.id,
            process_id=self.definition.info.called_process or "",
            shared=self._shared(token, token.variables),
            items=items,
            multiple=marker is not None or token.container is not None,
        )

    def conclude_all(self, token: Token, results: Sequence[Mapping[str, Any]]) -> None:
        """All called instances are done. results: what each of them was started with and ended with, in order."""
        marker = self.marker
        if marker is None:
            (result,) = results
            if self.definition.outputs:
                self.conclude(token, result)
            else:
                # What its own input mappings set is local to the call, so it does not come back.
                taken = without(result, token.local or ()) if self.definition.takes_all else {}
                self.conclude(token, _changed(taken, token.shared))
            return
        before = self._shared(token, token.variables if token.shared is None else token.shared)
        merged, collected = dict(token.variables), []
        conflicts: list[str] = []
        for result in results:
            outcome = {**before, **result}
            if marker.result is not None:
                collected.append(marker.result_of(token, outcome))
            leaving = self._leaving(token, marker, before, outcome)
            if leaving is not before:
                merged = merge(before, merged, leaving, conflicts)
        if marker.output_collection is not None:
            merged[marker.output_collection] = collected
        token.scope.instance.report_conflicts(self.id, conflicts)
        token.variables = merged

    def _leaving(self, token: Token, marker: MultiInstanceMarker, before: Variables, outcome: Variables) -> Variables:
        definition = self.definition
        if definition.outputs:
            environment = token.scope.instance.environment
            return environment.mapped(self.id, definition.outputs, outcome, before)
        if definition.takes_all and marker.output_collection is None:
            own = {
                marker.element or COUNTER,
                COUNTER,
                *(mapping.target.partition(".")[0] for mapping in definition.inputs),
            }
            return {**without(outcome, own), **{name: before[name] for name in own & before.keys()}}
        return before

    def _item(self, token: Token, item: Mapping[str, Any]) -> dict[str, Any]:
        if not self.definition.inputs:
            return dict(item)
        environment = token.scope.instance.environment
        return environment.mapped(self.id, self.definition.inputs, {**token.variables, **item}, item)

    def _shared(self, token: Token, variables: Variables) -> Variables:
        if not self.definition.shares_all:
            return {}
        marker = self.marker
        if marker is None and token.container is not None:
            around = token.scope.tasks[token.container].element.definition.loop
            marker = around if isinstance(around, MultiInstanceMarker) else None
        return marker.shared(variables) if marker else variables


def _changed(result: Mapping[str, Any], shared: Variables | None) -> Mapping[str, Any]:
    """What a called case has made: where the caller's variables have been changed meanwhile, only what differs from
    what it was started with."""
    if shared is None:
        return result
    return {name: value for name, value in result.items() if name not in shared or shared[name] != value}


def _is_on(called: Node | None, attribute: str) -> bool:
    return called is None or called.get(attribute, "true") != "false"
