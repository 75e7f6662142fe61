"""Files of DMN as a graph of elements whose logic is compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.dmn.boxed import READERS, boxed_in, function_of, result_of
from engine.dmn.elements import Decision, DecisionService, Element, InputData, KnowledgeModel
from engine.dmn.nodes import typed
from engine.dmn.reading import Arity, Place, Reader
from engine.dmn.types import Types
from engine.dmn.xml import NAMESPACES, Node, attribute, child, children, kind, parse, source
from engine.errors import ExpressionError, Problem
from engine.feel import Type, tree
from engine.feel.closures import Findings, Lexical, closure_of
from engine.feel.scope import Closure

KINDS: dict[str, type[Element]] = {
    "inputData": InputData,
    "decision": Decision,
    "businessKnowledgeModel": KnowledgeModel,
    "decisionService": DecisionService,
}
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_NAMED_ENTRIES = ("itemComponent", "column", "output")
_ONE_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(eq=False)
class File:
    """One file. imports: names by namespace; elements and nodes: by id."""

    root: Node
    imports: Mapping[str, str]
    reader: Reader
    elements: dict[str, Element] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return attribute(self.root, "namespace")

    def problem(self, element: str | None, reason: str, remedy: str) -> None:
        self.reader.problems.append(Problem(element, reason, remedy))


class GraphReader:
    """Reads a file and those it imports. functions: of the host, with fewest and most arguments."""

    def __init__(self, functions: Mapping[str, Arity], others: Sequence[bytes]) -> None:
        self._functions = functions
        self._roots = {attribute(root, "namespace"): root for root in map(parse, others)}
        self._files: dict[str, File] = {}

    def read(self, dmn: bytes) -> File:
        """The file, its elements ready. What is wrong with it lies in its reader's problems."""
        file = self._open(parse(dmn))
        for each in self._files.values():
            self._require(each)
        for each in self._files.values():
            for identifier, element in each.elements.items():
                _COMPILERS[type(element)](each, element, each.nodes[identifier])
        for each in list(self._files.values()):
            _refuse_cycles(each)
            if each is not file:
                file.reader.problems += each.reader.problems
        return file

    def _open(self, root: Node) -> File:
        namespace = attribute(root, "namespace")
        problems: list[Problem] = []

        def report(element: str | None, reason: str, remedy: str) -> None:
            problems.append(Problem(element, reason, remedy))

        imports: dict[str, str] = {}
        imported: dict[str, Types] = {}
        for each in children(root, "import"):
            wanted, label = attribute(each, "namespace"), attribute(each, "name")
            if attribute(each, "importType") not in NAMESPACES:
                report(None, f"What is imported as {label!r} is not DMN.", "Import files of DMN only.")
            elif wanted not in self._roots or wanted == namespace:
                report(None, f"No file with the namespace {wanted!r} is there to import.", "Deploy it together.")
            else:
                imports[wanted] = label
                opened = self._files.get(wanted) or self._open(self._roots[wanted])
                imported[label] = opened.reader.types
        entry_names = frozenset(_entry_names(root)).union(
            *(self._files[name].reader.entry_names for name in imports if name in self._files)
        )
        file = File(root, imports, Reader(self._functions, entry_names, Types(root, imported, report), problems))
        self._files[namespace] = file
        for node in children(root, *KINDS):
            _add_element(file, node)
        return file

    def _require(self, file: File) -> None:
        for identifier, element in file.elements.items():
            node = file.nodes[identifier]
            if isinstance(element, KnowledgeModel):
                logic = child(node, "encapsulatedLogic")
                parameters = children(logic, "formalParameter") if logic is not None else ()
                element.parameters = tuple(attribute(each, "name") for each in parameters)
            if isinstance(element, DecisionService):
                given = [*children(node, "inputData"), *children(node, "inputDecision")]
                element.parameters = tuple(each for _, each in self._resolved(file, element, given))
                element.outputs = tuple(
                    each for _, each in self._resolved(file, element, list(children(node, "outputDecision")))
                )
                continue
            references = [each for requirement in children(node, *_REQUIREMENTS) for each in requirement]
            element.requires = list(self._resolved(file, element, references))

    def _resolved(self, file: File, element: Element, references: list[Node]) -> Iterator[tuple[str, Element]]:
        for reference in references:
            namespace, _, identifier = attribute(reference, "href").rpartition("#")
            label = file.imports.get(namespace, "")
            at = self._files.get(namespace) if namespace in file.imports else file
            found = at.elements.get(identifier) if at is not None else None
            if found is None or (namespace not in ("", file.namespace) and at is file):
                file.problem(
                    element.id,
                    f"It requires {attribute(reference, 'href')!r}, and there is no such element.",
                    "Draw the requirement again.",
                )
            else:
                yield label, found


