"""Repeated rows: added and removed by buttons, blank ones left out, fixed ones tied to the prefill."""

from __future__ import annotations

from typing import Any

import pytest

from forms import RowAction
from tests.forms.forms_for_tests import PREFILL, TODAY, faults, form_of, kitchen_sink, parsed, posted

ADD_GOAL = RowAction("_add", "goals")


def test_adding_a_row_keeps_what_was_typed() -> None:
    raw = posted(("goals.0.due", "snart"))
    after = kitchen_sink().apply_row_action(raw, ADD_GOAL)
    assert after["goals"][0] == raw["goals"][0]
    assert after["goals"][1] == {"indicators": []}
    assert raw["goals"] == [after["goals"][0]], "what was handed in is left alone"
    page = parsed(kitchen_sink().render(after, (), PREFILL, "sv", today=TODAY, action=ADD_GOAL))
    assert page.get_element_by_id("f-goals-0-due").get("value") == "snart"
    assert [field.get("name") for field in page.xpath("//*[@autofocus]")] == ["goals.1.goal"]


def test_the_first_row_can_be_added_to_an_empty_list() -> None:
    after = kitchen_sink().apply_row_action({"investments": []}, RowAction("_add", "investments"))
    assert after == {"investments": [{}]}


def test_a_row_inside_a_row_is_added_and_removed() -> None:
    raw = posted()
    added = kitchen_sink().apply_row_action(raw, RowAction("_add", "goals.0.indicators"))
    assert added["goals"][0]["indicators"][1] == {}
    removed = kitchen_sink().apply_row_action(added, RowAction("_remove", "goals.0.indicators.0"))
    assert removed["goals"][0]["indicators"] == [{}]


def test_removing_a_row_keeps_the_others() -> None:
    raw = {"investments": [{"project": "A"}, {"project": "B"}, {"project": "C"}]}
    after = kitchen_sink().apply_row_action(raw, RowAction("_remove", "investments.1"))
    assert after == {"investments": [{"project": "A"}, {"project": "C"}]}


def test_the_last_row_can_be_removed_and_stays_away() -> None:
    raw = kitchen_sink().apply_row_action({**posted(), "goals": [{"goal": "x"}]}, RowAction("_remove", "goals.0"))
    assert raw["goals"] == []
    page = parsed(kitchen_sink().render(raw, (), PREFILL, "sv", today=TODAY))
    assert not page.xpath("//*[starts-with(@name, 'goals.0.')]")


def test_an_attached_file_can_be_taken_away() -> None:
    after = kitchen_sink().apply_row_action(posted(), RowAction("_remove", "minutes.0"))
    assert after["minutes"] == []


def test_a_new_row_starts_with_its_defaults() -> None:
    inner = [{"type": "textfield", "id": "Kind", "key": "kind", "label": "Slag", "defaultValue": "ny"}]
    form = form_of({"type": "dynamiclist", "path": "rows", "label": "Rader", "components": inner})
    assert form.apply_row_action({}, RowAction("_add", "rows")) == {"rows": [{"kind": "ny"}]}


@pytest.mark.parametrize(
    "action",
    [
        RowAction("_add", "frames"),
        RowAction("_remove", "frames.0"),
        RowAction("_add", "title"),
        RowAction("_add", "nothing"),
        RowAction("_add", ""),
        RowAction("_add", "goals.7.indicators"),
        RowAction("_add", "goals.x.indicators"),
        RowAction("_remove", "goals"),
        RowAction("_remove", "goals.99"),
        RowAction("_remove", "goals.٣"),
        RowAction("_remove", "goals." + "9" * 5_000),
        RowAction("_remove", "title.0"),
        RowAction("_refresh", "1"),
    ],
)
def test_what_the_form_does_not_allow_changes_nothing(action: RowAction) -> None:
    raw = posted()
    assert kitchen_sink().apply_row_action(raw, action) == raw
    assert kitchen_sink().render(raw, (), PREFILL, "sv", today=TODAY, action=action)


def test_no_more_rows_than_the_limit_can_be_added() -> None:
    raw: dict[str, Any] = {"investments": [{}] * 500}
    assert kitchen_sink().apply_row_action(raw, RowAction("_add", "investments")) == raw


