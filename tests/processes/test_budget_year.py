"""A budget year through the real commands and forms, down to the registers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands.start_process import StartProcess
from engine.errors import SubmissionInvalid
from engine.models import ProcessInstance, StatutoryDeadline
from engine.run import Runner
from processes.registers import Budget, Decision
from processes.registers.budget import appropriations_of, tax_rate_of
from tests.processes.real_cases import ANYONE, MEETINGS, approval, do, open_tasks, prefilled, upload


def frames(savings: str = "") -> dict[str, Any]:
    return {
        "directives": "Håll ramen.",
        "frames": [
            {"frame_prev": "2215", "demography": "10,5", "savings": savings, "investment_frame": "300"},
            {"frame_prev": "455,5", "investment_frame": "20"},
        ],
        "assignments": [{"body": "FGN", "text": "Utred lokalerna", "due": "2026-09-30"}],
        "company_targets": [{"result_target": "190"}],
        "mbl_status": "avslutad",
    }


def plan(request: str, **more: str) -> dict[str, Any]:
    return {
        "goal_contributions": [{"goal": "Fler klarar skolan", "contribution": "Läxhjälp"}],
        "commitments": [{"title": "Läxhjälp", "responsible": "Rektor", "target": "40 grupper", "due": "2027-06-01"}],
        "budget_request": request,
        **more,
    }


def committee_hands_in(runner: Runner, unit: str, posted: Mapping[str, Any], meeting: str) -> None:
    do(runner, "plan", posted, unit=unit)
    do(runner, "check", {"arith_ok": "true", "within_frame": "true", "result": "godkänd"}, unit=unit)
    do(runner, "decide", approval(meeting), unit=unit)


def company_hands_in(runner: Runner) -> None:
    business_plan = plan("") | {"owner_directive": "Följs", "result_budget": "190"}
    do(runner, "plan", business_plan, unit="AEM")
    do(runner, "check", {"arith_ok": "true", "within_frame": "true", "result": "godkänd"}, unit="AEM")
    do(runner, "decide", {"decision": "bifall", "meeting": "2026-05-20", "paragraph": "3"}, unit="AEM")


def test_budget_2027_from_frames_to_the_councils_decision(runner: Runner) -> None:
    case = runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    rows = prefilled(runner, case, "directives-and-frames")["frames"]
    assert [(row["unit"], row.get("frame_prev")) for row in rows] == [("FGN", 2215), ("KS", 455.5)]
    do(runner, "frames", frames())
    do(runner, "frames_decision_task", approval("KS"))

    committee_hands_in(runner, "FGN", plan("2230", deviation_reason="Fler elever"), "FGN")
    committee_hands_in(runner, "KS", plan("455,5"), "KS")
    assert open_tasks(runner) == ["plan"], "the company's"
    company_hands_in(runner)

    with pytest.raises(SubmissionInvalid) as refused:
        do(runner, "consolidate", {"proposal": "Klart", "outcome": "balanced"})
    assert [error.path for error in refused.value.errors] == ["outcome"]
    do(runner, "consolidate", {"proposal": "Sänk", "outcome": "committees", "return_to": ["FGN"]})
    assert open_tasks(runner) == ["plan"], "the chosen committee's"
    committee_hands_in(runner, "FGN", plan("2225,5"), "FGN")
    do(runner, "consolidate", {"proposal": "I balans", "outcome": "balanced"})

    do(runner, "technical_premises", approval("KS", premises="Tills vidare", price_wage_index="2,1"))
    assert open_tasks(runner) == ["proposal"]
    files = {"budget_doc": upload(runner), "three_year_plan": upload(runner)}
    amounts = [{"amount": "2225,5"}, {"amount": "455,5"}]
    proposal = {"tax_rate": "22,02", "appropriations": amounts, "company_account": "Se bilaga", **files}
    do(runner, "proposal", proposal)
    do(runner, "board_decision_task", approval("KS"))
    published = {"council_meeting": MEETINGS["KF"], "notice_on": "2026-11-18", "published_on": "2026-11-18"}
    do(runner, "publish", published | {"web_address": "https://alvhamn.example/budget"})

    amended = [{"amount": "2224"}, {"amount": "455,5"}]
    budget = approval("KF", tax_rate="22,12", appropriations=amended)
    with pytest.raises(SubmissionInvalid) as refused:
        do(runner, "council_decision_task", budget)
    assert [error.path for error in refused.value.errors] == ["adopted_by_new_kf", "appropriations"]
    do(runner, "council_decision_task", budget | {"adopted_by_new_kf": "true", "amendments": "-1,5"})

    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "completed"
        assert tax_rate_of(session, 2027) == Decimal("22.12")
        assert appropriations_of(session, 2027) == {"FGN": Decimal(2224), "KS": Decimal("455.5")}
        recorded = session.execute(select(Decision.unit_id, Decision.matter).order_by(Decision.recorded_at)).all()
        assert [tuple(row) for row in recorded] == [
            ("KS", "Direktiv och ramar 2027"), ("FGN", "Plan och budgetförslag 2027"),
            ("KS", "Plan och budgetförslag 2027"), ("AEM", "Affärsplan och budget 2027"),
            ("FGN", "Plan och budgetförslag 2027"), ("KS", "Tekniska planeringsförutsättningar 2027"),
            ("KS", "Förslag till budget 2027"), ("KF", "Budget 2027"),
        ]  # fmt: skip


def test_a_year_is_opened_once(runner: Runner) -> None:
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    with pytest.raises(SubmissionInvalid):
        runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2028"}))


def test_a_plan_starts_from_its_frame_and_goes_on_from_its_earlier_answers(runner: Runner) -> None:
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    do(runner, "frames", frames(savings="-5"))
    do(runner, "frames_decision_task", approval("KS"))
    with runner.read() as (session, _):
        case = session.scalars(select(ProcessInstance.id).where(ProcessInstance.definition_key == "committee_plan",
                                                                ProcessInstance.unit_id == "FGN")).one()  # fmt: skip
    shown = prefilled(runner, case, "committee-plan", frame={"frame_new": 2220.5})
    assert [row["text"] for row in shown["assignments"]] == ["Utred lokalerna"]
    with pytest.raises(SubmissionInvalid) as refused:
        do(runner, "plan", plan("2220,5"), unit="FGN")
    assert [error.path for error in refused.value.errors] == ["consequence"]
    do(runner, "plan", plan("2220,5", consequence="Färre elevassistenter"), unit="FGN")
    do(runner, "check", {"comment": "Fel summa", "result": "åter"}, unit="FGN")
    again = prefilled(runner, case, "committee-plan", frame={"frame_new": 2220.5})
    assert (again["budget_request"], again["consequence"]) == (2220.5, "Färre elevassistenter")


def test_frames_that_come_back_keep_what_was_typed(runner: Runner) -> None:
    case = runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    do(runner, "frames", frames(savings="-5"))
    do(runner, "frames_decision_task", approval("KS", decision="återremiss"))
    shown = prefilled(runner, case, "directives-and-frames")
    assert [row["savings"] for row in shown["frames"]] == [-5, None]
    assert shown["company_targets"][0]["result_target"] == 190
    assert shown["directives"] == "Håll ramen."


def test_with_special_reasons_the_budget_takes_the_decided_tax_rate(runner: Runner) -> None:
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    do(runner, "frames", frames())
    do(runner, "frames_decision_task", approval("KS"))
    committee_hands_in(runner, "FGN", plan("2225,5"), "FGN")
    committee_hands_in(runner, "KS", plan("455,5"), "KS")
    company_hands_in(runner)
    do(runner, "consolidate", {"proposal": "I balans", "outcome": "balanced"})
    late = approval("KS", premises="Tills vidare", price_wage_index="2,1", late_budget="true")
    with pytest.raises(SubmissionInvalid) as refused:
        do(runner, "technical_premises", late)
    assert [error.path for error in refused.value.errors] == ["special_reasons"]
    do(runner, "technical_premises", late | {"special_reasons": "Ny majoritet"})
    files = {"budget_doc": upload(runner), "three_year_plan": upload(runner)}
    amounts = [{"amount": "2225,5"}, {"amount": "455,5"}]
    do(runner, "proposal", {"tax_rate": "22,02", "appropriations": amounts, "company_account": "Se bilaga", **files})
    do(runner, "board_decision_task", approval("KS"))
    published = {"council_meeting": MEETINGS["KF"], "notice_on": "2026-11-18", "published_on": "2026-11-18"}
    do(runner, "publish", published | {"web_address": "https://alvhamn.example/budget"})

    budget = approval("KF", tax_rate="22,02", appropriations=amounts, adopted_by_new_kf="true")
    with pytest.raises(SubmissionInvalid) as refused:
        do(runner, "council_decision_task", budget)
    assert [error.path for error in refused.value.errors] == ["tax_rate"], "nobody has decided it yet"
    do(runner, "tax_proposal", approval("KS", tax_rate="22,12"))
    do(runner, "tax_decision", approval("KF", tax_rate="22,12"))
    with pytest.raises(SubmissionInvalid):
        do(runner, "council_decision_task", budget)
    do(runner, "council_decision_task", budget | {"tax_rate": "22,12"})
    with runner.read() as (session, _):
        assert session.get_one(Budget, 2027).tax_rate == Decimal("22.12")
        kept = {row.element_id: row for row in session.scalars(select(StatutoryDeadline))}
        assert sorted(kept) == ["board_proposal", "council_budget", "tax_proposal", "tax_rate"]
        assert all(row.met_at is not None and row.missed_at is None for row in kept.values())