def _entry_names(root: Node) -> Iterator[str]:
    """Names that stand behind a dot somewhere, in this file or in one that imports it."""
    for node in children(root, *KINDS):
        yield attribute(child(node, "variable"), "name") or attribute(node, "name")
    for node in root.iter(etree.Element):
        name = kind(node)
        if name in _NAMED_ENTRIES:
            yield attribute(node, "name")
        elif name == "contextEntry":
            yield attribute(child(node, "variable"), "name")


def _add_element(file: File, node: Node) -> None:
    identifier = attribute(node, "id") or attribute(node, "name")
    variable = child(node, "variable")
    label = attribute(node, "name") or identifier
    if identifier in file.elements:
        file.problem(identifier, "Two elements have this id.", "Give each an id of its own.")
    type_ = file.reader.types.find(identifier, attribute(variable, "typeRef"))
    file.nodes[identifier] = node
    file.elements[identifier] = KINDS[kind(node)](
        id=identifier, name=attribute(variable, "name") or label, label=label, type=type_
    )


def _place(file: File, element: Element) -> Place:
    visible: dict[str, Arity] = {}
    for label, each in element.requires:
        visible[label or each.name] = (0, 1000) if label else each.arity
    return Place(element.id, visible, file.reader)


def _compile_nothing(_file: File, _element: Element, _node: Node) -> None:
    """Input data has no logic, and a service none of its own."""


def _compile_service(file: File, service: Any, _node: Node) -> None:
    service.type = result_of(service.type)
    if not service.outputs:
        file.problem(service.id, "The decision service gives nothing.", "Draw a decision into its upper part.")


def _compile_decision(file: File, decision: Any, node: Node) -> None:
    if child(node, *READERS) is None:
        file.problem(decision.id, "The decision has no logic.", "Give it a decision table or an expression.")
        return
    place = _place(file, decision)
    closure, findings = _closure(place, typed(boxed_in(node, place, "The decision"), decision.type))
    decision.closure = closure
    unknown = (findings.names | findings.item_names) - place.visible.keys()
    decision.free = {name: _type_of_free(name, node, place) for name in _free(file, place, unknown, findings)}


def _compile_knowledge(file: File, model: Any, node: Node) -> None:
    logic = child(node, "encapsulatedLogic")
    if logic is None:
        file.problem(model.id, "The knowledge model has no logic.", "Give it a function.")
        return
    place = _place(file, model)
    function = function_of(logic, place)
    if isinstance(function, tree.FunctionOf):
        result = result_of(model.type)
        body = typed(function.body, result)
        function = tree.FunctionOf(function.position, function.parameters, function.types, body)
    model.closure, findings = _closure(place, function)
    for name in sorted(findings.names - place.visible.keys()):
        place.problem(f"It reads {name!r}, which is no parameter and not required.", "Pass it as a parameter.")


_COMPILERS: dict[type[Element], Callable[[File, Any, Node], None]] = {
    InputData: _compile_nothing,
    DecisionService: _compile_service,
    Decision: _compile_decision,
    KnowledgeModel: _compile_knowledge,
}


def _closure(place: Place, node: tree.Node) -> tuple[Closure | None, Findings]:
    findings = Findings(place.functions)
    try:
        return closure_of(node, Lexical(findings)), findings
    except ExpressionError as error:
        place.problem(f"{error}.", "Make inner parts decisions of their own.")
        return None, findings


def _free(file: File, place: Place, unknown: set[str], findings: Findings) -> Iterator[str]:
    """The names that nothing in the file explains: variables of whoever asks for the decision."""
    elements = {each.name for each in file.elements.values()} | set(file.imports.values())
    for name in sorted(unknown):
        if name in elements:
            if name in findings.names:
                place.problem(f"It reads {name!r}, which it does not require.", "Draw the requirement's arrow.")
        elif _ONE_WORD.fullmatch(name):
            yield name
        elif name in findings.names:
            place.problem(f"It reads {name!r}, and nothing has this name.", "Draw input data, or correct the name.")


def _type_of_free(name: str, node: Node, place: Place) -> Type | None:
    """What a table says of a variable that it reads."""
    for table in children(node, "decisionTable"):
        for each in children(table, "input"):
            expression = child(each, "inputExpression")
            if source(expression) == name:
                return place.type(expression)
    return None


def _refuse_cycles(file: File) -> None:
    """Nothing may require itself, directly or not (DMN 1.5 §6.3.7 and §6.3.9)."""
    for element in file.elements.values():
        open_, seen = [each for _, each in element.requires], set[Element]()
        while open_:
            each = open_.pop()
            if each is element:
                file.problem(element.id, f"{element.label} requires itself.", "Remove an arrow of the circle.")
                break
            if each not in seen:
                seen.add(each)
                open_ += [further for _, further in each.requires]
