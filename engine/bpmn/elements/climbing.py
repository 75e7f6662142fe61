"""What errors and escalations share: they climb outwards until an event for their code catches them (BPMN 2.0
§10.5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node, child, referenced

Kind = Literal["error", "escalation"]


@dataclass(frozen=True, slots=True)
class Climbing(Trigger):
    """code: of those it catches, None for all of the kind."""

    kind: Kind
    code: str | None


def read_climbing(node: Node, reader: Reader, kind: Kind) -> Climbing | None:
    """What an event throws or catches: the code of what it refers to, else its name, else its id. None, and a problem
    noted, when it refers to one that is not there."""
    element, definition = node.get("id", ""), child(node, f"{kind}EventDefinition")
    reference = definition.get(f"{kind}Ref") if definition is not None else None
    if definition is None or not reference:
        return Climbing(kind, None)
    found = referenced(definition, kind)
    if found is None:
        reader.problem(element, f"There is no {kind} {reference!r} in the file.", f"Choose an {kind}, or make one.")
        return None
    code = (found.get(f"{kind}Code") or found.get("name") or reference).strip()
    if code.startswith("="):
        reader.problem(element, f"The {kind} code is an expression.", "Write the code as plain text.")
        return None
    return Climbing(kind, code)
