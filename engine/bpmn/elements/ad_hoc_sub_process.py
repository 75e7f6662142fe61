"""Ad-hoc sub-process: people choose which of its activities are done, how often and in which order (§13.3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.effects import ActivitiesOffered
from engine.bpmn.elements.activity import Activity, ActivityDefinition
from engine.bpmn.elements.base import Flow
from engine.bpmn.elements.multi_instance import Container
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.forks import NONE
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.vocabulary import Node, bpmn, child, extension, flow_nodes, kind, text
from engine.errors import ExpressionError, Refused
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.scope import InnerScope
    from engine.bpmn.token import Token

STARTERS = "yearwheel:starters"
ORDERINGS = ("Parallel", "Sequential")


@dataclass(frozen=True, kw_only=True)
class AdHocDefinition(ActivityDefinition):
    """sequential: one activity at a time; condition: when it is complete; cancels_rest: whether what still runs then is
    withdrawn; collection: ids of those that start at once."""

    sequential: bool
    condition: Expression | None
    cancels_rest: bool
    collection: Expression | None


class AdHocSubProcess(SubProcess):
    """Everything in it that no flow leads to is offered, and can be started several times; what a flow leads to
    follows by itself. When an activity in it is done, its completion condition is asked: once it holds, nothing more
    starts, and what runs is withdrawn or waited for. Without one it is complete when all that was started is done."""

    definition: AdHocDefinition

    @property
    def announces(self) -> bool:
        return True

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> AdHocDefinition:
        ordering, extended = node.get("ordering", "Parallel"), extension(node, "adHoc")
        collection = (extended.get("activeElementsCollection") or "").strip() if extended is not None else ""
        condition, starters = text(child(node, "completionCondition")), info.properties.get(STARTERS)
        for reason, remedy in _problems(node):
            reader.problem(info.id, reason, remedy)
        if starters is not None:
            reader.feel(info.id, f"The property {STARTERS}", starters)
        return AdHocDefinition(
            info=info,
            **cls.read_shared(node, reader),
            sequential=ordering == "Sequential",
            condition=reader.feel(info.id, "The completion condition", condition) if condition else None,
            cancels_rest=node.get("cancelRemainingInstances", "true") != "false",
            collection=reader.feel(info.id, "The collection of active elements", collection) if collection else None,
        )

    def begin(self, token: Token) -> bool:
        instance = token.scope.instance
        scope = instance.open_scope(token, self.id)
        instance.listen(scope, token.view)
        # What nobody has changed yet is a branch of its own, from which each activity that starts parts.
        instance.leave_behind(scope, [(token.view, NONE)])
        chosen, is_decided = self._chosen(scope), self.definition.collection is not None
        for name in chosen:
            self._start(scope, name)
        if not chosen and (not scope.spec.loose or (is_decided and self.definition.condition is None)):
            instance.end_scope(scope)
        else:
            instance.announce(token, self.offer(token))
        return False

    def offer(self, host: Token) -> ActivitiesOffered:
        """What can be started now."""
        offered = self._offered(host.scope.instance.inner(host))
        return ActivitiesOffered(token=host.id, element_id=self.id, activities=offered)

    def activate(self, host: Token, element_id: str) -> None:
        """Somebody starts one of the activities. Raises Refused when it cannot be started now."""
        scope = host.scope.instance.inner(host)
        if element_id not in self._offered(scope):
            raise Refused(f"{element_id} cannot be started in {self.id} now")
        self._start(scope, element_id)
        if self.definition.sequential:
            host.scope.instance.announce(host, self.offer(host))

    def let_on(self, scope: InnerScope, token: Token, flows: list[Flow]) -> list[Flow]:
        if not scope.closing and isinstance(token.element, Activity | Container):
            scope.closing = self._is_complete(scope)
            if scope.closing:
                scope.instance.withdraw(scope.host)
        return [] if scope.closing else flows

    def is_over(self, scope: InnerScope) -> bool:
        if scope.closing:
            self._withdraw_rest(scope)
        if scope.lives():
            return False
        if scope.closing or self.definition.condition is None:
            scope.instance.withdraw(scope.host)
            return True
        if self.definition.sequential:
            scope.instance.announce(scope.host, self.offer(scope.host))
        return False

    def interrupted(self, scope: InnerScope) -> None:
        scope.closing = True
        scope.instance.withdraw(scope.host)

    def _chosen(self, scope: InnerScope) -> list[str]:
        collection = self.definition.collection
        if collection is None:
            return []
        chosen = scope.instance.environment.evaluate(self.id, collection, scope.host.view)
        if not isinstance(chosen, list) or not all(name in scope.spec.loose for name in chosen):
            raise ExpressionError(f"{self.id}: {chosen!r} does not list activities that can be chosen in it")
        return chosen

    def _start(self, scope: InnerScope, name: str) -> None:
        ended, forks = scope.ended, scope.instance.forks
        assert ended is not None
        ended.forks = forks.fork(ended.forks, ended.variables)
        scope.instance.spawn(scope, scope.spec.task_specs[name], ended.variables, forks=ended.forks)

    def _offered(self, scope: InnerScope) -> tuple[str, ...]:
        return () if scope.closing or (self.definition.sequential and scope.lives()) else scope.spec.loose

    def _is_complete(self, scope: InnerScope) -> bool:
        condition, instance = self.definition.condition, scope.instance
        if condition is None:
            return False
        return instance.environment.holds(self.id, condition, instance.view_of_scope(scope, {}))

    def _withdraw_rest(self, scope: InnerScope) -> None:
        """Nothing new begins any more. What runs may go on to its end, if the diagram says so; all the rest ends here,
        with what it has changed."""
        instance = scope.instance
        gone = [token for token in scope.moving() if self.definition.cancels_rest or not _runs(token)]
        instance.leave_behind(scope, [(instance.view_of(token), token.forks) for token in gone])
        for token in gone:
            instance.kill(token)


def _runs(token: Token) -> bool:
    return isinstance(token.element, Activity | Container) and token.state == TaskState.STARTED


def _problems(node: Node) -> list[tuple[str, str]]:
    """What has no meaning in an ad-hoc sub-process, and what to draw instead."""
    nodes, ordering, extended = list(flow_nodes(node)), node.get("ordering", "Parallel"), extension(node, "adHoc")
    targets = {flow.get("targetRef") for flow in node.iterfind(bpmn("sequenceFlow"))}
    found = []
    if any(kind(each) in ("startEvent", "endEvent") for each in nodes):
        found.append(
            (
                "An ad-hoc sub-process has no start and no end: what is done in it is chosen.",
                "Remove the start and end events in it, or draw a plain sub-process.",
            )
        )
    if nodes and all(kind(each) == "boundaryEvent" or each.get("id") in targets for each in nodes):
        found.append(("Nothing in it can be chosen.", "Draw an activity that no flow leads to."))
    if ordering not in ORDERINGS:
        found.append((f"The ordering is {ordering!r}.", f"Use {' or '.join(ORDERINGS)}."))
    if extension(node, "taskDefinition") is not None:
        found.append(("No Python chooses in an ad-hoc sub-process.", "Remove its task definition."))
    if extended is None:
        return found
    if extended.get("outputCollection") or extended.get("outputElement"):
        found.append(("An ad-hoc sub-process collects no results.", "Remove its output collection."))
    if extended.get("activeElementsCollection") and ordering == "Sequential":
        found.append(
            (
                "One activity at a time, and several that start at once, exclude each other.",
                "Remove the collection of active elements, or make the ordering parallel.",
            )
        )
    return found
