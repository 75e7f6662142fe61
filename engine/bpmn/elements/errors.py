"""The error event definition."""

from __future__ import annotations

from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node, bpmn


def error_code(node: Node, reader: Reader) -> str | None:
    """The code of the error that an event throws or catches: the referenced error's code, else its name, else its id.
    None when it references no error."""
    definition = node.find(bpmn("errorEventDefinition"))
    reference = definition.get("errorRef") if definition is not None else None
    if not reference:
        return None
    for error in node.getroottree().getroot().iterfind(bpmn("error")):
        if error.get("id") == reference:
            code = (error.get("errorCode") or error.get("name") or reference).strip()
            if code.startswith("="):
                reader.problem(node.get("id"), "The error code is an expression.", "Write the code as plain text.")
            return code
    reader.problem(node.get("id"), f"There is no error {reference!r} in the file.", "Choose an error, or make one.")
    return None
