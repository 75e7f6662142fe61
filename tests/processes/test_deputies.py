"""What of the library passes to a deputy, and what does not."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.start_process import StartProcess
from engine.errors import NotAuthorized
from engine.models import RoleAssignment
from engine.rules import Rule
from engine.run import Runner
from tests.processes.packages import BPMN, ZEEBE, tree
from tests.processes.real_cases import ANYONE, CHECKER, approval, do
from tests.processes.test_budget_year import frames, plan

CHECK = {"arith_ok": "true", "within_frame": "true", "result": "godkänd"}


def said(key: str, name: str, said: str) -> dict[str, str]:
    """The user tasks that say this of deputies, with what they say."""
    found = {}
    for task in tree(key, name).iter(f"{BPMN}userTask"):
        values = {each.get("name"): each.get("value") for each in task.iter(f"{ZEEBE}property")}
        if f"yearwheel:{said}" in values:
            found[task.get("id")] = values[f"yearwheel:{said}"]
    return found


def test_an_agreement_is_between_two_and_passes_to_nobody() -> None:
    tasks = {task.get("id") for task in tree("employee_agreement", "employee_agreement.bpmn").iter(f"{BPMN}userTask")}
    assert tasks
    assert said("employee_agreement", "employee_agreement.bpmn", "no-deputy") == dict.fromkeys(tasks, "true")


def test_who_prepares_money_in_anothers_place_has_been_given_to() -> None:
    needed = said("annual_cycle", "annual_cycle.bpmn", "deputy-scope")
    assert needed == dict.fromkeys(("frames", "consolidate", "proposal"), "approve-money")


def test_a_plan_is_checked_by_somebody_else(runner: Runner) -> None:
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    do(runner, "frames", frames())
    do(runner, "frames_decision_task", approval("KS"))
    with runner.database.write() as session:
        both = update(RoleAssignment).where(RoleAssignment.role == "head-of-department")
        session.execute(both.values(person_id=CHECKER))
    runner.run(RefreshPrincipals())
    do(runner, "plan", plan("2230", deviation_reason="Fler elever"), unit="FGN", who=CHECKER)
    with pytest.raises(NotAuthorized) as caught:
        do(runner, "check", CHECK, unit="FGN")
    assert caught.value.rule == Rule.NOT_SAME_PERSON