def test_a_row_left_blank_is_left_out_and_faults_keep_their_number() -> None:
    raw: dict[str, Any] = {
        "investments": [{"project": "", "_row": ""}, {"project": "Bro", "amount": "1", "year": "2027"}]
    }
    answers = kitchen_sink().validate({**posted(), **raw}, PREFILL, TODAY, "sv")
    assert answers["investments"] == [{"project": "Bro", "amount": 1, "year": 2027}]
    raw["investments"][1]["amount"] = "x"
    assert set(faults(kitchen_sink(), {**posted(), **raw})) == {"investments.1.amount"}


def test_rows_begin_with_the_prefill_or_as_many_blank_ones_as_drawn() -> None:
    page = parsed(kitchen_sink().render(None, (), {**PREFILL, "investments": [{"project": "A"}, {"project": "B"}]},
        "sv", today=TODAY))  # fmt: skip
    assert page.xpath("//input[starts-with(@name, 'investments.') and @type='text']/@value")[::2] == ["A", "B"]
    assert page.xpath("//textarea[@name='goals.0.goal']")
    assert not page.xpath("//textarea[@name='goals.1.goal']")


def frames(*committees: str) -> dict[str, Any]:
    return {**PREFILL, "frames": [{"committee": name, "frame_prev": 100} for name in committees]}


def changes(raw: dict[str, Any], prefill: dict[str, Any]) -> dict[str, Any]:
    answers = kitchen_sink().validate(raw, prefill, TODAY, "sv")
    return {row["committee"]: row["change"] for row in answers["frames"]}


def test_fixed_rows_come_from_the_prefill_whatever_is_posted() -> None:
    raw = posted(("frames.0.committee", "Annan"), ("frames.0.frame_prev", "1"), ("frames.2.change", "7"))
    answers = kitchen_sink().validate(raw, PREFILL, TODAY, "sv")
    assert answers["frames"] == [
        {"committee": "Kommunstyrelsen", "frame_prev": 455, "change": 1.5, "frame_new": 456.5},
        {"committee": "Förskole- och grundskolenämnden", "frame_prev": 2215.5, "change": -10, "frame_new": 2205.5},
    ]


def test_what_was_typed_finds_its_fixed_row_when_the_rows_have_changed_meanwhile() -> None:
    raw = {**posted(), "frames": [{"_row": "KS", "change": "1"}, {"_row": "SN", "change": "2"}]}
    assert changes(raw, frames("SN", "KS")) == {"SN": 2, "KS": 1}
    assert set(faults(kitchen_sink(), raw, frames("KS", "FGN", "SN"))) == {"frames.1.change"}
    assert changes(raw, frames("SN")) == {"SN": 2}


def test_fixed_rows_posted_without_their_keys_are_taken_in_order() -> None:
    raw = {**posted(), "frames": [{"change": "1"}, {"change": "2"}]}
    assert changes(raw, frames("KS", "SN")) == {"KS": 1, "SN": 2}


def test_fixed_rows_are_asked_even_when_all_are_blank() -> None:
    raw = {**posted(), "frames": []}
    assert set(faults(kitchen_sink(), raw)) == {"frames.0.change", "frames.1.change"}


def test_fixed_rows_have_no_buttons() -> None:
    page = parsed(kitchen_sink().render(None, (), PREFILL, "sv", today=TODAY))
    rows = page.get_element_by_id("f-frames")
    assert not rows.xpath(".//button")
    assert rows.xpath(".//input[@type='hidden' and @name='frames.1._row']/@value") == [
        "Förskole- och grundskolenämnden"
    ]
    assert rows.xpath(".//th[@scope='row']//*[@class='yw-value']/text()")[0] == "Kommunstyrelsen"


def test_fixed_rows_without_prefill_are_none_and_drawn_ones_are_drawn() -> None:
    inner = [{"type": "textfield", "id": "Text", "key": "text", "label": "Text"}]
    rows = {"type": "dynamiclist", "path": "rows", "label": "Rader", "components": inner, "defaultRepetitions": 3}
    assert form_of({**rows, "properties": {"yearwheel:rows": "fixed"}}).validate({}, {}, TODAY, "sv") == {"rows": []}
    drawn = form_of({**rows, "allowAddRemove": False})
    assert drawn.validate({"rows": [{"text": "a"}]}, {}, TODAY, "sv") == {
        "rows": [{"text": "a"}, {"text": None}, {"text": None}]
    }
    assert drawn.apply_row_action({}, RowAction("_add", "rows")) == {}
