"""What each type of component takes, and what it says when it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.forms.forms_for_tests import PREFILL, TODAY, faults, form_of, kitchen_sink, posted

YES_NO = [{"label": "Ja", "value": "ja"}, {"label": "Nej", "value": "nej"}]
FILE = {"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "filename": "protokoll.pdf", "size": 7}


def answer(component: dict[str, Any], raw: Any, prefill: dict[str, Any] | None = None) -> Any:
    """What one field makes of a value; a text in brackets for the message when it is refused."""
    form = form_of({"key": "field", "label": "Fält", **component})
    assert not form.problems()
    found = faults(form, {"field": raw}, prefill or {})
    if found:
        return f"[{found['field']}]"
    return form.validate({"field": raw}, prefill or {}, TODAY, "sv")["field"]


@pytest.mark.parametrize(
    ("validate", "raw", "expected"),
    [
        ({}, "  Plan  ", "Plan"),
        ({}, "", None),
        ({}, None, None),
        ({}, ["first", "last"], "last"),
        ({"required": True}, "   ", "[Fyll i fältet.]"),
        ({"minLength": 3}, "ab", "[Skriv minst 3 tecken. Texten har 2.]"),
        ({"minLength": 3}, "", None),
        ({"maxLength": 3}, "abcd", "[Skriv högst 3 tecken. Texten har 4.]"),
        ({"maxLength": "3"}, "abc", "abc"),
        ({}, "x" * 1_001, "[Skriv högst 1000 tecken. Texten har 1001.]"),
        ({"pattern": "^[A-Z]{2}$"}, "AB", "AB"),
        ({"pattern": "^[A-Z]{2}$"}, "ab", "[Svaret har inte den form som krävs.]"),
        ({"validationType": "email"}, "anna@example.org", "anna@example.org"),
        ({"validationType": "email"}, "anna@example", "[Ange en e-postadress, till exempel namn@exempel.se.]"),
        ({"validationType": "phone"}, "+46 16-710 10 00", "+46 16-710 10 00"),
        (
            {"validationType": "phone"},
            "ring mig",
            "[Ange ett telefonnummer med siffror, till exempel 070-123 45 67.]",
        ),
    ],
)
def test_a_text_field_takes(validate: dict[str, Any], raw: Any, expected: Any) -> None:
    assert answer({"type": "textfield", "validate": validate}, raw) == expected


def test_a_text_area_keeps_its_lines() -> None:
    assert answer({"type": "textarea"}, "en\r\ntvå\rtre\tfyra ") == "en\ntvå\ntre\tfyra"


@pytest.mark.parametrize(
    ("settings", "raw", "expected"),
    [
        ({}, "1 234,5", 1234.5),
        ({}, "1\N{NO-BREAK SPACE}234.50", 1234.5),
        ({}, "\N{MINUS SIGN}3", -3),
        ({}, "12,0", 12),
        ({}, ",5", 0.5),
        ({}, 0.1, 0.1),
        ({}, Decimal("7430.0"), 7430),
        ({}, 7, 7),
        ({}, "0", 0),
        ({}, "", None),
        ({"validate": {"required": True}}, " ", "[Ange ett tal.]"),
        ({}, "tolv", "[Ange ett tal, till exempel 1\N{NO-BREAK SPACE}234,5.]"),
        ({}, "1.234,5", "[Ange ett tal, till exempel 1\N{NO-BREAK SPACE}234,5.]"),
        ({}, "1e3", "[Ange ett tal, till exempel 1\N{NO-BREAK SPACE}234,5.]"),
        ({}, True, "[Ange ett tal, till exempel 1\N{NO-BREAK SPACE}234,5.]"),
        ({"decimalDigits": 0}, "2,5", "[Ange ett heltal, utan decimaler.]"),
        ({"decimalDigits": 0}, "2,0", 2),
        ({"decimalDigits": 1}, "2,55", "[Ange högst 1 decimaler.]"),
        ({"validate": {"min": 0}}, "-0,1", "[Talet får vara lägst 0.]"),
        ({"validate": {"min": 0}}, "0", 0),
        ({"validate": {"max": "1000,5"}}, "1000,6", "[Talet får vara högst 1000,5.]"),
    ],
)
def test_a_number_takes(settings: dict[str, Any], raw: Any, expected: Any) -> None:
    found = answer({"type": "number", **settings}, raw)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("raw", ["0,1", "2215,5", "123456789012,345", "-0,000001", "999999999999999"])
def test_money_survives_the_journey_through_json(raw: str) -> None:
    found = answer({"type": "number"}, raw)
    assert Decimal(repr(found)) == Decimal(raw.replace(",", "."))


@pytest.mark.parametrize(
    ("subtype", "raw", "expected"),
    [
        ("date", "2026-05-29", "2026-05-29"),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2026-02-29", "[Ange ett datum som finns, till exempel 2026-05-29.]"),
        ("date", "20260529", "[Ange ett datum som finns, till exempel 2026-05-29.]"),
        ("date", "0026-05-29", "[Ange ett år mellan 1900 och 2200.]"),
        ("time", "13:30", "13:30:00"),
        ("time", "25:00", "[Ange ett klockslag, till exempel 13:30.]"),
        ("datetime", "2026-05-29T13:30", "2026-05-29T13:30:00"),
        ("datetime", "2026-05-29", "[Ange datum och klockslag, till exempel 2026-05-29 13:30.]"),
    ],
)
def test_a_moment_takes(subtype: str, raw: str, expected: str) -> None:
    assert answer({"type": "datetime", "subtype": subtype, "dateLabel": "När"}, raw) == expected


@pytest.mark.parametrize(("raw", "refused"), [("2026-03-01", True), ("2026-03-02", False)])
def test_a_date_may_not_have_passed(raw: str, refused: bool) -> None:
    found = answer({"type": "datetime", "subtype": "date", "disallowPassedDates": True}, raw)
    assert found == ("[Ange dagens datum eller ett senare.]" if refused else raw)


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_one_option_is_chosen(kind: str) -> None:
    assert answer({"type": kind, "values": YES_NO}, "ja") == "ja"
    assert answer({"type": kind, "values": YES_NO}, "") is None
    assert answer({"type": kind, "values": YES_NO}, "kanske") == "[Välj bland de alternativ som finns.]"
    assert answer({"type": kind, "values": YES_NO, "validate": {"required": True}}, None) == "[Välj ett alternativ.]"


def test_an_option_keeps_the_type_of_its_value() -> None:
    values = [{"label": "2027", "value": 2027}, {"label": "Ja", "value": True}]
    assert answer({"type": "select", "values": values}, "2027") == 2027
    assert answer({"type": "select", "values": values}, "true") is True


@pytest.mark.parametrize("kind", ["checklist", "taglist"])
def test_some_options_are_chosen_in_the_order_offered(kind: str) -> None:
    assert answer({"type": kind, "values": YES_NO}, ["nej", "ja", "nej"]) == ["ja", "nej"]
    assert answer({"type": kind, "values": YES_NO}, "nej") == ["nej"]
    assert answer({"type": kind, "values": YES_NO}, None) == []
    assert answer({"type": kind, "values": YES_NO}, ["ja", "x"]) == "[Välj bland de alternativ som finns.]"
    required = {"type": kind, "values": YES_NO, "validate": {"required": True}}
    assert answer(required, []) == "[Välj minst ett alternativ.]"


def test_options_are_found_in_the_prefill() -> None:
    meetings = {"meetings": [{"label": "KF 15 juni", "value": 17}], "plain": ["FGN", "SN"]}
    assert answer({"type": "select", "valuesKey": "meetings"}, "17", meetings) == 17
    assert (
        answer({"type": "select", "valuesKey": "meetings"}, "18", meetings) == "[Välj bland de alternativ som finns.]"
    )
    assert answer({"type": "checklist", "valuesKey": "plain"}, ["SN"], meetings) == ["SN"]
    assert answer({"type": "select", "valuesExpression": '=plain[item != "SN"]'}, "FGN", meetings) == "FGN"
    assert answer({"type": "select", "valuesExpression": '=plain[item != "SN"]'}, "SN", meetings).startswith("[")


def test_a_box_is_ticked_or_not() -> None:
    assert answer({"type": "checkbox"}, "true") is True
    assert answer({"type": "checkbox"}, None) is False
    assert answer({"type": "checkbox"}, False) is False
    assert answer({"type": "checkbox", "validate": {"required": True}}, None) == "[Kryssa i rutan.]"


def test_files_are_kept_by_what_they_are_called() -> None:
    text = '{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "filename": "protokoll.pdf", "size": 7}'
    assert answer({"type": "filepicker", "multiple": True}, [text, FILE]) == [FILE, FILE]
    assert answer({"type": "filepicker"}, None) == []
    assert answer({"type": "filepicker", "validate": {"required": True}}, []) == "[Välj en fil.]"


def test_the_file_chosen_last_replaces_the_one_before() -> None:
    newer = {**FILE, "filename": "nytt.pdf"}
    assert answer({"type": "filepicker"}, [FILE, newer]) == [newer]


@pytest.mark.parametrize(
    ("accept", "taken"),
    [(".pdf,.docx", True), (".PDF", True), ("application/pdf", True), ("image/*", False), (".xlsx", False), ("", True)],
)
def test_only_accepted_types_of_file_are_taken(accept: str, taken: bool) -> None:
    found = answer({"type": "filepicker", "accept": accept}, [FILE])
    assert found == ([FILE] if taken else f"[Filen måste vara av typen {accept}.]")


def test_the_whole_kitchen_sink_is_answered() -> None:
    answers = kitchen_sink().validate(posted(), PREFILL, TODAY, "sv")
    assert answers["goal_contribution"] == "Fler klarar skolan.\nMed stöd i tid."
    assert answers["contact"] == {"name": "Åsa Öst", "phone": "016-710 10 00"}
    assert answers["likelihood"] == 3
    assert answers["goals"][0]["indicators"] == [{"name": "Andel läsare", "target": -0.5}]
    assert answers["gap"] == 1005
    assert answers["meeting"] == 17
    assert "unknown" not in answers
    assert "csrf_token" not in answers
    assert set(answers) - {"_labels"} == set(kitchen_sink().names)


def test_what_options_of_the_prefill_were_called_is_kept() -> None:
    answers = kitchen_sink().validate(posted(), PREFILL, TODAY, "sv")
    assert answers["_labels"] == {"meeting": {"17": "KF 15 juni 2026"}, "return_to": {"SN": "Socialnämnden"}}


def test_messages_come_in_english() -> None:
    form = form_of({"type": "number", "key": "amount", "label": "Belopp", "validate": {"max": 12000.5}})
    with pytest.raises(Exception, match=r"The number must be 12,000\.5 or less\."):
        form.validate({"amount": "12001"}, {}, TODAY, "en")
