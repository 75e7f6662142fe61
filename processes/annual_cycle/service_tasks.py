"""What the annual cycle enters in registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.ports import ServiceCall, ServiceTask
from processes.exact import decimal_of
from processes.registers.budget import record_budget
from processes.registers.decision import Decision

APPROVED = "bifall"


def record_decision(call: ServiceCall) -> None:
    """Enter a body's decision. Inputs: body (unit code), matter (text), decision (what the secretary stated)."""
    stated: Mapping[str, Any] = call.inputs["decision"]
    call.session.add(
        Decision(
            unit_id=call.inputs["body"],
            meeting_on=date.fromisoformat(stated["meeting"]),
            paragraph=stated["paragraph"],
            diary_no=stated["diary_no"],
            matter=call.inputs["matter"],
            decision=stated["decision"],
            adjusted_on=_date(stated["adjusted_on"]),
            announced_on=_date(stated["announced_on"]),
            instance_id=call.case.id,
            recorded_at=call.clock.now(),
        )
    )


def record_budget_decision(call: ServiceCall) -> None:
    """Enter the council's decision and, once it has approved, the budget. Input beside those above: year."""
    record_decision(call)
    stated: Mapping[str, Any] = call.inputs["decision"]
    if stated["decision"] == APPROVED:
        appropriations = {row["unit"]: decimal_of(row["amount"]) for row in stated["appropriations"]}
        record_budget(call.session, call.inputs["year"], decimal_of(stated["tax_rate"]), appropriations)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


SERVICE_TASKS: dict[str, ServiceTask] = {
    "record-decision": record_decision,
    "record-budget-decision": record_budget_decision,
}
