"""Every decision record says which test confirms that the code still follows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PARTS = ("## Context", "## Decision", "## Consequences", "## Confirmation")
TEST = re.compile(r"`(tests/[\w/.-]+?)(?:::(\w+))?`")


def test_records_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_all_parts_in_order(record: Path) -> None:
    headings = [line for line in record.read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings == list(PARTS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_is_confirmed_by_tests_that_exist(record: Path) -> None:
    confirmation = record.read_text("utf-8").partition("## Confirmation")[2]
    named = TEST.findall(confirmation)
    assert named, "no test is named"
    for path, function in named:
        place = ROOT / path
        assert place.exists(), f"{path} does not exist"
        if function:
            assert f"def {function}(" in place.read_text("utf-8"), f"{path} has no {function}"
