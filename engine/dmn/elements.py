"""The elements of a requirement graph, and what each gives when it is asked (DMN 1.5 §6.3 and §10.4)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.evaluation import Evaluation
from engine.dmn.inputs import from_outside
from engine.dmn.reading import ANY_ARITY, Arity
from engine.feel import Type
from engine.feel.scope import Closure, Run
from engine.feel.types import conforms
from engine.feel.values import FUNCTION, Function

_STEPS_OF_AN_ELEMENT = 20


@dataclass(eq=False, kw_only=True)
class Element(ABC):
    """A node of the graph. name: of its variable; label: for people; requires: each with the name of the import it
    comes by, empty in the same file."""

    id: str
    name: str
    label: str
    type: Type | None = None
    requires: list[tuple[str, Element]] = field(default_factory=list)

    @property
    def arity(self) -> Arity:
        """How many arguments its value takes, should it be a function."""
        return ANY_ARITY

    @property
    def own_inputs(self) -> frozenset[str]:
        """Names of the variables from outside that it reads itself."""
        return frozenset()

    @abstractmethod
    def value(self, evaluation: Evaluation) -> Any:
        """What the element gives, asked for the first time in this evaluation."""

    def inputs(self) -> frozenset[str]:
        """Names of the variables from outside that it reads, or anything it requires; of a function, its parameters."""
        return frozenset().union(*(element.own_inputs for element in self._needed()))

    def _needed(self) -> Iterator[Element]:
        seen, open_ = {self}, [self]
        while open_:
            element = open_.pop()
            yield element
            further = {each for _, each in element.requires} - seen
            seen |= further
            open_ += further

    def fill(self, variables: dict[str, Any], evaluation: Evaluation) -> None:
        """Set what it requires by name; what comes by an import lies in a context of the import's name."""
        for label, element in self.requires:
            value = evaluation.value(element)
            if label:
                variables[label] = {**variables.get(label, {}), element.name: value}
            else:
                variables[element.name] = value


@dataclass(eq=False, kw_only=True)
class InputData(Element):
    """A value from outside."""

    @property
    def own_inputs(self) -> frozenset[str]:
        return frozenset({self.name})

    def value(self, evaluation: Evaluation) -> Any:
        given = from_outside(evaluation.given.get(self.name), self.type)
        return conforms(given, self.type, evaluation.budget)[1]


@dataclass(eq=False, kw_only=True)
class Decision(Element):
    """closure: its logic, None when it has none; free: variables from outside that it reads although the graph does
    not say so, as editors for single tables have it, with their types."""

    closure: Closure | None = None
    free: Mapping[str, Type | None] = field(default_factory=dict)

    @property
    def own_inputs(self) -> frozenset[str]:
        return frozenset(self.free)

    def value(self, evaluation: Evaluation) -> Any:
        evaluation.budget.spend(_STEPS_OF_AN_ELEMENT)
        given = evaluation.given
        variables = {name: from_outside(given[name], type_) for name, type_ in self.free.items() if name in given}
        self.fill(variables, evaluation)
        return self.closure(evaluation.scope(variables)) if self.closure is not None else None


@dataclass(eq=False, kw_only=True)
class KnowledgeModel(Element):
    """A function. parameters: their names; closure: gives the function."""

    parameters: tuple[str, ...] = ()
    closure: Closure | None = None

    @property
    def arity(self) -> Arity:
        return len(self.parameters), len(self.parameters)

    def inputs(self) -> frozenset[str]:
        return frozenset(self.parameters)

    def value(self, evaluation: Evaluation) -> Any:
        if self.closure is None:
            return None
        variables: dict[str, Any] = {}
        function = self.closure(evaluation.scope(variables))
        # Known before what it requires is: that may be the function itself.
        evaluation.made[self] = function
        self.fill(variables, evaluation)
        return function


@dataclass(eq=False, kw_only=True)
class ServiceNode(Element):
    """A function that makes decisions. parameters: input data and decisions that the caller gives; outputs: the
    decisions it gives, in a context when there are several; type: of its result."""

    parameters: tuple[Element, ...] = ()
    outputs: tuple[Element, ...] = ()

    @property
    def arity(self) -> Arity:
        return len(self.parameters), len(self.parameters)

    def inputs(self) -> frozenset[str]:
        return frozenset(each.name for each in self.parameters)

    def value(self, evaluation: Evaluation) -> Any:
        return ServiceFunction(self, evaluation)


class ServiceFunction(Function):
    """A decision service that can be called."""

    __slots__ = ("_evaluation", "_service", "type")

    def __init__(self, service: ServiceNode, evaluation: Evaluation) -> None:
        self._service = service
        self._evaluation = evaluation
        self.type = Type(FUNCTION, parameters=tuple(each.type for each in service.parameters), result=service.type)

    def takes(self, count: int) -> bool:
        """Whether there is an argument for each parameter."""
        return count == len(self._service.parameters)

    def invoke(self, run: Run, arguments: Sequence[Any]) -> Any:
        """The outputs for these inputs; null when there are too many or too few, or one is of another type."""
        run.budget.spend(_STEPS_OF_AN_ELEMENT)
        if not self.takes(len(arguments)):
            return None
        inner = self._evaluation.apart()
        for element, argument in zip(self._service.parameters, arguments, strict=True):
            fits, inner.made[element] = conforms(argument, element.type, run.budget)
            if not fits:
                return None
        outputs = {each.name: inner.value(each) for each in self._service.outputs}
        result = next(iter(outputs.values())) if len(outputs) == 1 else outputs
        return conforms(result, self._service.type, run.budget)[1]

    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """The same by the names of the inputs."""
        names = [each.name for each in self._service.parameters]
        if arguments.keys() != set(names):
            return None
        return self.invoke(run, [arguments[name] for name in names])
