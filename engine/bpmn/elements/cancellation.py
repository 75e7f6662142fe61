"""The cancel event definition, for the boundary of a transaction (BPMN 2.0 §10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node


@dataclass(frozen=True, slots=True)
class Cancellation(Trigger):
    """Set off by a cancel end event inside."""


def read_cancellation(node: Node, reader: Reader) -> Cancellation:  # noqa: ARG001 - all triggers are read alike
    """A cancel event says nothing more about itself."""
    return Cancellation()
