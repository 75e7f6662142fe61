"""The decision block of every form in which a body's decision is recorded (KL 5:69, 6:35, 8:12)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from engine.errors import SubmissionInvalid
from forms import compile_form
from tests.processes.packages import FORMS, PACKAGES

MEETING = "2026-11-26"
MINUTES = [{"id": "018f0000-0000-7000-8000-000000000000", "filename": "protokoll.pdf", "size": 10}]
GOOD = {"decision": "bifall", "meeting": MEETING, "paragraph": "12", "diary_no": "KSKF/2027:12"}
BLOCK = {"decision", "meeting", "paragraph", "diary_no", "reservations", "minutes", "adjusted_on", "announced_on"}


def _keys(components: list[dict[str, Any]]) -> set[str]:
    return {key for part in components for key in {part.get("key"), *_keys(part.get("components", []))} if key}


SCHEMAS = {
    name: found
    for key, name in FORMS
    if "diary_no" in _keys((found := json.loads(PACKAGES[key].files[name]))["components"]) and "company" not in name
}


def faults(schema: dict[str, Any], **posted: Any) -> set[str]:
    """The fields of the block that are refused."""
    prefill = {"meetings": [{"value": MEETING, "label": MEETING}], "year": 2027}
    try:
        compile_form(schema).validate(GOOD | posted, prefill, date(2026, 12, 1), "sv")
    except SubmissionInvalid as refused:
        return {error.path for error in refused.errors} & BLOCK
    return set()


def test_every_body_has_a_decision_form() -> None:
    assert sorted(SCHEMAS) == [
        "board-decision.form.json",
        "committee-decision.form.json",
        "council-budget-decision.form.json",
        "council-decision.form.json",
        "tax-rate-decision.form.json",
        "tax-rate-proposal.form.json",
        "technical-premises.form.json",
    ]


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize(
    ("posted", "refused"),
    [
        ({}, set()),
        ({"decision": ""}, {"decision"}),
        ({"decision": "kanske"}, {"decision"}),
        ({"meeting": "2026-11-25"}, {"meeting"}),
        ({"paragraph": "0"}, {"paragraph"}),
        ({"diary_no": "KSKF 2027-12"}, {"diary_no"}),
        ({"diary_no": "ÅÄÖ/2027:1"}, set()),
        ({"adjusted_on": "2026-12-10"}, {"minutes"}),
        ({"adjusted_on": "2026-12-10", "minutes": MINUTES}, set()),
        ({"adjusted_on": "2026-12-11", "minutes": MINUTES}, {"adjusted_on"}),
        ({"adjusted_on": "2026-11-25", "minutes": MINUTES}, {"adjusted_on"}),
        ({"announced_on": "2026-11-28"}, {"announced_on"}),
        ({"adjusted_on": "2026-11-27", "announced_on": "2026-11-29", "minutes": MINUTES}, set()),
        ({"adjusted_on": "2026-11-27", "announced_on": "2026-11-30", "minutes": MINUTES}, {"announced_on"}),
        ({"adjusted_on": "2026-11-27", "announced_on": "2026-11-26", "minutes": MINUTES}, {"announced_on"}),
    ],
)
def test_the_block_keeps_the_law(name: str, posted: dict[str, Any], refused: set[str]) -> None:
    assert faults(SCHEMAS[name], **posted) == refused


@pytest.mark.parametrize("name", ["council-budget-decision.form.json", "tax-rate-decision.form.json"])
def test_in_an_election_year_only_the_new_council_decides(name: str) -> None:
    for meeting, election_year, refused in (
        ("2026-10-14", True, {"meeting"}),
        ("2026-10-15", True, set()),
        ("2026-10-14", False, set()),
    ):
        prefill = {"meetings": [meeting], "year": 2027, "election_year": election_year}
        with pytest.raises(SubmissionInvalid) as found:
            compile_form(SCHEMAS[name]).validate(GOOD | {"meeting": meeting}, prefill, date(2026, 12, 1), "sv")
        assert {error.path for error in found.value.errors} & {"meeting"} == refused
