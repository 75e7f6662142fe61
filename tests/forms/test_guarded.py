"""What one field says under a visibility code, no other part of the form tells a reader without it."""

from __future__ import annotations

from typing import Any

import pytest

from forms import Earlier, Form
from forms.validator import FormValidator
from tests.forms.forms_for_tests import TODAY, form_of

CODE = {"yearwheel:visibility": "PAIR"}
PAY: dict[str, Any] = {"type": "number", "id": "Pay", "key": "pay", "label": "Lön", "properties": CODE}
STAFF: dict[str, Any] = {
    "type": "dynamiclist", "id": "Staff", "path": "staff", "label": "Personer", "components": [
        {"type": "textfield", "id": "Name", "key": "name", "label": "Namn"},
        {"type": "textfield", "id": "Health", "key": "health", "label": "Hälsa", "properties": CODE},
    ],
}  # fmt: skip
TALK: dict[str, Any] = {
    "type": "group", "id": "Talk", "label": "Samtal", "properties": CODE, "components": [
        {"type": "textfield", "id": "Said", "key": "said", "label": "Sagt"}],
}  # fmt: skip
TEXT = {"type": "textfield", "key": "other", "label": "Annat"}
TELLING: list[dict[str, Any]] = [
    {"type": "expression", "key": "raised", "label": "Ny lön", "expression": "=pay * 1.03"},
    {"type": "expression", "key": "told", "label": "Sagt", "expression": "=upper case(said)"},
    {"type": "expression", "key": "all", "label": "Alla", "expression": "=string(staff)"},
    {"type": "expression", "key": "ill", "label": "Sjuka", "expression": "=count(staff[health != null].name)"},
    {"type": "expression", "key": "ill", "label": "Sjuka", "expression": "=staff.health"},
    {"type": "expression", "key": "ill", "label": "Sjuka", "expression": "=for s in staff return s.health"},
    {"type": "expression", "key": "ill", "label": "Sjuka", "expression": '=get value(staff[1], "health")'},
    {"type": "expression", "key": "everything", "label": "Allt", "expression": "=string(this)"},
    {"type": "expression", "key": "everything", "label": "Allt", "expression": "=this.pay"},
    {**TEXT, "label": "Lönen är {{pay}}"},
    {**TEXT, "description": "{{#if pay > 40000}}Hög{{/if}}"},
    {**TEXT, "conditional": {"hide": "=pay = null"}},
    {**TEXT, "properties": {"yearwheel:prefill": "=pay"}},
    {"type": "text", "text": "Lönen är {{pay}}"},
    {"type": "text", "text": "{{#loop staff}}{{health}}{{/loop}}"},
    {"type": "html", "content": "<p>{{said}}</p>"},
    {"type": "image", "alt": "Bild", "source": "=said"},
    {"type": "table", "label": "Tabell", "dataSource": "=staff", "columns": [{"key": "health", "label": "Hälsa"}]},
    {"type": "table", "label": "Tabell", "dataSource": "=rows", "columnsExpression": "=staff"},
    {"type": "documentPreview", "label": "Filer", "dataSource": "=said"},
    {"type": "select", "key": "one", "label": "Välj", "valuesExpression": "=[pay]"},
    {"type": "select", "key": "one", "label": "Välj", "valuesKey": "staff"},
]
QUIET: list[dict[str, Any]] = [
    {"type": "expression", "key": "count", "label": "Antal", "expression": "=count(staff.name)"},
    {"type": "expression", "key": "first", "label": "Första", "expression": '=staff[name != ""].name'},
    {"type": "text", "text": "{{unit.pay}} {{person.said}} {{#loop rows}}{{this}}{{/loop}}"},
    {**TEXT, "properties": {"yearwheel:rule": "=pay > 0", "yearwheel:message": "Fel."}},
    {**TEXT, "type": "number", "validate": {"max": "=pay"}},
]


