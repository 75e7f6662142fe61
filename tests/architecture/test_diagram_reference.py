"""The reference for those who draw mentions every function, property and code that a diagram may use, and says of every
construct of BPMN 2.0 whether it runs."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from engine.access.codes import Visibility
from engine.bpmn.elements import ELEMENTS
from engine.bpmn.lint.properties import PREFIX, PROCESS, STATUTORY, USER_TASK
from engine.organisation.functions import known_functions
from tests.architecture import elements_page
from tests.architecture.constructs import POSITIONS, TRIGGERS, Construct, constructs, event

DIAGRAMS = (Path(__file__).parents[2] / "docs" / "reference" / "diagrams.md").read_text("utf-8")
ELEMENTS_PAGE = elements_page.PAGE.read_text("utf-8")
NO_EVENTS = [each for found in constructs().values() for each in found]
EVENTS = [(position, trigger) for position in POSITIONS for trigger in TRIGGERS]


def test_every_function_is_mentioned() -> None:
    assert [name for name in known_functions() if f"`{name}(" not in DIAGRAMS] == []


def test_every_property_is_mentioned() -> None:
    assert [name for name in (*PROCESS, *USER_TASK, *STATUTORY) if f"| `{PREFIX}{name}` |" not in DIAGRAMS] == []


def test_every_visibility_code_is_mentioned() -> None:
    assert [code for code in Visibility if f"| `{code}` |" not in DIAGRAMS] == []


def test_the_page_of_elements_is_what_the_check_at_deploy_says() -> None:
    assert elements_page.page() == ELEMENTS_PAGE, "write it anew: python -m tests.architecture.elements_page"


def test_every_element_of_the_standard_is_on_the_page() -> None:
    schema = files("SpiffWorkflow").joinpath("bpmn", "parser", "schema", "Semantic.xsd").read_text("utf-8")
    names = set(re.findall(r'<xsd:element name="(\w+)"', schema))
    assert len(names) > 150
    references = {name for name in names if name.endswith("Ref") and f"`{name}`" not in ELEMENTS_PAGE}
    assert [name for name in sorted(names - references) if f"`{name}`" not in ELEMENTS_PAGE] == []


@pytest.mark.parametrize("construct", NO_EVENTS, ids=lambda construct: construct.name)
def test_every_refusal_says_why_and_what_to_draw(construct: Construct) -> None:
    assert all(problem.reason and problem.remedy for problem in construct.problems())


@pytest.mark.parametrize(("position", "trigger"), EVENTS)
def test_events_run_or_are_refused_by_name(position: str, trigger: str) -> None:
    found = event(position, trigger)
    assert all(problem.reason and problem.remedy for problem in found.problems())
    if trigger not in POSITIONS[position]:
        assert not found.runs, "BPMN knows no such event"


def test_everything_that_runs_is_in_some_construct() -> None:
    runs = " ".join(each.bpmn.decode() for each in NO_EVENTS if each.runs)
    runs += " ".join(event(*each).bpmn.decode() for each in EVENTS if event(*each).runs)
    assert [name for name, _ in ELEMENTS if f"<{name} " not in runs] == []
