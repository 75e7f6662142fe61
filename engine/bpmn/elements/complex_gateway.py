"""Complex gateway: goes on when its activation condition holds, and takes care of those that come later (§13.4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Flow
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway, waits_for_reset
from engine.bpmn.elements.parallel_gateway import first_by_flow
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.token import Token
from engine.bpmn.vocabulary import Node, bpmn, child, text
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.scope import Scope

COUNT = "activationCount"  # how many incoming flows have a token
START = "waitingForStart"  # false when the gateway resets
CAME = "came"  # in the token that waits for the reset: the flows whose tokens activated the gateway


@dataclass(frozen=True, kw_only=True)
class ComplexGatewayDefinition(Definition):
    """activation: over the variables and activationCount; None where no flows meet."""

    activation: Expression | None


class ComplexGateway(InclusiveGateway):
    """Splits as an inclusive gateway does. Where flows meet, it is activated as soon as its condition holds: one token
    goes on for all that have come. Another stays for the reset, which comes when no more tokens are expected, as at an
    inclusive join: it takes in those that came later, and starts anew.

    The standard asks the conditions of the outgoing flows again at the reset. Only those that name waitingForStart can
    be meant: any other would send on what has already gone on. So the rest ends here unless a flow asks for it.
    """

    definition: ComplexGatewayDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ComplexGatewayDefinition:
        condition, scope = text(child(node, "activationCondition")), node.getparent()
        flows = scope.iterfind(bpmn("sequenceFlow")) if scope is not None else ()
        if not condition and sum(flow.get("targetRef") == info.id for flow in flows) > 1:
            reader.problem(
                info.id,
                "The complex gateway does not say when it goes on.",
                f"Set its activation condition, for example ={COUNT} >= 2, or draw a parallel or inclusive gateway.",
            )
        reader.given |= {COUNT, START}
        activation = reader.condition(info.id, "The activation condition", condition) if condition else None
        return ComplexGatewayDefinition(info=info, activation=activation)

    def enter(self, token: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        token._set_state(TaskState.WAITING)
        self.look(token)
        return False

    def try_join(self, scope: Scope) -> bool:
        kept = self._kept(scope)
        return kept is not None and self._reset(scope, kept)

    def look(self, token: Token) -> None:
        """Something else has happened, so the condition may hold now."""
        if self._kept(token.scope) is None:
            self._activate(token.scope)

    def choose(self, token: Token) -> list[Flow]:
        if not self._is_reset(token):
            return super().choose(token)
        return [flow for flow in self.outgoing if self._asks_for_rest(flow) and self.holds(flow, token)]

    def holds(self, flow: Flow, token: Token) -> bool:
        if flow.condition is None:
            return True
        seen = {**token.variables, START: not self._is_reset(token)}
        return token.scope.instance.environment.holds(flow.id, flow.condition, seen)

    def _activate(self, scope: Scope) -> None:
        """Let one token go on for all that wait here, if the condition holds for them."""
        first = first_by_flow(scope.waiting_at(self))
        joined = [first[flow] for flow in self.incoming if flow in first]
        if not joined or not self._is_enough(scope, joined):
            return
        token, instance = joined[-1], scope.instance
        instance.join(token, joined)
        if len(joined) < len(self.incoming) or any(map(self._asks_for_rest, self.outgoing)):
            token.forks = instance.forks.fork(token.forks, token.variables)
            kept = Token(scope, self, token.variables, forks=token.forks, local={CAME: list(first)})
            kept._set_state(TaskState.STARTED)
        token._ready()

    def _is_enough(self, scope: Scope, joined: list[Token]) -> bool:
        assert self.definition.activation is not None
        variables, _ = scope.instance.forks.merge([(token.variables, token.forks) for token in joined], [])
        seen = {**variables, COUNT: len(joined)}
        return scope.instance.environment.holds(self.id, self.definition.activation, seen)

    def _reset(self, scope: Scope, kept: Token) -> bool:
        assert kept.local is not None
        came = kept.local[CAME]
        later = {flow: each for flow, each in first_by_flow(scope.waiting_at(self)).items() if flow not in came}
        if self.expects_more(scope, {*came, *later}):
            return False
        scope.instance.join(kept, [kept, *later.values()])
        kept._ready()
        return True

    def _kept(self, scope: Scope) -> Token | None:
        here = (token for token in scope.tokens() if token.element is self)
        return next((token for token in here if waits_for_reset(token)), None)

    def _is_reset(self, token: Token) -> bool:
        return token.local is not None

    def _asks_for_rest(self, flow: Flow) -> bool:
        return flow.condition is not None and START in flow.condition.names
