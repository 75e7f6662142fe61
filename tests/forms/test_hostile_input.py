"""Whatever is posted becomes answers or faults, never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.forms_for_tests import PREFILL, TODAY, faults, form_of, kitchen_sink

KINDS = [
    {"type": "textfield"},
    {"type": "textarea"},
    {"type": "number"},
    {"type": "number", "decimalDigits": 1},
    {"type": "datetime", "subtype": "date", "disallowPassedDates": True},
    {"type": "datetime", "subtype": "time"},
    {"type": "datetime", "subtype": "datetime"},
    {"type": "select", "values": [{"label": "A", "value": "a"}]},
    {"type": "checklist", "values": [{"label": "A", "value": "a"}]},
    {"type": "checkbox"},
    {"type": "filepicker"},
]
VALUES: list[Any] = [
    "\0", "a\0b", "\x1b[31m", "\ud800", "\u202e", "x" * 100_000, "1e999999", "NaN", "-Infinity", "9" * 5_000,
    "٣", "1_000", "0x10", "2026-W01-1", "2026-13-45", "9999-12-31", "24:00", "{}", "[]", "[" * 5_000, '{"id": 1}',
    '{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "filename": "a\\u0000b", "size": 1}',
    '{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "filename": "a", "size": 1e99}',
    float("nan"), float("inf"), 10**400, True, [], {}, [[]], [{}], {"a": 1}, [None], ["a"] * 1_000, object(),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values()))[:40])
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_hostile_value_is_refused_or_taken_as_nothing(kind: dict[str, Any], value: Any) -> None:
    form = form_of({"key": "field", "label": "Fält", **kind})
    found = faults(form, {"field": value})
    assert set(found) <= {"field"}
    assert form.render({"field": value}, (), PREFILL, "sv", today=TODAY).encode()


@pytest.mark.parametrize("value", ["a\0b", "\x07", "line\nbreak", "\ud800", "a\x85b"])
def test_control_characters_are_refused(value: str) -> None:
    form = form_of({"type": "textfield", "key": "field", "label": "Fält"})
    assert faults(form, {"field": value}) == {
        "field": "Texten innehåller tecken som inte går att spara. Skriv om den delen."
    }


@pytest.mark.parametrize("value", ["1" * 16, "0,1234567890123456", "1" * 5_000, 10**30, "0,0000000000000001"])
def test_numbers_that_cannot_be_kept_exactly_are_refused(value: Any) -> None:
    form = form_of({"type": "number", "key": "field", "label": "Fält"})
    assert faults(form, {"field": value}) == {"field": "Talet har för många siffror."}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "Infinity", "nan", "1e999999"])
def test_what_is_no_finite_number_is_refused(value: Any) -> None:
    form = form_of({"type": "number", "key": "field", "label": "Fält"})
    assert set(faults(form, {"field": value})) == {"field"}


def test_a_pattern_that_runs_away_is_stopped() -> None:
    form = form_of({"type": "textfield", "key": "field", "label": "Fält", "validate": {"pattern": "^(a|a|b?)*$"}})
    assert set(faults(form, {"field": "a" * 40 + "!"})) == {"field"}


def test_too_many_rows_are_refused() -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "rows",
            "label": "Rader",
            "components": [{"type": "textfield", "id": "Text", "key": "text", "label": "Text"}],
        }
    )
    assert faults(form, {"rows": [{"text": "x"}] * 501}) == {"rows": "Listan får ha högst 500 rader."}
    assert faults(form, {"rows": [{"text": "x"}] * 500}) == {}


@pytest.mark.parametrize("rows", ["text", 7, {"a": 1}, [1, "x", None], [[["x"]]], {"0": {"goal": "x"}}])
def test_rows_of_the_wrong_shape_are_blank(rows: Any) -> None:
    assert faults(kitchen_sink(), {"goals": rows})["goals"] == "Ange minst ett åtagande."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["goal", "due", "indicators", "name", "change", "_row", "0"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(kitchen_sink().names)), json_values))
def test_any_json_is_answered_or_refused_and_can_be_shown_again(raw: dict[str, Any]) -> None:
    form = kitchen_sink()
    faults(form, raw)
    assert form.render(raw, (), PREFILL, "sv", today=TODAY).encode()
