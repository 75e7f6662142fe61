"""Diagram → program: checked when it is deployed, then compiled once per process and kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.due import Due
from engine.bpmn.elements.base import Definition
from engine.bpmn.elements.start_event import StartEvent
from engine.bpmn.elements.timer import Timer
from engine.bpmn.evaluation import Environment
from engine.bpmn.info import ElementInfo, ProcessInfo
from engine.bpmn.lint import Checked, Known, lint
from engine.bpmn.lint.expressions import unknown_variables
from engine.bpmn.parser import DiagramParser
from engine.bpmn.reading import Reader
from engine.bpmn.scope_spec import ScopeSpec
from engine.errors import InvalidDiagram, Problem
from engine.feel import Expression

KEPT = 500  # programs in memory; a municipality runs some dozens


@dataclass(frozen=True, kw_only=True)
class Program:
    """One diagram, ready to run. Nothing in it ever changes, so all threads share it."""

    processes: Mapping[str, ProcessInfo]
    scopes: Mapping[str, ScopeSpec]
    _elements: Mapping[str, Mapping[str, ElementInfo]]
    _variables: Mapping[str, frozenset[str]]
    _computed: Mapping[str, frozenset[str] | None]

    def elements(self, process_id: str) -> Mapping[str, ElementInfo]:
        """All flow nodes of a process by id, along the flow."""
        return self._elements[process_id]

    def variables(self, process_id: str) -> frozenset[str]:
        """Every name that an expression reads or an element sets in a process: only these enter the case."""
        return self._variables[process_id]

    def computed(self, process_id: str) -> frozenset[str] | None:
        """The names that something other than a form or a caller sets; None when that may be any name."""
        return self._computed[process_id]

    def timer_start(self, process_id: str, element_id: str, environment: Environment) -> Due:
        """When a timer start event begins its first case, seen from now. Raises ExpressionError."""
        return self._start_timer(process_id, element_id).first(environment, {})

    def next_timer_start(
        self, process_id: str, element_id: str, environment: Environment, fired: Due, anchor: datetime
    ) -> Due | None:
        """When it begins the case after the one it has fired for; None when that was the last. anchor: when it was
        armed. Raises ExpressionError."""
        return self._start_timer(process_id, element_id).next(environment, {}, fired, anchor)

    def _start_timer(self, process_id: str, element_id: str) -> Timer:
        element = self.scopes[process_id].task_specs[element_id]
        assert isinstance(element, StartEvent)
        assert isinstance(element.definition.trigger, Timer)
        return element.definition.trigger


def compile_diagram(bpmn: bytes, known: Known) -> Program:
    """Check everything there is to check, then compile. Raises InvalidDiagram with all problems at once; what is only
    worth a warning lies in each process's `warnings`."""
    diagram = read_diagram(bpmn)
    problems = list(diagram.problems)
    for process_id in diagram.processes:
        reader = Reader(frozenset(known.functions), known.functions)
        diagram.read(process_id, reader)
        problems += reader.problems
        problems += unknown_variables(diagram.processes[process_id], diagram.elements[process_id], reader, known)
    infos = _all_elements(diagram)
    problems += lint(Checked(root=diagram.root, processes=diagram.processes, elements=infos, known=known))
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise InvalidDiagram(errors)
    program = load_program(bpmn, frozenset(known.functions))
    owners = diagram.owners()
    return replace(
        program, processes={name: _warned(info, problems, owners) for name, info in program.processes.items()}
    )


def load_program(bpmn: bytes, functions: frozenset[str]) -> Program:
    """Compile a diagram that was checked when it was deployed. functions: names of the host's functions, without which
    names with spaces could not be read. The same bytes give the same program."""
    return _load(bpmn, functions)


def try_to_compile(bpmn: bytes, functions: Mapping[str, tuple[int, int]]) -> None:
    """Take the diagram as far as it goes, for `screening`: whether it is right does not matter, only that it ends.
    Whatever it names is taken to be there, so that nothing spares it the last step."""
    with suppress(InvalidDiagram):
        diagram = read_diagram(bpmn)
        elements = _all_elements(diagram).values()
        starts = (process.start_form for process in diagram.processes.values())
        known = Known(
            form_keys=frozenset(filter(None, (*starts, *(info.form_key for info in elements)))),
            process_ids=frozenset(filter(None, (info.called_process for info in elements))),
            task_types=frozenset(filter(None, (info.task_type for info in elements))),
            functions=functions,
            decision_ids=frozenset(filter(None, (info.called_decision for info in elements))),
        )
        compile_diagram(bpmn, known)


@lru_cache(maxsize=KEPT)
def _load(bpmn: bytes, functions: frozenset[str]) -> Program:
    diagram = read_diagram(bpmn)
    definitions: dict[str, Definition] = {}
    conditions: dict[str, Expression] = {}
    variables: dict[str, frozenset[str]] = {}
    computed: dict[str, frozenset[str] | None] = {}
    problems: list[Problem] = list(diagram.problems)
    for process_id in diagram.processes:
        reader = Reader(functions)
        found, flows = diagram.read(process_id, reader)
        definitions |= found
        conditions |= flows
        variables[process_id] = reader.variables
        computed[process_id] = reader.computed(diagram.elements[process_id])
        problems += reader.problems
    if errors := [problem for problem in problems if not problem.warning]:
        raise InvalidDiagram(errors)
    return Program(
        processes=diagram.processes,
        scopes=_scopes(diagram, definitions, conditions),
        _elements=diagram.elements,
        _variables=variables,
        _computed=computed,
    )


def _scopes(
    diagram: Diagram, definitions: Mapping[str, Definition], conditions: Mapping[str, Expression]
) -> dict[str, ScopeSpec]:
    return DiagramParser(definitions, conditions).scopes(diagram.root)


def _all_elements(diagram: Diagram) -> dict[str, ElementInfo]:
    return {name: info for elements in diagram.elements.values() for name, info in elements.items()}


def _warned(info: ProcessInfo, problems: list[Problem], owners: Mapping[str, str]) -> ProcessInfo:
    """A process with the warnings about what lies in it, and about the file as a whole."""
    own = (problem for problem in problems if problem.warning and owners.get(problem.element or "", info.id) == info.id)
    return replace(info, warnings=tuple(own))
