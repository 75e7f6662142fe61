"""Variables that an expression reads and nothing in the process gives a value.

A process that declares its inputs (the property `yearwheel:inputs`, names between commas) is held to it: such a name is
refused. What comes from elsewhere, such as the result of a service task, is known by the output mappings that name it.
In any other process the name may be a start variable that a caller sets, or a result that nobody maps; only where
neither can be is it worth a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from engine.bpmn.elements.loop import COUNTS
from engine.bpmn.info import ElementInfo, ProcessInfo
from engine.bpmn.lint.properties import INPUTS, PREFIX
from engine.bpmn.lint.rule import Known
from engine.bpmn.reading import RESULTS_FROM_ELSEWHERE, WITHOUT_PAYLOAD, Reader
from engine.errors import Problem
from engine.feel import builtin_arities

HINTS = 20  # unknown names for which one that is nearly the same is looked for; that takes long in a large diagram


def unknown_variables(
    process: ProcessInfo, elements: Mapping[str, ElementInfo], reader: Reader, known: Known
) -> Iterator[Problem]:
    """A problem for every place where such a name is read; a warning unless the process declares its inputs."""
    declared = PREFIX + INPUTS in process.properties
    forms = {info.form_key for info in elements.values() if info.form_key is not None}
    if not forms <= known.form_fields.keys() or (not declared and _may_be_given_more(elements, reader)):
        return
    given = reader.given.union(COUNTS, *(known.form_fields[form] for form in forms))
    functions = builtin_arities().keys() | known.functions.keys()
    hints = 0
    for read in dict.fromkeys(reader.reads):
        name, mapped = read.name, reader.inputs.get(read.element, set()) if read.mapped is None else read.mapped
        if not any(name in each for each in (given, functions, mapped, reader.items.get(read.element, ()))):
            close = get_close_matches(name, given, n=1) if hints < HINTS else []
            hints += 1
            remedy = f"Did you mean {close[0]!r}? Otherwise correct" if close else "Correct"
            yield Problem(
                read.element,
                f"{read.what} reads {name!r}, which no form, script, mapping or output of the process sets.",
                f"{remedy} the name, map the result it comes from, or name it in the property {PREFIX}{INPUTS}.",
                warning=not declared,
            )


def _may_be_given_more(elements: Mapping[str, ElementInfo], reader: Reader) -> bool:
    """Whether a caller or an unmapped result may set variables that the diagram does not name."""
    starts = [info for info in elements.values() if info.kind == "startEvent" and info.parent_scope is None]
    if not all(info.form_key for info in starts) or not starts:
        return True
    return any(
        info.kind in RESULTS_FROM_ELSEWHERE
        and info.kind != "startEvent"
        and info.event not in WITHOUT_PAYLOAD
        and info.called_decision is None
        and info.id not in reader.mapped
        for info in elements.values()
    )
