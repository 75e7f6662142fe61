"""One committee's and one company's proposal."""

from __future__ import annotations

from datetime import date

import pytest

from engine.bpmn import Environment
from tests.processes.packages import program
from tests.processes.walk import Walk

COMMITTEE = {"year": 2028, "unit": "FGN", "name": "Skolnämnden", "frame": {"frame_new": 10, "savings": 0}}
COMPANY = {"year": 2028, "unit": "AEM", "name": "Älvhamns Energi", "result_target": 190}


def start(environment: Environment, process: str) -> Walk:
    variables = COMMITTEE if process == "committee_plan" else COMPANY
    return Walk.start(program("annual_cycle", f"{process}.bpmn"), process, environment, **variables)


@pytest.mark.parametrize(
    ("process", "author", "found"),
    [
        ("committee_plan", "role:head-of-department:unit:FGN", {"budget_request": 10}),
        ("company_plan", "role:managing-director:unit:AEM", {"result_budget": 190}),
    ],
)
def test_a_proposal_is_checked_and_decided(
    environment: Environment, process: str, author: str, found: dict[str, int]
) -> None:
    walk = start(environment, process)
    unit = author.rpartition(":")[2]
    assert [task.candidates for task in walk.tasks.values()] == [(author,)]
    walk.do("plan", **found)
    assert [task.candidates for task in walk.tasks.values()] == [(f"role:controller:unit:{unit}",)]
    walk.do("check", result="godkänd")
    assert [task.candidates for task in walk.tasks.values()] == [(f"role:secretary:unit:{unit}",)]
    walk.decide("decide")
    assert walk.status == "completed"
    assert walk.execution.variables["plan"] == found
    assert [row["body"] for row in walk.recorded] == [unit]


@pytest.mark.parametrize("process", ["committee_plan", "company_plan"])
def test_a_proposal_that_is_not_approved_goes_back(environment: Environment, process: str) -> None:
    walk = start(environment, process)
    walk.do("plan")
    walk.do("check", result="åter")
    assert walk.open == ["plan"]
    walk.do("plan")
    walk.do("check", result="godkänd")
    walk.decide("decide", "bordläggning")
    assert walk.open == ["decide"]
    walk.decide("decide", "återremiss")
    assert walk.open == ["plan"]


@pytest.mark.parametrize("process", ["committee_plan", "company_plan"])
def test_due_dates_are_working_days_on_or_before(environment: Environment, process: str) -> None:
    walk = start(environment, process)
    walk.do("plan")
    walk.do("check", result="godkänd")
    # 8 and 22 May 2027 are Saturdays.
    assert walk.dues == {"plan": date(2027, 4, 30), "check": date(2027, 5, 7), "decide": date(2027, 5, 21)}
