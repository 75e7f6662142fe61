"""A table that several people fill in at once is merged cell by cell."""

from __future__ import annotations

from typing import Any

from engine.shared_drafts import Field, as_answers, leaves, merge

ANNA, BO, OTHER = 1, 2, 3
Rows = list[dict[str, str]]


class Table:
    """What is stored of a form with one list, `rows`."""

    def __init__(self) -> None:
        self.stored: dict[str, Field] = {}

    @property
    def revision(self) -> int:
        return max((each.revision for each in self.stored.values()), default=0)

    @property
    def rows(self) -> Any:
        return as_answers({path: each.value for path, each in self.stored.items()})["rows"]

    def save(self, person: int, rows: Rows, seen: int, untouched: set[str] | None = None) -> list[str]:
        sent = dict(leaves({"rows": rows}))
        changed, unseen = merge(self.stored, sent, seen, person, "2026-03-02T08:00:00+00:00", untouched or set())
        self.stored |= changed
        return unseen


def test_two_in_different_rows_disturb_nobody() -> None:
    table = Table()
    table.save(ANNA, [{"what": "", "amount": ""}, {"what": "", "amount": ""}], 0)
    seen = table.revision
    assert table.save(ANNA, [{"what": "Böcker", "amount": "1"}, {"what": "", "amount": ""}], seen) == []
    assert table.save(BO, [{"what": "", "amount": ""}, {"what": "Hyra", "amount": "2"}], seen) == []
    assert table.save(ANNA, [{"what": "Böcker", "amount": "10"}, {"what": "", "amount": ""}], seen) == []
    assert table.rows == [{"what": "Böcker", "amount": "10"}, {"what": "Hyra", "amount": "2"}]


def test_the_same_cell_keeps_both_texts() -> None:
    table = Table()
    table.save(ANNA, [{"what": "Annas"}], 0)
    assert table.save(BO, [{"what": "Bos"}], 0) == ["rows.0.what"]
    assert table.rows == [{"what": "Bos"}]


def test_a_row_is_taken_away_and_those_below_move_up() -> None:
    table = Table()
    table.save(ANNA, [{"what": "a"}, {"what": "b"}, {"what": "c"}], 0)
    assert table.save(ANNA, [{"what": "b"}, {"what": "c"}], table.revision) == []
    assert table.rows == [{"what": "b"}, {"what": "c"}]


def test_a_row_that_somebody_else_has_added_stays_when_another_is_taken_away() -> None:
    table = Table()
    table.save(ANNA, [{"what": "a"}, {"what": "b"}], 0)
    seen = table.revision
    table.save(BO, [{"what": "a"}, {"what": "b"}, {"what": "Bos"}], seen)
    assert table.save(ANNA, [{"what": "b"}], seen) == []
    assert [row["what"] for row in table.rows if row["what"]] == ["b", "Bos"]


def test_what_somebody_writes_in_a_row_that_is_taken_away_is_kept_and_told() -> None:
    table = Table()
    table.save(ANNA, [{"what": "a"}, {"what": "b"}], 0)
    seen = table.revision
    table.save(BO, [{"what": "a"}, {"what": "Bos"}], seen)
    assert table.save(ANNA, [{"what": "a"}], seen) == ["rows.1.what"]
    assert [entry["value"] for entry in table.stored["rows.1.what"].earlier if entry.get("lost")] == ["Bos"]


def test_rows_left_blank_files_and_choices() -> None:
    file = {"id": "x", "filename": "a.pdf", "size": 1}
    posted = {
        "rows": [{"what": "", "files": [file]}, {}],
        "several": ["a", "b"],
        "files": [file],
        "group": {"in": [{"a": "1"}]},
    }
    assert as_answers(dict(leaves(posted))) == posted


def test_a_page_that_shows_what_the_form_began_with_brings_nothing_back() -> None:
    """What the form starts with, such as last round's proposal, is nobody's text."""
    table = Table()
    table.save(ANNA, [{"what": "Annas"}], 0)
    assert table.save(BO, [{"what": "Förra året"}], 0, untouched={"rows.0.what"}) == []
    assert table.rows == [{"what": "Annas"}]


def test_a_page_that_has_stood_open_long_brings_nothing_back() -> None:
    table = Table()
    table.save(ANNA, [{"what": "Från början"}], 0)
    old = table.revision
    for number in range(60):
        table.save(BO, [{"what": f"Bos {number}"}], table.revision)
    assert table.save(ANNA, [{"what": "Från början"}], old - 1) == []
    assert table.save(OTHER, [{"what": "Från början"}], old) == []
    assert table.rows == [{"what": "Bos 59"}]
    assert sum("value" in entry for entry in table.stored["rows.0.what"].earlier) <= 20
