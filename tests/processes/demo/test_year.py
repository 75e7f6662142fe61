"""The year of the demonstration as it is told: that it could happen in Älvhamn, and is the same every time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.calendar import SWEDISH
from processes.demo.meetings import demo_meetings
from processes.demo.named import NAMED
from processes.demo.units import BOARD, COMMITTEES, COMPANIES
from processes.demo.year import BUDGETS, FIRST_DAY, LAST_DAY, deeds
from processes.demo.year.budget import plan_answers
from processes.demo.year.deeds import Answer, Opening
from processes.demo.year.documents import document
from processes.demo.year.told import told

SAID = list(deeds())
NAMES = {one.name for one in NAMED}
FRAMES_2027 = {"KS": 455, "FGN": 2215, "GVN": 905, "VON": 2290, "SN": 665, "KFN": 360, "SBN": 430, "MRN": 110}
DECIDES = {
    "frames_decision_task": BOARD, "technical_premises": BOARD, "tax_proposal": BOARD, "board_decision_task": BOARD,
    "tax_decision": "KF", "annual_plan_decision_task": "KF", "council_decision_task": "KF",
}  # fmt: skip


def answers() -> list[Answer]:
    return [deed for _, deed in SAID if isinstance(deed, Answer)]


def test_it_is_told_in_order_and_the_same_every_time() -> None:
    moments = [moment for moment, _ in SAID]
    assert moments == sorted(set(moments))
    assert list(deeds()) == SAID
    assert all(FIRST_DAY <= deed.on <= LAST_DAY for _, deed in SAID)
    assert all(moment.hour < 17 for moment in moments), "nobody works in the evening"


def test_people_work_on_working_days() -> None:
    idle = [(deed.on, type(deed).__name__) for _, deed in SAID if not SWEDISH.is_working_day(deed.on)]
    assert idle == []


def test_a_decision_is_entered_after_a_meeting_that_the_body_had() -> None:
    meetings = set(demo_meetings())
    entered = [one for one in answers() if "meeting" in one.answers]
    assert len(entered) == (6 + 13) + (5 + 14)
    for one in entered:
        body = one.unit or DECIDES[one.element]
        held = one.answers["meeting"]
        assert held <= one.on, (body, held)
        if body not in COMPANIES:  # boards meet when they like
            assert (body, held) in meetings


def test_the_frames_are_those_of_the_municipality() -> None:
    [frames] = [one for one in answers() if one.element == "frames" and one.on.year == 2026]
    rows: dict[str, dict[str, str]] = frames.answers["frames"]["rows"]
    sums = {
        body: sum(int(amount) for name, amount in row.items() if name != "investment_frame")
        for body, row in rows.items()
    }
    assert sums == FRAMES_2027
    assert sum(int(row["investment_frame"]) for row in rows.values()) == 870


@pytest.mark.parametrize("year", BUDGETS)
def test_every_body_hands_in(year: int) -> None:
    plans = {one.unit for one in answers() if one.element == "plan" and one.on.year == year - 1}
    assert plans == {*COMMITTEES, *COMPANIES}
    for body in plans:
        said: dict[str, Any] = plan_answers(str(body), year)
        assert all(date.fromisoformat(one["due"]).year == year for one in said["commitments"])


def test_whoever_is_named_is_known() -> None:
    doers: set[str | None] = {one.by for one in answers()} | {one.who for _, one in SAID if isinstance(one, Opening)}
    periods = told("people.toml")["period"]
    doers |= {each["who"] for each in periods} | {each["deputy"] for each in periods}
    assert doers - {None} <= NAMES


def test_a_document_is_a_page_that_a_reader_opens() -> None:
    content = document("Älvhamns kommun\nBudget (förslag) 2027–2029")
    place = int(content.rpartition(b"startxref\n")[2].split()[0])
    assert content.startswith(b"%PDF-")
    assert content[place : place + 4] == b"xref"
    for number, line in enumerate(content[place:].split(b"\n")[3:8], start=1):
        assert content[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    assert rb"\(f" in content
