"""What is refused when a form is deployed, and where it says the fault lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import compile_form
from forms.known import INNER, KNOWN, NOT_SHOWN
from forms.properties import NAMES
from forms.questions import CHECKS
from forms.validator import FormValidator
from tests.forms.forms_for_tests import KITCHEN_SINK, PREFILL, TODAY, kitchen_sink, posted

TEXT: dict[str, Any] = {"type": "textfield", "id": "Name", "key": "name", "label": "Namn"}


def problems(*components: Any, **schema: Any) -> list[tuple[str | None, str]]:
    found = FormValidator().problems({"id": "form", "components": list(components), **schema})
    assert all(problem.remedy for problem in found)
    return [(problem.element, problem.reason) for problem in found if not problem.warning]


def test_a_good_form_has_none() -> None:
    assert FormValidator().problems(KITCHEN_SINK) == []
    assert problems(TEXT) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "iframe"}, 'The component type "iframe" is not shown here.'),
        ({"type": "captcha"}, 'The component type "captcha" is unknown.'),
        ({"type": "image", "source": "https://example.org/a.png"}, "An image has no alt."),
        ({"type": "image", "alt": "A", "source": "//a/b"}, "The image lies on another site or inside the form."),
        ({"type": "image", "alt": "A", "source": "data:a"}, "The image lies on another site or inside the form."),
        ({"type": "image", "alt": "A"}, "An image has no source."),
        ({"type": "html", "content": "<script>a</script>"}, "The html holds <script>, which is not shown."),
        ({"type": "html", "content": "<p onclick=a>b</p>"}, "The html holds the script onclick, which is not shown."),
        ({"type": "html", "content": "<iframe src=a>"}, "The html holds <iframe>, which is not shown."),
        (
            {"type": "html", "content": "<a href='javascript:a'>b</a>"},
            'The html holds a link to "javascript:a", which is not shown.',
        ),
        ({"type": "documentPreview"}, "The documentPreview has no dataSource."),
        ({"conditional": {"show": "=a"}}, '"conditional" has no "show" here.'),
        ({"conditional": "=a"}, '"conditional" is not an object.'),
        ({"properties": {"yearwheel:autocomplete": "anything"}}, 'yearwheel:autocomplete is "anything".'),
        ({"properties": {"yearwheel:prefill": "=a +"}}, None),
        ({"type": "number", "increment": 0}, '"increment" is not more than 0.'),
        ({"type": "number", "serializeToString": "ja"}, '"serializeToString" is neither true nor false.'),
        ({"type": "datetime", "timeSerializingFormat": "x"}, 'The timeSerializingFormat "x" is unknown.'),
        ({"type": "datetime", "timeInterval": 0}, '"timeInterval" is not a whole number from 1 to 720.'),
        ({"layout": {"columns": 17}}, '"layout" "columns" is not a whole number from 1 to 16.'),
        (
            {"type": "dynamiclist", "path": "r", "properties": {"yearwheel:min-rows": "3", "yearwheel:max-rows": "2"}},
            "yearwheel:min-rows is more than yearwheel:max-rows.",
        ),
        ({"type": "dynamiclist", "path": "r", "isRepeating": False}, "A list with isRepeating false has no rows."),
        ({"type": None}, 'The component type "None" is unknown.'),
        ({"key": ""}, "A textfield has no key."),
        ({"key": "a.b"}, '"a.b" cannot be a key.'),
        ({"key": "_add"}, '"_add" cannot be a key.'),
        ({"key": "csrf_token"}, '"csrf_token" cannot be a key.'),
        ({"key": 7}, '"key" is not a text.'),
        ({"label": ""}, "A textfield has no label."),
        ({"validate": {"minimum": 3}}, 'The validation "minimum" is unknown for a textfield.'),
        ({"validate": {"min": 3}}, 'The validation "min" is unknown for a textfield.'),
        ({"validate": {"minLength": "x"}}, '"validate" "minLength" is not a number.'),
        ({"validate": {"maxLength": 2.5}}, '"validate" "maxLength" is not a whole number from 1 to 100000.'),
        ({"validate": {"pattern": "("}}, "The pattern cannot be read: missing ) at position 1."),
        ({"validate": {"validationType": "url"}}, 'The validationType "url" is unknown.'),
        ({"validate": []}, '"validate" is not an object.'),
        ({"validate": {"required": "yes"}}, '"validate" "required" is neither true nor false.'),
        ({"properties": {"yearwheel:visibility": "ALL"}}, 'The visibility code "ALL" is unknown.'),
        ({"properties": {"yearwheel:visible": "PUB"}}, 'The property "yearwheel:visible" is unknown.'),
        ({"properties": {"yearwheel:rule": "=a > 1"}}, "yearwheel:rule has no yearwheel:message."),
        ({"properties": {"yearwheel:message-2": "Fel"}}, "yearwheel:message-2 has no yearwheel:rule-2."),
        ({"properties": {"yearwheel:rule": " ", "yearwheel:message": "Fel"}}, "yearwheel:rule is empty."),
        (
            {"properties": {"yearwheel:rule": "=nosuch(a)", "yearwheel:message": "Fel"}},
            '"properties" "yearwheel:rule": There is no function nosuch.',
        ),
        ({"label": "{{#if a}}x"}, "The template block {{#if …}} is never closed."),
        ({"label": "x{{/loop}}"}, "The template block {{/loop}} closes what was never opened."),
        ({"label": "{{#each a}}x{{/each}}"}, "The template block {{#each a}} is unknown."),
        ({"label": "{{#if}}x{{/if}}"}, "The template block {{#if}} is unknown."),
        ({"type": "datetime", "subtype": "week"}, 'The subtype "week" is unknown.'),
        ({"type": "number", "validate": {"min": "x"}}, '"validate" "min" is not a number.'),
        ({"type": "number", "decimalDigits": -1}, '"decimalDigits" is not a whole number from 0 to 10.'),
        ({"type": "select"}, "There is nothing to choose from."),
        ({"type": "select", "values": ["a"]}, '"values" is not a list of objects.'),
        ({"type": "expression", "expression": ""}, "The expression is empty."),
        ({"type": "table", "columns": []}, "The table has no dataSource."),
        ({"type": "dynamiclist", "path": "rows", "properties": {"yearwheel:rows": "x"}}, 'yearwheel:rows is "x".'),
    ],
    ids=str,
)
def test_a_fault_is_told_with_its_component(change: dict[str, Any], reason: str | None) -> None:
    found = problems({**TEXT, **change})
    assert ("Name", reason) in found if reason else found


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"helpText": "x"}, 'The property "helpText" of a textfield has no meaning here.'),
        ({"decimalDigits": 2}, 'The property "decimalDigits" of a textfield has no meaning here.'),
        ({"layout": {"row": "a", "offset": 2}}, '"layout" has no "offset" here.'),
        ({"appearance": {"color": "red"}}, '"appearance" has no "color" here.'),
        ({"type": "html", "content": "<p style='color: red'>a</p>"}, "The style of the html is left out."),
    ],
)
def test_what_means_nothing_here_is_warned_of_and_never_silent(change: dict[str, Any], reason: str) -> None:
    found = FormValidator().problems({"id": "form", "components": [{**TEXT, **change}]})
    assert (reason, True) in [(problem.reason, problem.warning) for problem in found]


def test_a_form_property_that_means_nothing_is_warned_of() -> None:
    found = FormValidator().problems({"id": "form", "components": [TEXT], "theme": "dark", "exporter": {}})
    assert [(problem.element, problem.warning) for problem in found] == [("form", True)]


@pytest.mark.parametrize(
    ("place", "component"),
    [
        ("conditional.hide", {**TEXT, "conditional": {"hide": "=a ="}}),
        ("rule", {**TEXT, "properties": {"yearwheel:rule": "==a", "yearwheel:message": "Fel"}}),
        ("readonly", {**TEXT, "readonly": "=(" + "(" * 5_000}),
        ("values", {**TEXT, "type": "select", "valuesExpression": "=for"}),
        ("expression", {**TEXT, "type": "expression", "expression": "a == b"}),
        ("table", {**TEXT, "type": "table", "dataSource": "=[", "columns": [{"key": "a", "label": "A"}]}),
        ("text", {**TEXT, "description": "{{a b c +}}"}),
    ],
)
def test_bad_feel_is_refused_wherever_it_stands(place: str, component: dict[str, Any]) -> None:
    found = problems(component)
    assert [element for element, _ in found] == ["Name"], place
    assert "is not a FEEL expression" in found[0][1]


def test_names_and_ids_are_used_once() -> None:
    second = {**TEXT, "id": "Second"}
    assert problems(TEXT, second) == [("Second", 'The key "name" is used twice.')]
    assert problems(TEXT, {**TEXT, "key": "other"}) == [("Name", 'The id "Name" is used twice.')]
    group = {"type": "group", "id": "Group", "label": "Grupp", "components": [second]}
    assert problems(TEXT, group) == [("Second", 'The key "name" is used twice.')], "the group has no path of its own"
    assert problems(TEXT, {**group, "path": "inner"}) == []


def test_what_has_no_id_is_refused() -> None:
    assert (None, "The form has no id.") in [
        (problem.element, problem.reason) for problem in compile_form({"components": []}).problems()
    ]
    assert problems({**TEXT, "id": ""}) == [(None, "A component has no id.")]


def test_a_readonly_field_needs_rows_that_stay() -> None:
    rows = {
        "type": "dynamiclist",
        "id": "Rows",
        "path": "rows",
        "label": "Rader",
        "components": [{**TEXT, "readonly": True}],
    }
    assert problems(rows) == [("Rows", "A row that can be removed holds a readonly field.")]
    assert problems({**rows, "properties": {"yearwheel:rows": "fixed"}}) == []
    assert problems({**rows, "allowAddRemove": False}) == []


def test_a_button_of_the_form_is_only_a_warning() -> None:
    found = FormValidator().problems(
        {"id": "form", "components": [TEXT, {"type": "button", "id": "Send", "label": "OK"}]}
    )
    assert [(problem.element, problem.warning) for problem in found] == [("Send", True)]


def test_a_newer_schema_is_refused() -> None:
    assert problems(TEXT, schemaVersion=20) == [("form", "schemaVersion 20 is newer than 19.")]


@pytest.mark.parametrize("components", [None, 7, "x", {}, [7], [[]], [None]])
def test_a_schema_of_the_wrong_shape_is_refused(components: Any) -> None:
    assert problems(components=components) != []


def test_a_form_that_is_far_too_deep_or_large_is_refused() -> None:
    deep: dict[str, Any] = dict(TEXT)
    for level in range(300):
        deep = {"type": "group", "id": f"Group_{level}", "label": "G", "components": [deep]}
    assert any("deep in each other" in reason for _, reason in problems(deep))
    many = [{**TEXT, "id": f"Field_{n}", "key": f"key_{n}"} for n in range(1_001)]
    assert problems(*many) == [("form", "The form has more than 1000 components.")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
PARTS: list[dict[str, Any]] = KITCHEN_SINK["components"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PARTS), st.data())
def test_a_broken_component_is_told_of_and_never_crashes(part: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(part)))
    broken = {**part, name: data.draw(json_values)}
    form = compile_form({"id": "form", "components": [broken]})
    if not form.problems():
        form.render(None, (), PREFILL, "sv", today=TODAY)


def test_a_compiled_form_is_kept_by_its_digest() -> None:
    assert compile_form(KITCHEN_SINK, "digest-of-kitchen-sink") is compile_form({}, "digest-of-kitchen-sink")
    assert compile_form(KITCHEN_SINK) is not compile_form(KITCHEN_SINK)


def test_the_validator_answers_as_the_form_does() -> None:
    answers = FormValidator().validate("sink", KITCHEN_SINK, posted(), PREFILL, TODAY, "sv")
    assert answers == kitchen_sink().validate(posted(), PREFILL, TODAY, "sv")


def test_fields_may_have_any_name_that_python_knows() -> None:
    names = ["load", "fields", "Meta", "context", "åtaganden", "class"]
    form = compile_form({"id": "f", "components": [{**TEXT, "id": f"Id_{name}", "key": name} for name in names]})
    assert form.problems() == []
    assert form.validate(dict.fromkeys(names, "x"), {}, TODAY, "sv") == dict.fromkeys(names, "x")


def test_a_file_has_no_visibility_of_its_own() -> None:
    picker = {"type": "filepicker", "id": "p", "key": "p", "label": "P", "properties": {"yearwheel:visibility": "PAIR"}}
    found = compile_form({"id": "f", "components": [picker]}).problems()
    assert [problem.element for problem in found] == ["p"]


def test_the_reference_names_every_type_and_property() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "forms.md").read_text("utf-8")
    inner = {name for names in INNER.values() for name in names}
    names = {name for properties in KNOWN.values() for name in properties} | inner | set(KNOWN) | set(NOT_SHOWN)
    checks = {check for found in CHECKS.values() for check in found}
    told_within = {"type", "components", "layout", "appearance", "conditional", "validate"}
    missing = [name for name in names | checks | set(NAMES) if f"`{name}`" not in page and f".{name}`" not in page]
    assert sorted(set(missing) - told_within) == []
