"""How Älvhamn makes a budget: its files told as deeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from processes.demo.year.deeds import Answer, Deed, Opening
from processes.demo.year.told import told
from processes.demo.year.words import words_about

KEY = "annual_cycle"
FINANCE_DIRECTOR = "Jonas Ek"
APPROVED = {"arith_ok": "true", "within_frame": "true", "result": "godkänd"}


def budget_deeds(year: int) -> Iterator[Deed]:
    """Everything that is done for the budget of one year, not yet in order."""
    budget = told(f"budget-{year}.toml")
    opening = Opening(on=budget["opened"], who=FINANCE_DIRECTOR, key=KEY, year=year, answers={"year": year})
    yield opening
    yield from words_about(opening.case_id, budget)
    turns: Counter[tuple[str, str]] = Counter()
    for step in budget["step"]:
        turns["", step["element"]] += 1
        turn = turns["", step["element"]]
        yield Answer(on=step["on"], root=opening.case_id, element=step["element"], turn=turn, answers=step["answers"])
    for plan in budget["plan"]:
        for on, element, answers in _plan(year, plan):
            turns[plan["body"], element] += 1
            turn = turns[plan["body"], element]
            yield Answer(
                on=on, root=opening.case_id, unit=plan["body"], element=element, turn=turn, answers=answers,
                by=plan.get(f"{element}_by"),
            )  # fmt: skip


def plan_answers(body: str, year: int) -> dict[str, Any]:
    """What a body's plan says beside its sums."""
    said = dict(told("bodies.toml")[body])
    said["commitments"] = [one | {"due": f"{year}-{one['due']}"} for one in said["commitments"]]
    if "investments" in said:
        said["investments"] = [one | {"year": year} for one in said["investments"]]
    return said


def _plan(year: int, plan: dict[str, Any]) -> Iterator[tuple[date, str, dict[str, Any]]]:
    yield plan["written"], "plan", plan_answers(plan["body"], year) | plan["answers"]
    yield plan["checked"], "check", plan.get("check", APPROVED)
    if "meeting" in plan:
        number = plan["paragraph"]
        minutes = {"meeting": plan["meeting"], "paragraph": number, "diary_no": f"{plan['body']}/{year - 1}:{number}"}
        yield plan["decided"], "decide", {"decision": "bifall", **minutes}
