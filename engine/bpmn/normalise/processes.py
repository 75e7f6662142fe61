"""Processes: only executable ones run. Pools, message flows and processes that are not executable document."""

from __future__ import annotations

from engine.bpmn.vocabulary import Node, bpmn
from engine.errors import Problem

DOCUMENTING = ("collaboration", "choreography", "globalChoreographyTask", "conversation")


def keep_executable(root: Node) -> list[Problem]:
    """Remove what is not an executable process. BPMN's default is that a process is not executable."""
    for name in DOCUMENTING:
        for node in root.findall(bpmn(name)):
            root.remove(node)
    processes = root.findall(bpmn("process"))
    executable = [node for node in processes if node.get("isExecutable") == "true"]
    for node in processes:
        if node not in executable:
            root.remove(node)
    if executable:
        return [
            Problem(node.get("id"), "A process is no event sub-process.", "Remove triggeredByEvent from the process.")
            for node in executable
            if node.get("triggeredByEvent") == "true"
        ]
    remedy = "Tick 'Executable' for the process that is to run." if processes else "Draw a process."
    return [Problem(None, "The file has no executable process.", remedy)]
