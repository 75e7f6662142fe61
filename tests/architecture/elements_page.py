"""Writes docs/reference/elements.md from what the check at deploy says of every construct:
`python -m tests.architecture.elements_page`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.errors import Problem
from tests.architecture.constructs import POSITIONS, TRIGGERS, Construct, constructs, event

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "elements.md"
HEAD = """# Elements of BPMN 2.0

What *runs*, as the standard says; what is only *drawn*: it stays in the file and has no effect; and what is *refused*
when it is deployed, with what to draw instead. The page is written from the check at deploy itself, by
`python -m tests.architecture.elements_page`, and a test compares the two. The standard's abstract elements (`activity`,
`event`, `gateway`, `catchEvent`, `throwEvent`, `loopCharacteristics` and the like) cannot be drawn.
"""
EVENTS = """
## Events

The elements are `startEvent`, `intermediateCatchEvent`, `boundaryEvent`, `intermediateThrowEvent` and `endEvent`, each
with its trigger. A dash: BPMN knows no such event, and it is refused.
"""
COLUMNS = {
    "start": "start of a process",
    "event sub-process": "start of an event sub-process",
    "event sub-process, not interrupting": "the same, not interrupting",
    "catch": "intermediate, catching",
    "boundary": "boundary, interrupting",
    "boundary, not interrupting": "boundary, not interrupting",
    "throw": "intermediate, throwing",
    "end": "end",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for heading, found in constructs().items():
        parts.append(f"\n## {heading}\n\n{_table(('', 'in BPMN', '', ''), map(_row, found))}")
        if heading == "Gateways":
            parts.append(EVENTS + "\n" + _events())
    return "".join(parts)


def _row(construct: Construct) -> Sequence[str]:
    elements = ", ".join(f"`{name}`" for name in construct.elements)
    problems = [_said(problem) for problem in construct.problems()[:1]]
    notes = [construct.says, *problems] if construct.runs else problems
    return construct.name, elements, construct.verdict, "; ".join(filter(None, notes))


def _said(problem: Problem) -> str:
    return f"{problem.reason} {problem.remedy}".replace("<", "\\<")


def _events() -> str:
    """The matrix of triggers and positions, and why some of these events do not run."""
    rows: list[list[str]] = []
    refused: dict[tuple[str, str], list[str]] = {}
    for trigger in TRIGGERS:
        definition = trigger if len(trigger.split()) == 1 and trigger not in ("none", "multiple") else ""
        rows.append([f"{trigger} `{definition}EventDefinition`" if definition else trigger])
        for position, known in POSITIONS.items():
            found = event(position, trigger)
            rows[-1].append(found.verdict if trigger in known else "–")
            if trigger in known and not found.runs:
                refused.setdefault((trigger, _said(found.problems()[0])), []).append(COLUMNS[position])
    matrix = _table(["trigger", *(COLUMNS[position] for position in POSITIONS)], rows)
    reasons = [(trigger, "; ".join(places), said) for (trigger, said), places in refused.items()]
    return matrix + ("\n" + _table(("refused", "where", "why, and what to draw"), reasons) if reasons else "")


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