def reasons(*components: dict[str, Any]) -> list[tuple[str | None, str, str]]:
    parts = [{"id": f"Field_{number}", **component} for number, component in enumerate(components)]
    found = FormValidator().problems({"id": "form", "components": parts})
    return [(problem.element, problem.reason, problem.remedy) for problem in found if not problem.warning]


@pytest.mark.parametrize("telling", TELLING)
def test_what_reads_a_guarded_field_carries_its_code_or_is_refused(telling: dict[str, Any]) -> None:
    told = reasons(telling, PAY, STAFF, TALK)
    assert told
    assert {element for element, _reason, _remedy in told} == {"Field_0"}
    assert all("which carries the visibility code PAIR." in reason for _element, reason, _remedy in told)
    assert all("the same code" in remedy for _element, _reason, remedy in told)
    guarded = {**telling, "properties": {**telling.get("properties", {}), **CODE}}
    assert reasons(guarded, PAY, STAFF, TALK) == []
    assert reasons({"type": "group", "properties": CODE, "components": [telling]}, PAY, STAFF, TALK)[1:] == []


@pytest.mark.parametrize("quiet", QUIET)
def test_what_tells_nothing_of_it_needs_no_code(quiet: dict[str, Any]) -> None:
    assert reasons(quiet, PAY, STAFF, TALK) == []


def test_a_code_inside_another_asks_for_both() -> None:
    inner = {**TALK, "id": "Inner", "properties": {"yearwheel:visibility": "LINE"}}
    outer = {"type": "group", "id": "Outer", "properties": CODE, "components": [inner]}
    copy = {"type": "expression", "key": "copy", "label": "Kopia", "expression": "=said", "properties": CODE}
    assert [reason for _element, reason, _remedy in reasons(outer, copy)] == [
        'It reads "said", which carries the visibility code LINE.'
    ]


def pay_form() -> Form:
    """Pay, and what is worked out from it, both under the code; the options of a choice come from pay too."""
    raised = {**TELLING[0], "properties": CODE}
    chosen = {**TELLING[-2], "valuesExpression": '=[{label: "Lön " + string(pay), value: pay}]', "properties": CODE}
    return form_of(PAY, raised, chosen, TEXT)


def test_neither_value_nor_label_nor_sum_reaches_a_reader_without_the_code() -> None:
    form = pay_form()
    assert not [problem for problem in form.problems() if not problem.warning]
    answers = form.validate({"pay": "31000", "one": "31000", "other": "Öppet"}, {}, TODAY, "sv")
    before = form.validate({"pay": "29000", "one": "29000", "other": "Förra"}, {}, TODAY, "sv")
    assert answers["raised"] == 31930
    part = form.readable_part(before, lambda code: False)
    assert part == {"other": "Förra"}
    shown = form.present(answers, lambda code: False, earlier=Earlier(part, "2026"))
    asked = form.render({"other": "Nytt"}, (), {}, "sv", today=TODAY, earlier=Earlier(part, "2026"))
    unfiltered = form.present(answers, lambda code: False, earlier=Earlier(before, "2026"))
    for page in (shown, unfiltered):
        assert "Öppet" in page
        assert not [word for word in ("31", "29", "Lön", "lön", "Välj") if word in page]
    assert "Förra" in asked
    assert not [word for word in ("31", "29") if word in asked]
    everything = form.present(answers, lambda code: True, earlier=Earlier(before, "2026"))
    assert "Ny lön" in everything
    assert "Lön 31000" in everything


def test_what_was_chosen_inside_two_codes_is_called_nothing_for_a_reader_with_one() -> None:
    chosen = {"type": "select", "id": "One", "key": "one", "label": "Välj", "valuesKey": "offered",
              "properties": {"yearwheel:visibility": "LINE"}}  # fmt: skip
    form = form_of({"type": "group", "properties": CODE, "components": [chosen]})
    answers = form.validate({"one": "1"}, {"offered": [{"label": "Hemligt", "value": "1"}]}, TODAY, "sv")
    assert "Hemligt" in str(form.readable_part(answers, lambda code: True))
    assert form.readable_part(answers, lambda code: code == "LINE") == {}
