"""The `yearwheel:` properties: who may start a process, what its cases concern, and who may read them.

FEEL properties are evaluated by the engine's commands over the variables a case starts with; here they are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.lint.rule import Checked
from engine.bpmn.reading import Reader
from engine.errors import Problem

PREFIX = "yearwheel:"
FEEL = ("starters", "title", "cycle-year", "unit", "person", "business-key")
# The visibility codes of engine.access.codes, which lies above. Only what a person writes in a task has an author.
CASE_CODES = ("PUB", "ORG", "NMD", "LINE", "PAIR", "STAT", "CASE", "WB")
TASK_CODES = (*CASE_CODES, "AUTHOR")
VISIBILITIES = ("visibility", "status-visibility")
INPUTS = "inputs"
PROCESS = (*FEEL, *VISIBILITIES, INPUTS, "reminders", "retention", "retention-from", "retention-source")
STATUTORY = ("statutory-date", "statute")
ASSIGNMENT = ("no-deputy", "deputy-scope", "not-same-person-as")
USER_TASK = ("visibility", "step", "next-hint", "reminders", "shared-draft", *ASSIGNMENT)
SENDING = ("time-to-live",)
AD_HOC = ("starters",)
ELEMENTS = {
    "userTask": USER_TASK,
    "adHocSubProcess": AD_HOC,
    "sendTask": SENDING,
    "intermediateThrowEvent": SENDING,
    "endEvent": SENDING,
}


def properties(checked: Checked) -> Iterator[Problem]:
    """Every `yearwheel:` property is one that somebody reads, where they read it."""
    for process in checked.processes.values():
        yield from _known(process.id, process.properties, PROCESS, CASE_CODES)
    for info in checked.elements.values():
        yield from _known(info.id, info.properties, (*ELEMENTS.get(info.kind, ()), *STATUTORY), TASK_CODES)


def read_properties(element: str, found: Mapping[str, str], reader: Reader) -> None:
    """Check the FEEL of a process's properties, and note the variables they name. A process that says which variables
    it is started with, `yearwheel:inputs`, is held to it (engine.bpmn.lint.expressions)."""
    for name in input_names(found):
        reader.writes(element, f"The property {PREFIX}{INPUTS}", name)
    for name in FEEL:
        source = found.get(PREFIX + name)
        if source is not None:
            reader.feel(element, f"The property {PREFIX}{name}", source)


def input_names(found: Mapping[str, str]) -> frozenset[str]:
    """The variables that a process says it is started with."""
    return frozenset(name for each in (found.get(PREFIX + INPUTS) or "").split(",") if (name := each.strip()))


def _known(
    element: str, found: Mapping[str, str], allowed: tuple[str, ...], codes: tuple[str, ...]
) -> Iterator[Problem]:
    for name, value in found.items():
        if not name.startswith(PREFIX):
            continue
        local = name.removeprefix(PREFIX)
        if local not in allowed:
            remedy = f"Use one of {', '.join(PREFIX + each for each in allowed)}." if allowed else "Remove it."
            yield Problem(element, f"Nobody reads the property {name!r} here.", remedy)
        elif local in VISIBILITIES and value not in codes:
            yield Problem(
                element, f"The property {name} is {value!r}, no visibility code.", f"Use one of {', '.join(codes)}."
            )
