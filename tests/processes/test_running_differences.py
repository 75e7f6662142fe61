"""The forms of the annual cycle show sums, and the difference from what was given, while they are filled in."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms import compile_form

FORMS = Path(__file__).parents[2] / "processes" / "annual_cycle"


def shown(name: str, key: str, posted: dict[str, Any], **prefill: Any) -> str:
    form = compile_form(json.loads((FORMS / f"{name}.form.json").read_text()))
    page = form.render(posted, (), prefill, "sv", today=date(2026, 3, 2))
    found = re.search(rf'id="f-{key}".*?class="yw-value">(.*?)</p>', page, re.S)
    assert found, page
    return re.sub(r"<[^>]+>|\s", "", found[1]).replace("\N{MINUS SIGN}", "-")


FRAME = {"frame_new": 100, "savings": 0, "investment_frame": 30}


@pytest.mark.parametrize(("request_", "difference"), [("112,5", "12,5"), ("90", "-10"), ("100", "0"), ("", "–")])
def test_a_request_against_the_frame(request_: str, difference: str) -> None:
    said = shown("committee-plan", "frame_difference", {"budget_request": request_}, frame=FRAME)
    assert said.removesuffix("mnkr") == difference


def test_investments_against_their_frame() -> None:
    rows = {"investments": [{"amount": "20"}, {"amount": ""}, {"amount": "5,5"}]}
    assert shown("committee-plan", "investments_total", rows, frame=FRAME) == "25,5"
    assert shown("committee-plan", "investments_difference", rows, frame=FRAME) == "-4,5"
    assert shown("committee-plan", "investments_total", {"budget_request": "1"}, frame=FRAME) == "0"


def test_a_result_against_the_target() -> None:
    assert shown("company-plan", "target_difference", {"result_budget": "185"}, result_target=190) == "-5"


def test_appropriations_against_the_requests() -> None:
    rows = [
        {"unit": "A", "name": "a", "request": 100, "amount": 100},
        {"unit": "B", "name": "b", "request": 50, "amount": 50},
    ]
    posted = {"appropriations": [{"_row": "A", "amount": "95"}, {"_row": "B", "amount": "50"}]}
    assert shown("budget-proposal", "request_difference", posted, appropriations=rows, year=2027) == "-5"
