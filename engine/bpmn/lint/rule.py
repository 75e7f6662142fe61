"""What a rule looks at: a normalised diagram, what has been read of it, and what else is deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.info import ElementInfo, ProcessInfo
from engine.bpmn.vocabulary import FLOW_NODES, SCOPES, Node, kind
from engine.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a diagram may name. process_ids, decision_ids: those deployed, and those deployed together with it;
    functions: how many arguments each host function takes, at least and at most; form_fields: the variables that a form
    gives a value, where that is known."""

    form_keys: frozenset[str]
    process_ids: frozenset[str]
    task_types: frozenset[str]
    functions: Mapping[str, tuple[int, int]]
    decision_ids: frozenset[str] = frozenset()
    form_fields: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A diagram under check."""

    root: Node
    processes: Mapping[str, ProcessInfo]
    elements: Mapping[str, ElementInfo]
    known: Known

    def nodes(self) -> Iterator[Node]:
        """All flow nodes, in document order."""
        return (node for node in self.root.iter(etree.Element) if kind(node) in FLOW_NODES)

    def scopes(self) -> Iterator[Node]:
        """All processes and sub-processes."""
        return (node for node in self.root.iter(etree.Element) if kind(node) in SCOPES)


Rule = Callable[[Checked], Iterator[Problem]]
