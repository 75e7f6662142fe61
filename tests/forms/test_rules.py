"""Rules over the whole form, conditions, and what is computed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.errors import SubmissionInvalid
from tests.forms.forms_for_tests import PREFILL, TODAY, faults, form_of, kitchen_sink, posted

REQUIRED_IF = "Ange skälet till att begäran avviker från ramen."


def number(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "number", "key": key, "label": key, "id": f"Number_{key}", **more}


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": key, "id": f"Text_{key}", **more}


def rule(condition: str, message: str = "Fel.") -> dict[str, Any]:
    return {"properties": {"yearwheel:rule": condition, "yearwheel:message": message}}


def test_required_if() -> None:
    form = kitchen_sink()
    assert faults(form, posted(("deviation_reason", ""))) == {"deviation_reason": REQUIRED_IF}
    assert faults(form, posted(("deviation_reason", ""), ("budget_request", "455,50"))) == {}


def test_a_sum_is_exact() -> None:
    form = form_of(number("a"), number("b"), number("c", **rule("=a + b = c", "Summan stämmer inte.")))
    assert faults(form, {"a": "0,1", "b": "0,2", "c": "0,3"}) == {}
    assert faults(form, {"a": "0,1", "b": "0,2", "c": "0,30001"}) == {"c": "Summan stämmer inte."}


@pytest.mark.parametrize(("change", "refused"), [("29,5", False), ("29,6", True)])
def test_a_sum_over_rows_counts_readonly_and_computed_values(change: str, refused: bool) -> None:
    # 455.0 + 2215.5 + change against a total of 2700.
    found = faults(kitchen_sink(), posted(("frames.0.change", change), ("frames.1.change", "0")))
    assert found == ({"frames": "Ramarna är tillsammans större än utrymmet."} if refused else {})


def test_null_is_not_true() -> None:
    form = form_of(text("a", **rule("=a = missing.name and null")))
    assert faults(form, {"a": "x"}) == {"a": "Fel."}


def test_rules_of_one_component_are_told_one_at_a_time_in_order() -> None:
    properties = {
        "yearwheel:rule-2": "=a > 2",
        "yearwheel:message-2": "Mer än 2.",
        "yearwheel:rule": "=a > 1",
        "yearwheel:message": "Mer än 1.",
    }
    form = form_of(number("a", properties=properties))
    assert not form.problems()
    assert faults(form, {"a": "1"}) == {"a": "Mer än 1."}
    assert faults(form, {"a": "2"}) == {"a": "Mer än 2."}
    assert faults(form, {"a": "3"}) == {}


def test_a_rule_about_an_answer_that_cannot_be_read_keeps_silent() -> None:
    form = form_of(number("a"), number("b", **rule("=a < b")))
    assert set(faults(form, {"a": "x", "b": "1"})) == {"a"}
    assert set(faults(form, {"a": "2", "b": "1"})) == {"b"}


def test_a_rule_in_a_row_sees_the_row_first_and_then_the_form() -> None:
    assert faults(kitchen_sink(), posted(("goals.0.due", "2026-12-31"))) == {
        "goals.0.due": "Datumet ska ligga inom budgetåret."
    }
    inner = [number("limit"), number("amount", **rule("=amount <= limit and amount <= total"))]
    form = form_of(number("limit"), {"type": "dynamiclist", "path": "rows", "label": "Rader", "components": inner})
    rows = [{"limit": "10", "amount": "9"}, {"limit": "5", "amount": "9"}, {"limit": "99", "amount": "51"}]
    assert set(faults(form, {"limit": "0", "rows": rows}, {"total": 50})) == {"rows.1.amount", "rows.2.amount"}


def test_a_rule_may_stand_at_a_list_or_a_group() -> None:
    assert faults(kitchen_sink(), posted(without=("goals.0.goal", "goals.0.due", "goals.0.indicators.0.name",
        "goals.0.indicators.0.target"))) == {"goals": "Ange minst ett åtagande."}  # fmt: skip
    inner = [number("low"), number("high")]
    group = {"type": "group", "label": "Spann", "id": "Span", "components": inner, **rule("=low < high", "Omvänt.")}
    form = form_of(group)
    assert faults(form, {"low": "2", "high": "1"}) == {"_Span": "Omvänt."}


def test_faults_come_in_the_order_of_the_form() -> None:
    form = kitchen_sink()
    with pytest.raises(SubmissionInvalid) as caught:
        form.validate(posted(("deviation_reason", ""), ("title", ""), ("frames.1.change", "x")), PREFILL, TODAY, "sv")
    assert [fault.path for fault in caught.value.errors] == ["title", "deviation_reason", "frames.1.change"]


def test_a_rule_may_ask_for_the_date() -> None:
    form = form_of({"type": "datetime", "key": "held", "dateLabel": "Hölls", **rule("=date(held) <= today()")})
    assert faults(form, {"held": "2026-03-02"}) == {}
    assert faults(form, {"held": "2026-03-03"}) == {"held": "Fel."}
    assert form.validate({"held": "2026-03-03"}, {}, date(2026, 3, 3), "sv") == {"held": "2026-03-03"}


def test_what_is_hidden_is_neither_required_nor_kept() -> None:
    form = kitchen_sink()
    assert faults(form, posted(("comment", ""))) == {"comment": "Fyll i fältet."}
    answers = form.validate(posted(("decision", "bifall")), PREFILL, TODAY, "sv")
    assert answers["comment"] is None


def test_conditions_may_depend_on_each_other() -> None:
    form = form_of(
        text("a"),
        text("b", conditional={"hide": '=a != "ja"'}),
        text("c", conditional={"hide": "=b = null"}, validate={"required": True}),
    )
    assert faults(form, {"a": "ja", "b": "x"}) == {"c": "Fyll i fältet."}
    assert form.validate({"a": "nej", "b": "x", "c": "y"}, {}, TODAY, "sv") == {"a": "nej", "b": None, "c": None}


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    form = form_of(text("a", conditional={"hide": "=b != null"}), text("b", conditional={"hide": "=a = null"}))
    assert set(form.validate({"a": "x", "b": "y"}, {}, TODAY, "sv")) == {"a", "b"}


def test_a_hidden_group_takes_its_fields_with_it() -> None:
    inner = [text("name", validate={"required": True})]
    hide = {"conditional": {"hide": "=show != true"}}
    shown = {"type": "checkbox", "key": "show", "label": "Visa"}
    form = form_of(shown, {"type": "group", "label": "Grupp", "components": inner, **hide})
    assert form.validate({"name": "x"}, {}, TODAY, "sv") == {"show": False, "name": None}
    assert faults(form, {"show": "true"}) == {"name": "Fyll i fältet."}
    nested = form_of(shown, {"type": "group", "label": "Grupp", "path": "person", "components": inner, **hide})
    assert nested.validate({"person": {"name": "x"}}, {}, TODAY, "sv") == {"show": False, "person": None}


@pytest.mark.parametrize("switch", [{"readonly": True}, {"disabled": True}, {"readonly": "=locked"}])
def test_what_is_readonly_comes_from_the_prefill_alone(switch: dict[str, Any]) -> None:
    form = form_of(number("frame", defaultValue=5, **switch), text("free"))
    prefill = {"frame": 455.5, "locked": True}
    assert form.validate({"frame": "1", "free": "x"}, prefill, TODAY, "sv") == {"frame": 455.5, "free": "x"}
    assert form.validate({"frame": "1"}, {"locked": True}, TODAY, "sv") == {"frame": 5, "free": None}


def test_a_field_is_readonly_only_while_its_condition_holds() -> None:
    form = form_of(number("frame", readonly="=locked"))
    assert form.validate({"frame": "1"}, {"frame": 2, "locked": False}, TODAY, "sv") == {"frame": 1}


def test_a_computed_value_is_never_taken_from_the_post() -> None:
    form = form_of(number("a"), {"type": "expression", "key": "double", "label": "Dubbelt", "expression": "=a * 2"})
    assert form.validate({"a": "2,5", "double": "99"}, {}, TODAY, "sv") == {"a": 2.5, "double": 5}


def test_a_computed_third_is_rounded_to_what_json_holds() -> None:
    form = form_of(number("a"), {"type": "expression", "key": "third", "label": "Del", "expression": "=a / 3"})
    assert form.validate({"a": "1"}, {}, TODAY, "sv") == {"a": 1, "third": 0.333333333333333}


def test_prefill_names_give_the_starting_values_and_answers_go_before_them() -> None:
    form = form_of(text("a"), text("b", **rule('=a = "typed"')))
    assert faults(form, {"a": "typed"}, {"a": "stored"}) == {}
    assert faults(form, {"a": ""}, {"a": "typed"}) == {"b": "Fel."}


@pytest.mark.parametrize(
    "settings",
    [
        {"conditional": {"hide": "=assert(a, a > 1) = 0"}},
        {"readonly": "=assert(a, a > 1) = 0"},
        {"type": "select", "valuesExpression": '=[assert("x", a > 1)]'},
        {"properties": {"yearwheel:rule": "=assert(a, a > 1) = a", "yearwheel:message": "Fel."}},
    ],
)
def test_what_cannot_be_worked_out_is_refused_and_stays_on_the_page(settings: dict[str, Any]) -> None:
    form = form_of(number("a"), text("b", **settings))
    assert not form.problems()
    assert faults(form, {"a": "2", "b": "x"}) == {}
    assert faults(form, {"a": "1", "b": "x"}) == {"b": "Svaret kunde inte kontrolleras. Förenkla det och försök igen."}
    assert 'name="b"' in form.render({"a": "1", "b": "x"}, (), {}, "sv", today=TODAY)


def test_a_value_that_cannot_be_computed_is_refused() -> None:
    computed = {"type": "expression", "key": "b", "label": "B", "expression": "=assert(a, a > 1)"}
    form = form_of(number("a"), computed)
    assert set(faults(form, {"a": "1"})) == {"b"}
    assert form.validate({"a": "2"}, {}, TODAY, "sv") == {"a": 2, "b": 2}


def test_a_phrase_has_to_begin_as_it_should() -> None:
    form = form_of(text("risk", **rule('=starts with(lower case(risk), "risk att")', "Börja med ”risk att”.")))
    assert faults(form, {"risk": "Taket läcker"}) == {"risk": "Börja med ”risk att”."}
    assert faults(form, {"risk": "Risk att taket läcker"}) == {}
