"""What the forms of the annual cycle show and start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.feel import to_json
from engine.models import InstanceStatus, ProcessInstance, UnitKind
from engine.ports import Case
from processes.annual_cycle.service_tasks import APPROVED
from processes.bodies import COUNCIL, EXECUTIVE_BOARD, bodies, committee_options, meeting_options
from processes.earlier_answers import latest_answers, latest_answers_of_round
from processes.exact import decimal_of
from processes.registers.budget import appropriations_of, tax_rate_of

Prefill = Callable[[Session, Clock, Case], dict[str, Any]]
Row = Mapping[str, Any]


def start(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    """Next year, and the years that already have a cycle."""
    opened = select(ProcessInstance.cycle_year).where(
        ProcessInstance.definition_key == case.definition_key,
        ProcessInstance.status.in_([InstanceStatus.RUNNING, InstanceStatus.COMPLETED]),
    )
    return {"year": clock.today().year + 1, "years_started": sorted(filter(None, session.scalars(opened)))}


def directives_and_frames(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    """A row for every committee and company: the earlier proposal, else last year's appropriation."""
    earlier = latest_answers(session, case.id, "frames")
    before = appropriations_of(session, _year(case) - 1)
    last_year = {unit: {"frame_prev": to_json(amount)} for unit, amount in before.items()}
    committees = bodies(session, clock, UnitKind.COMMITTEE)
    companies = bodies(session, clock, UnitKind.COMPANY)
    return {
        **earlier,
        "committee_options": committee_options(session, clock),
        "frames": _rows(committees, _by_unit(earlier.get("frames", [])) or last_year),
        "company_targets": _rows(companies, _by_unit(earlier.get("company_targets", []))),
    }


def committee_plan(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    """The committee's own frame and assignments, and its earlier proposal."""
    directives = latest_answers(session, case.root_id, "frames")
    assignments = [row for row in directives.get("assignments", []) if row["body"] == case.unit_id]
    earlier = latest_answers_of_round(session, case, "plan")
    return {**earlier, "frame": case.variables["frame"], "assignments": assignments}


def company_plan(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    """The company's result target, and its earlier proposal."""
    return {**latest_answers_of_round(session, case, "plan"), "result_target": case.variables["result_target"]}


def consolidation(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    """What committees request against their frames, and what companies budget against their targets."""
    proposals = case.variables["proposals"]
    requests = [
        {**row, "difference": to_json(decimal_of(row["request"]) - decimal_of(row["frame"]))}
        for row in proposals["committees"]
    ]
    return {
        "requests": requests,
        "results": proposals["companies"],
        "committee_options": committee_options(session, clock),
    }


def budget_proposal(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    """The committees' requests as a starting point, and this year's tax rate."""
    earlier = latest_answers(session, case.id, "proposal")
    amounts = {unit: row["amount"] for unit, row in _by_unit(earlier.get("appropriations", [])).items()}
    tax_rate = tax_rate_of(session, _year(case) - 1)
    return {
        "year": _year(case),
        "tax_rate_before": _json(tax_rate),
        "tax_rate": earlier.get("tax_rate", _json(tax_rate)),
        "company_account": earlier.get("company_account"),
        "appropriations": [
            {
                "unit": row["unit"],
                "name": row["name"],
                "request": row["request"],
                "amount": amounts.get(row["unit"], row["request"]),
            }
            for row in case.variables["proposals"]["committees"]
        ],
    }


def tax_rate_proposal(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    """This year's tax rate, and the executive board's meetings."""
    return {
        "tax_rate": _json(tax_rate_of(session, _year(case) - 1)),
        "meetings": meeting_options(session, EXECUTIVE_BOARD, _year(case)),
    }


def tax_rate_decision(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    """The tax rate that the executive board proposed, and the council's meetings."""
    return {
        **_council(session, clock, case),
        "tax_rate": latest_answers(session, case.id, "tax_proposal").get("tax_rate"),
    }


def council_budget_decision(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    """The executive board's proposal, and the tax rate that was decided ahead of the budget, if it was."""
    proposal = latest_answers(session, case.id, "proposal")
    decided = latest_answers(session, case.id, "tax_decision")
    return {
        **_council(session, clock, case),
        "late_budget": case.variables.get("late_budget") is True,
        "tax_rate_decided": decided.get("tax_rate") if decided.get("decision") == APPROVED else None,
        "tax_rate": proposal.get("tax_rate"),
        "board_total": proposal.get("board_total"),
        "appropriations": [
            {"unit": row["unit"], "name": row["name"], "proposed": row["amount"], "amount": row["amount"]}
            for row in proposal.get("appropriations", [])
        ],
    }


def meetings_of_board(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    return {"meetings": meeting_options(session, EXECUTIVE_BOARD, _year(case))}


def meetings_of_council(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    return {"meetings": meeting_options(session, COUNCIL, _year(case))}


def meetings_of_committee(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    return {"meetings": meeting_options(session, case.unit_id or "", _year(case))}


def _council(session: Session, clock: Clock, case: Case) -> dict[str, Any]:
    year = _year(case)
    return {
        "year": year,
        "election_year": clock.calendar.is_election_year(year - 1),
        "meetings": meeting_options(session, COUNCIL, year),
    }


def _year(case: Case) -> int:
    year = case.cycle_year
    assert year is not None, "every case of the annual cycle belongs to a budget year"
    return year


def _rows(units: list[tuple[str, str]], values: Mapping[str, Row]) -> list[Row]:
    return [{**values.get(unit, {}), "unit": unit, "name": name} for unit, name in units]


def _by_unit(rows: list[Row]) -> dict[str, Row]:
    return {row["unit"]: row for row in rows}


def _json(value: Decimal | None) -> Any:
    return None if value is None else to_json(value)


PREFILL: dict[str, Prefill] = {
    "annual-cycle-start": start,
    "directives-and-frames": directives_and_frames,
    "committee-plan": committee_plan,
    "company-plan": company_plan,
    "consolidation": consolidation,
    "budget-proposal": budget_proposal,
    "tax-rate-proposal": tax_rate_proposal,
    "tax-rate-decision": tax_rate_decision,
    "council-budget-decision": council_budget_decision,
    "board-decision": meetings_of_board,
    "technical-premises": meetings_of_board,
    "council-decision": meetings_of_council,
    "publication": meetings_of_council,
    "committee-decision": meetings_of_committee,
}
