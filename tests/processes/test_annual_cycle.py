"""A budget year from directives to the council's decision, both ways, with every way back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.bpmn import Environment
from tests.processes.municipality import COMMITTEES, COMPANIES
from tests.processes.packages import program
from tests.processes.walk import Walk

FRAMES = [
    {"unit": unit, "name": unit, "frame_new": 100.5, "savings": -1, "investment_frame": 10} for unit in COMMITTEES
]
TARGETS = [{"unit": unit, "name": unit, "result_target": 2} for unit in COMPANIES]
ADOPTED = {"tax_rate": 22.02, "appropriations": [{"unit": "FGN", "amount": 100.5}]}


@pytest.fixture
def start(environment: Environment) -> Any:
    def begin(year: int) -> Walk:
        cycle = program("annual_cycle", "annual_cycle.bpmn")
        return Walk.start(cycle, "annual_cycle", environment, year=year)

    return begin


def plan(walk: Walk, requested: float = 100.5, companies: bool = True) -> None:
    """All called committees and companies hand in their proposals."""
    committees = walk.call("committee_plans").items
    walk.finish("committee_plans", [{"plan": {"budget_request": requested}} for _ in committees])
    if companies:
        walk.finish("company_plans", [{"plan": {"result_budget": 3}} for _ in walk.call("company_plans").items])


def to_consolidation(walk: Walk) -> None:
    walk.do("frames", frames=FRAMES, company_targets=TARGETS)
    walk.decide("frames_decision_task")
    plan(walk)


def to_autumn(walk: Walk, late: bool = False) -> None:
    to_consolidation(walk)
    walk.do("consolidate", outcome="balanced", return_to=[])
    if "technical_premises" in walk.open:
        walk.decide("technical_premises", late_budget=late)
    else:
        walk.decide("annual_plan_decision_task")


def test_an_ordinary_year_runs_to_the_end(start: Any) -> None:
    walk = start(2028)
    assert walk.open == ["frames"]
    to_autumn(walk)
    assert "annual_plan_decision_task" in walk.passed
    assert "technical_premises" not in walk.passed
    assert walk.open == ["proposal"]
    walk.do("proposal", tax_rate=22.02)
    walk.decide("board_decision_task")
    walk.do("publish")
    walk.decide("council_decision_task", **ADOPTED)
    assert walk.status == "completed"
    assert "no_late" in walk.passed
    assert "tax_rate" not in walk.passed
    assert [row["body"] for row in walk.recorded] == ["KS", "KF", "KS", "KF"]
    assert walk.recorded[1]["matter"] == "Årsplan 2028"
    assert walk.recorded[-1]["decision"]["appropriations"] == ADOPTED["appropriations"]


def test_every_committee_and_company_gets_a_case_of_its_own(start: Any) -> None:
    walk = start(2027)
    walk.do("frames", frames=FRAMES, company_targets=TARGETS)
    walk.decide("frames_decision_task")
    committees, companies = walk.call("committee_plans"), walk.call("company_plans")
    assert tuple(item["unit"] for item in committees.items) == COMMITTEES
    assert tuple(item["unit"] for item in companies.items) == COMPANIES
    assert {item["frame"]["frame_new"] for item in committees.items} == {100.5}
    assert {item["result_target"] for item in companies.items} == {2}
    assert {item["year"] for item in [*committees.items, *companies.items]} == {2027}


def test_chosen_committees_work_again_and_the_others_stand(start: Any) -> None:
    walk = start(2028)
    to_consolidation(walk)
    walk.do("consolidate", outcome="committees", return_to=["SN", "FGN"])
    assert [item["unit"] for item in walk.call("committee_plans").items] == ["FGN", "SN"]
    assert "company_plans" not in walk.open
    plan(walk, requested=90, companies=False)
    assert walk.open == ["consolidate"]
    proposals = walk.execution.variables["proposals"]
    requests = {row["unit"]: row["request"] for row in proposals["committees"]}
    assert requests == dict.fromkeys(COMMITTEES, 100.5) | {"SN": 90, "FGN": 90}
    assert {row["result"] for row in proposals["companies"]} == {3}


def test_new_frames_send_everybody_to_work_again(start: Any) -> None:
    walk = start(2028)
    to_consolidation(walk)
    walk.do("consolidate", outcome="committees", return_to=["SN"])
    plan(walk, companies=False)
    walk.do("consolidate", outcome="frames", return_to=["SN"])
    assert walk.open == ["frames"]
    to_consolidation(walk)
    assert walk.open == ["consolidate"]
    assert walk.passed.count("company_plans") == 3


def test_an_election_year_takes_the_other_branch(start: Any) -> None:
    walk = start(2027)
    to_autumn(walk)
    assert "annual_plan_decision_task" not in walk.passed
    assert walk.recorded[-1]["body"] == "KS"
    assert walk.recorded[-1]["matter"] == "Tekniska planeringsförutsättningar 2027"
    assert walk.open == ["proposal"]


def test_with_special_reasons_the_tax_rate_goes_ahead_of_the_budget(start: Any) -> None:
    walk = start(2027)
    to_autumn(walk, late=True)
    assert walk.open == ["proposal", "tax_proposal"]
    walk.do("proposal", tax_rate=22.02)
    walk.decide("tax_proposal", tax_rate=22.02)
    walk.decide("tax_decision", tax_rate=22.02)
    walk.decide("board_decision_task")
    walk.do("publish")
    walk.decide("council_decision_task", **ADOPTED)
    assert walk.status == "completed"
    assert walk.dues["board_decision_task"] == date(2026, 11, 30)
    assert walk.alarms["tax_proposal_time_out"] == datetime(2026, 10, 31, 22, 59, tzinfo=UTC)
    assert walk.alarms["tax_decision_time_out"] == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert walk.alarms["board_time_out"] == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert walk.alarms["council_time_out"] == datetime(2026, 12, 31, 22, 59, tzinfo=UTC)


def test_a_statutory_date_that_passes_raises_an_alarm_and_stops_nothing(start: Any) -> None:
    walk = start(2027)
    to_autumn(walk)
    walk.fire("board_time_out")
    assert walk.open == ["board_alarm", "proposal"]
    [alarm] = [task for task in walk.tasks.values() if task.element_id == "board_alarm"]
    assert (alarm.candidates, alarm.due) == (("role:chief-executive:unit:ALV",), date(2026, 3, 4))
    walk.do("proposal")
    walk.decide("board_decision_task")
    assert "council_time_out" in {timer.element_id for timer in walk.timers.values()}
    walk.fire("council_time_out")
    walk.do("publish")
    walk.decide("council_decision_task", **ADOPTED)
    assert walk.status == "running", "the year is not over while an alarm is open"
    walk.do("board_alarm")
    walk.do("council_alarm")
    assert walk.status == "completed"


@pytest.mark.parametrize(("outcome", "opens"), [("återremiss", "frames"), ("avslag", "frames")])
def test_frames_that_are_not_approved_go_back(start: Any, outcome: str, opens: str) -> None:
    walk = start(2028)
    walk.do("frames", frames=FRAMES, company_targets=TARGETS)
    walk.decide("frames_decision_task", "bordläggning")
    assert walk.open == ["frames_decision_task"]
    walk.decide("frames_decision_task", outcome)
    assert walk.open == [opens]
    assert [row["decision"]["decision"] for row in walk.recorded] == ["bordläggning", outcome]


def test_the_decision_in_june_can_be_tabled_and_referred_back(start: Any) -> None:
    walk = start(2028)
    to_consolidation(walk)
    walk.do("consolidate", outcome="balanced", return_to=[])
    walk.decide("annual_plan_decision_task", "bordläggning")
    assert walk.open == ["annual_plan_decision_task"]
    walk.decide("annual_plan_decision_task", "återremiss")
    assert walk.open == ["consolidate"]


def test_the_board_can_table_its_proposal_and_send_it_back(start: Any) -> None:
    walk = start(2028)
    to_autumn(walk)
    walk.do("proposal")
    walk.decide("board_decision_task", "bordläggning")
    assert walk.open == ["board_decision_task"]
    walk.decide("board_decision_task", "återremiss")
    assert walk.open == ["proposal"]


def test_the_council_can_table_the_budget_and_refer_it_back_to_the_board(start: Any) -> None:
    walk = start(2028)
    to_autumn(walk)
    walk.do("proposal")
    walk.decide("board_decision_task")
    assert walk.alarms["board_time_out"] == datetime(2027, 10, 31, 22, 59, tzinfo=UTC)
    walk.do("publish")
    walk.decide("council_decision_task", "bordläggning")
    assert walk.open == ["publish"], "the next meeting has to be announced too"
    walk.do("publish")
    walk.decide("council_decision_task", "återremiss")
    assert walk.open == ["proposal"]
    assert walk.alarms["board_time_out"] == datetime(2027, 11, 30, 22, 59, tzinfo=UTC), "no false alarm for October"
    walk.do("proposal")
    walk.decide("board_decision_task")
    walk.do("publish")
    walk.decide("council_decision_task", **ADOPTED)
    assert walk.status == "completed"


def test_the_tax_rate_can_be_tabled_and_referred_back(start: Any) -> None:
    walk = start(2027)
    to_autumn(walk, late=True)
    walk.decide("tax_proposal", "bordläggning", tax_rate=22)
    assert "tax_proposal" in walk.open
    walk.decide("tax_proposal", tax_rate=22)
    walk.decide("tax_decision", "bordläggning", tax_rate=22)
    assert "tax_decision" in walk.open
    walk.decide("tax_decision", "återremiss", tax_rate=22)
    assert "tax_proposal" in walk.open
    assert walk.alarms["tax_proposal_time_out"] == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "dues"),
    [
        (
            2027,  # 15 March, 31 May, 31 October and 15 November 2026 are days off
            {
                "frames": date(2026, 3, 13), "frames_decision_task": date(2026, 3, 31),
                "consolidate": date(2026, 5, 29), "technical_premises": date(2026, 6, 30),
                "proposal": date(2026, 10, 15), "board_decision_task": date(2026, 10, 30),
                "publish": date(2026, 11, 23), "council_decision_task": date(2026, 11, 30),
            },
        ),
        (
            2028,  # 31 October 2027 is a Sunday
            {
                "frames": date(2027, 3, 15), "frames_decision_task": date(2027, 3, 31),
                "consolidate": date(2027, 5, 31), "annual_plan_decision_task": date(2027, 6, 30),
                "proposal": date(2027, 10, 15), "board_decision_task": date(2027, 10, 29),
                "publish": date(2027, 11, 23), "council_decision_task": date(2027, 11, 30),
            },
        ),
    ],
)  # fmt: skip
def test_due_dates_are_working_days_on_or_before(start: Any, year: int, dues: dict[str, date]) -> None:
    walk = start(year)
    to_autumn(walk)
    walk.do("proposal")
    walk.decide("board_decision_task")
    walk.do("publish")
    assert walk.dues == dues


def test_late_due_dates_avoid_christmas_and_new_year(start: Any) -> None:
    walk = start(2027)
    to_autumn(walk, late=True)
    walk.do("proposal")
    walk.decide("board_decision_task")
    walk.do("publish")
    expected = {"proposal": date(2026, 11, 13), "tax_proposal": date(2026, 10, 30), "publish": date(2026, 12, 23)}
    assert expected | {"council_decision_task": date(2026, 12, 30)} == {
        name: walk.dues[name] for name in [*expected, "council_decision_task"]
    }
