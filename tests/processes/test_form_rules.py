"""The rules of single forms that no case needs to run for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import SubmissionInvalid
from forms import compile_form
from tests.processes.packages import schema

PUBLISHED = {
    "council_meeting": "2026-11-26", "notice_on": "2026-11-19", "published_on": "2026-11-19",
    "web_address": "https://alvhamn.example/budget",
}  # fmt: skip


def faults(
    package: str, form: str, posted: dict[str, Any], prefill: dict[str, Any], today: date = date(2026, 10, 31)
) -> set[str]:
    """The fields that are refused."""
    try:
        compile_form(schema(package, form)).validate(posted, prefill, today, "sv")
    except SubmissionInvalid as refused:
        return {error.path for error in refused.errors}
    return set()


@pytest.mark.parametrize(
    ("posted", "refused"),
    [
        ({}, set()),
        ({"notice_on": "2026-11-20", "published_on": "2026-11-20"}, {"notice_on"}),
        ({"published_on": "2026-11-20"}, {"published_on"}),
        ({"web_address": "http://alvhamn.example"}, {"web_address"}),
    ],
)
def test_a_proposal_is_public_a_week_before_the_council_meets(posted: dict[str, Any], refused: set[str]) -> None:
    assert faults("annual_cycle", "publication", PUBLISHED | posted, {"meetings": ["2026-11-26"]}) == refused


@pytest.mark.parametrize(("today", "refused"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_a_proposal_after_october_needs_special_reasons(today: date, refused: bool) -> None:
    found = faults("annual_cycle", "budget-proposal", {}, {"year": 2027, "appropriations": []}, today)
    assert ("special_reasons" in found) is refused


@pytest.mark.parametrize(
    ("posted", "refused"),
    [
        ({"arith_ok": "true", "within_frame": "true", "result": "godkänd"}, set()),
        ({"arith_ok": "true", "result": "godkänd"}, {"comment"}),
        ({"arith_ok": "true", "result": "godkänd", "comment": "Ramen räcker inte"}, set()),
        ({"within_frame": "true", "result": "godkänd", "comment": "Fel summa"}, {"result"}),
        ({"within_frame": "true", "result": "åter", "comment": "Fel summa"}, set()),
    ],
)
def test_a_proposal_that_does_not_add_up_is_not_approved(posted: dict[str, Any], refused: set[str]) -> None:
    assert faults("annual_cycle", "plan-check", posted, {}) == refused


@pytest.mark.parametrize(
    ("request_", "reserve", "outcome", "refused"),
    [
        ("100", "", "balanced", set()),
        ("100,1", "", "balanced", {"outcome"}),
        ("100,1", "0,1", "balanced", set()),
        ("100,1", "", "frames", set()),
        ("100", "", "committees", {"return_to"}),
    ],
)
def test_a_budget_balances_before_it_goes_on(request_: str, reserve: str, outcome: str, refused: set[str]) -> None:
    requested = float(request_.replace(",", "."))
    prefill = {"requests": [{"name": "SN", "frame": 100, "request": requested}], "results": [], "committee_options": []}
    posted = {"proposal": "Förslag", "reserve": reserve, "outcome": outcome}
    assert faults("annual_cycle", "consolidation", posted, prefill) == refused


def test_a_frame_is_the_sum_of_its_parts() -> None:
    prefill = {"frames": [{"unit": "SN", "name": "Socialnämnden"}], "company_targets": [], "committee_options": []}
    row = {"frame_prev": "660,1", "demography": "4,2", "index": "10", "savings": "-9,3", "investment_frame": "3"}
    posted = {"directives": "Håll ramen", "frames": [row | {"unit": "KS"}], "mbl_status": "avslutad"}
    answers = compile_form(schema("annual_cycle", "directives-and-frames")).validate(
        posted, prefill, date(2026, 3, 2), "sv"
    )
    assert answers["frames"][0]["frame_new"] == 665
    assert answers["frames"][0]["unit"] == "SN", "nobody can post another committee's code"
    assert answers["frames_total"] == 665
    assert answers["assignments"] == []


def test_savings_are_never_positive() -> None:
    prefill = {"frames": [{"unit": "SN", "name": "Socialnämnden"}], "company_targets": [], "committee_options": []}
    posted = {"frames": [{"frame_prev": "1", "savings": "1", "investment_frame": "0"}]}
    assert "frames.0.savings" in faults("annual_cycle", "directives-and-frames", posted, prefill)


@pytest.mark.parametrize(("result", "refused"), [("190", False), ("191", False), ("189,9", True)])
def test_a_company_below_its_target_says_why(result: str, refused: bool) -> None:
    found = faults("annual_cycle", "company-plan", {"result_budget": result}, {"result_target": 190})
    assert ("deviation_reason" in found) is refused


@pytest.mark.parametrize(
    ("response", "comment", "refused"),
    [("godkänner", "", set()), ("kommentar", "", {"comment"}), ("oenig", "", {"comment"}), ("oenig", "Nej", set())],
)
def test_an_employee_who_does_not_approve_says_why(response: str, comment: str, refused: set[str]) -> None:
    posted = {"response": response, "comment": comment}
    assert faults("employee_agreement", "agreement-review", posted, {}) == refused


def test_an_agreement_has_goals_within_its_year_and_no_sensitive_data() -> None:
    goal = {"goal": "Läsa", "unit_goal": "Språk", "measure": "Böcker", "target": "12", "due": "2027-01-01"}
    posted = {"held_on": "2026-03-03", "topics_checked": ["uppdrag"], "goals": [goal]}
    found = faults("employee_agreement", "agreement-draft", posted, {"year": 2026}, date(2026, 3, 2))
    assert {"held_on", "topics_checked", "goals.0.due", "development", "no_sensitive_data"} <= found
    two = posted | {"goals": [goal | {"due": "2026-12-31"}] * 2}
    assert not any(
        path.startswith("goals") for path in faults("employee_agreement", "agreement-draft", two, {"year": 2026})
    )
    six = posted | {"goals": [goal | {"due": "2026-12-31"}] * 6}
    assert "goals" in faults("employee_agreement", "agreement-draft", six, {"year": 2026})
