"""Files of DMN as a graph of elements: what each file defines, imports and requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from engine.dmn.compiling import compile_element
from engine.dmn.elements import Decision, Element, InputData, KnowledgeModel, ServiceNode
from engine.dmn.reading import Arity, Reader
from engine.dmn.types import Types
from engine.dmn.xml import NAMESPACES, Node, attribute, child, children, kind, parse
from engine.errors import Problem

KINDS: dict[str, type[Element]] = {
    "inputData": InputData,
    "decision": Decision,
    "businessKnowledgeModel": KnowledgeModel,
    "decisionService": ServiceNode,
}
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_NAMED_ENTRIES = ("itemComponent", "column", "output")


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

    @property
    def names(self) -> frozenset[str]:
        """Of its elements and imports: what stands for something of the file, and for no variable from outside."""
        return frozenset(each.name for each in self.elements.values()).union(self.imports.values())

    def problem(self, element: str | None, reason: str, remedy: str) -> None:
        """Note what is wrong."""
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
                compile_element(element, each.nodes[identifier], each.reader, each.names)
            _refuse_cycles(each)
            if each is not file:
                file.reader.problems += each.reader.problems
        return file

    def _open(self, root: Node) -> File:
        problems: list[Problem] = []

        def report(element: str | None, reason: str, remedy: str) -> None:
            problems.append(Problem(element, reason, remedy))

        imported: dict[str, File] = {}
        for each in children(root, "import"):
            wanted, label = attribute(each, "namespace"), attribute(each, "name")
            if attribute(each, "importType") not in NAMESPACES:
                report(None, f"What is imported as {label!r} is not DMN.", "Import files of DMN only.")
            elif wanted not in self._roots or wanted == attribute(root, "namespace"):
                report(None, f"No file with the namespace {wanted!r} is there to import.", "Deploy it together.")
            else:
                imported[label] = self._files.get(wanted) or self._open(self._roots[wanted])
        reader = Reader(
            functions=self._functions,
            entry_names=frozenset(_entry_names(root)).union(*(each.reader.entry_names for each in imported.values())),
            types=Types(root, {label: each.reader.types for label, each in imported.items()}, report),
            problems=problems,
        )
        file = File(root, {each.namespace: label for label, each in imported.items()}, reader)
        self._files[file.namespace] = file
        for node in children(root, *KINDS):
            _add_element(file, node)
        return file

    def _require(self, file: File) -> None:
        for identifier, element in file.elements.items():
            node = file.nodes[identifier]
            if isinstance(element, ServiceNode):
                given = [*children(node, "inputData"), *children(node, "inputDecision")]
                element.parameters = tuple(each for _, each in self._resolved(file, element, given))
                outputs = list(children(node, "outputDecision"))
                element.outputs = tuple(each for _, each in self._resolved(file, element, outputs))
            else:
                references = [each for requirement in children(node, *_REQUIREMENTS) for each in requirement]
                element.requires = list(self._resolved(file, element, references))

    def _resolved(self, file: File, element: Element, references: list[Node]) -> Iterator[tuple[str, Element]]:
        for reference in references:
            namespace, _, identifier = attribute(reference, "href").rpartition("#")
            at = file if namespace in ("", file.namespace) else None
            if namespace in file.imports:
                at = self._files[namespace]
            found = at.elements.get(identifier) if at is not None else None
            if found is not None:
                yield file.imports.get(namespace, ""), found
            else:
                file.problem(
                    element.id,
                    f"It requires {attribute(reference, 'href')!r}, and there is no such element.",
                    "Draw the requirement again.",
                )


def _entry_names(root: Node) -> Iterator[str]:
    """Names that stand behind a dot or in a filter somewhere, in this file or in one that imports it."""
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
    element = KINDS[kind(node)](
        id=identifier,
        name=attribute(variable, "name") or label,
        label=label,
        type=file.reader.types.find(identifier, attribute(variable, "typeRef")),
    )
    if isinstance(element, KnowledgeModel):
        logic = child(node, "encapsulatedLogic")
        parameters = children(logic, "formalParameter") if logic is not None else ()
        element.parameters = tuple(attribute(each, "name") for each in parameters)
    file.nodes[identifier] = node
    file.elements[identifier] = element


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
