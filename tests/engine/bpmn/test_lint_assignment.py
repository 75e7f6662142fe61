"""The properties that keep a task from deputies, and the preparer from the verification, are checked at deploy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bpmn import compile_diagram
from engine.errors import InvalidDiagram
from tests.engine.bpmn.driving import KNOWN
from tests.engine.commands.diagrams import END, START, diagram, process
from tests.engine.commands.handing import asked

TOWN = replace(KNOWN, functions={**KNOWN.functions, "person": (1, 1), "role": (1, 2)})
FLOWS = "begin>prepare;prepare>verify;verify>finish"


def faults(**properties: str) -> list[str]:
    drawn = process(
        "p",
        START,
        asked("prepare", "person(1)", form=False),
        asked("verify", "person(2)", form=False, **properties),
        END,
        flows=FLOWS,
    )
    try:
        compile_diagram(diagram(drawn), TOWN)
    except InvalidDiagram as error:
        return [f"{problem.element}: {problem.reason}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "properties",
    [
        {"not_same_person_as": "prepare"},
        {"not_same_person_as": " prepare , "},
        {"no_deputy": "true"},
        {"no_deputy": "false", "deputy_scope": "sign"},
        {"deputy_scope": "approve-money"},
        {"shared_draft": "true", "visibility": "LINE"},
    ],
)
def test_what_says_something_that_can_be_done(properties: dict[str, str]) -> None:
    assert faults(**properties) == []


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"not_same_person_as": "verify"}, "names 'verify', which is no other user task"),
        ({"not_same_person_as": "nowhere"}, "names 'nowhere'"),
        ({"not_same_person_as": "prepare, begin"}, "names 'begin'"),
        ({"no_deputy": "yes"}, "is 'yes'"),
        ({"deputy_scope": "read"}, "nothing that a deputy can be given"),
        ({"shared_draft": "ja"}, "is 'ja'"),
        ({"shared_draft": "true", "visibility": "AUTHOR"}, "others would write it"),
        ({"shared_draft": "true", "visibility": "PAIR"}, "others would write it"),
        ({"no_deputy": "true", "deputy_scope": "sign"}, "passes to no deputy, and yet"),
    ],
)
def test_what_does_not_is_refused_at_the_task(properties: dict[str, str], said: str) -> None:
    [found] = faults(**properties)
    assert found.startswith("verify: ")
    assert said in found
