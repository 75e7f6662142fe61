"""Properties of the form-js schema, one by one: what they do to what may be answered and to what is shown."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import FieldError, SubmissionInvalid
from forms import Form, RowAction
from tests.forms.forms_for_tests import TODAY, faults, form_of, parsed

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NBSP = "\N{NO-BREAK SPACE}"


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": key, "id": f"Text_{key}", **more}


def number(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "number", "key": key, "label": key, "id": f"Number_{key}", **more}


def shown(form: Form, prefill: dict[str, Any], **options: Any) -> Any:
    assert not [problem for problem in form.problems() if not problem.warning]
    return parsed(form.render(options.pop("values", None), (), prefill, "sv", today=TODAY, **options))


@pytest.mark.parametrize(
    ("template", "prefill", "words"),
    [
        ("{{user}} {{missing}}|", {"user": "Åsa"}, "Åsa –|"),
        ("{{#if count(l) > 1}}fler{{/if}}|", {"l": [1, 2]}, "fler|"),
        ("{{#if n}}ja{{/if}}|", {"n": 0}, "|"),
        ("{{#if user}}ja{{/if}}", {"user": "Åsa"}, "ja"),
        (
            "{{#loop rows}}{{name}}={{v}} {{user}};{{/loop}}",
            {"rows": [{"name": "x", "v": 1.5}], "user": "Å"},
            "x=1,5 Å;",
        ),
        ("{{#loop l}}{{this}}, {{/loop}}", {"l": ["a", "b"]}, "a, b, "),
        ("{{#loop l}}{{#loop this}}{{this}},{{/loop}};{{/loop}}", {"l": [[1, 2], [3]]}, "1,2,;3,;"),
        ("{{#loop rows}}{{parent.user}}{{/loop}}", {"rows": [{}], "user": "Å"}, "Å"),
        ("{{#loop none}}x{{/loop}}{{#loop user}}[{{this}}]{{/loop}}", {"none": None, "user": "Å"}, "[Å]"),
        ("=user", {"user": "Åsa"}, "Åsa"),
    ],
)
def test_texts_know_the_templates_of_form_js(template: str, prefill: dict[str, Any], words: str) -> None:
    page = shown(form_of(text("a", label="A", description=template)), prefill)
    assert page.xpath("//p[@data-field='description']")[0].text == words


def test_a_loop_in_markdown_becomes_a_list_and_its_values_stay_text() -> None:
    form = form_of({"type": "text", "text": "Rader:\n\n{{#loop rows}}\n- {{name}}\n{{/loop}}\n\nSlut."})
    page = shown(form, {"rows": [{"name": "**a**"}, {"name": "<b>"}]})
    assert page.xpath("//ul/li/text()") == ["**a**", "<b>"]
    assert page.xpath("//p/text()") == ["Rader:", "Slut."]


def test_a_loop_cannot_fill_the_machine() -> None:
    inner = "{{#loop l}}" * 6 + "x" * 100 + "{{/loop}}" * 6
    page = shown(form_of({"type": "text", "text": inner}), {"l": list(range(100))})
    assert len(page.text_content()) <= 110_000


def test_this_parent_and_row_numbers_are_known_in_rows() -> None:
    inner = [number("amount"), {"type": "expression", "id": "E", "key": "line", "label": "Rad",
             "expression": "=string(i[1]) + \":\" + string(this.amount) + \"/\" + string(parent.total)"}]  # fmt: skip
    rows = {"type": "dynamiclist", "path": "rows", "label": "Rader", "components": inner}
    answers = form_of(number("total"), rows).validate({"total": "9", "rows": [{"amount": "2"}]}, {}, TODAY, "sv")
    assert answers["rows"] == [{"amount": 2, "line": "1:2/9"}]


def test_limits_may_depend_on_other_answers() -> None:
    form = form_of(
        number("frame"), number("amount", validate={"min": "=10", "max": "=frame"}),
        text("note", validate={"minLength": "=if amount > 50 then 5 else null", "maxLength": "=frame / 10"}),
    )  # fmt: skip
    assert not form.problems()
    assert faults(form, {"frame": "100", "amount": "101", "note": "abcdef"}) == {"amount": "Talet får vara högst 100."}
    assert faults(form, {"frame": "100", "amount": "9"}) == {"amount": "Talet får vara lägst 10."}
    assert set(faults(form, {"frame": "100", "amount": "60", "note": "abc"})) == {"note"}
    assert set(faults(form, {"frame": "100", "amount": "60", "note": "a" * 11})) == {"note"}
    assert faults(form, {"amount": "9999", "note": "a" * 500}) == {}, "no frame, no limit"


def test_a_file_picker_may_depend_on_other_answers() -> None:
    form = form_of(
        {"type": "checkbox", "key": "many", "label": "Flera"},
        {
            "type": "filepicker",
            "key": "f",
            "label": "F",
            "accept": '=if many then ".pdf" else ".txt"',
            "multiple": "=many",
        },
    )
    files = [{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964f0", "filename": f"{name}.pdf", "size": 1} for name in "ab"]
    assert len(form.validate({"many": "true", "f": files}, {}, TODAY, "sv")["f"]) == 2
    assert set(faults(form, {"f": files})) == {"f"}
    page = shown(form, {}, values={"many": "true"})
    assert page.get_element_by_id("f-f").get("accept") == ".pdf"
    assert page.get_element_by_id("f-f").get("multiple") is not None


def test_a_number_keeps_to_its_steps_and_may_be_kept_as_text() -> None:
    form = form_of(number("a", increment="0.25"), number("b", serializeToString=True, decimalDigits=2))
    assert form.validate({"a": "1,75", "b": "1 234,50"}, {}, TODAY, "sv") == {"a": 1.75, "b": "1234.50"}
    assert faults(form, {"a": "1,8"}) == {"a": "Ange ett tal i jämna steg. De två närmaste är 1,75 och 2."}
    assert set(faults(form, {"b": "1,234"})) == {"b"}
    assert shown(form, {"b": "1234.5"}).get_element_by_id("f-b").get("value") == "1234,5"
    assert f"1{NBSP}234,50" in form.present({"b": "1234.50"}, lambda code: True)


def test_a_pattern_has_words_of_its_own() -> None:
    form = form_of(text("a", validate={"pattern": "^risk att", "patternErrorMessage": "Börja med ”risk att”."}))
    assert faults(form, {"a": "fara"}) == {"a": "Börja med ”risk att”."}
    assert faults(form, {"a": "risk att taket läcker"}) == {}


@pytest.mark.parametrize(
    ("written", "winter", "summer"),
    [
        (None, "2026-01-15T13:30:00", "2026-07-15T13:30:00"),
        ("no_timezone", "2026-01-15T13:30:00", "2026-07-15T13:30:00"),
        ("utc_offset", "2026-01-15T13:30:00+01:00", "2026-07-15T13:30:00+02:00"),
        ("utc_normalized", "2026-01-15T12:30:00Z", "2026-07-15T11:30:00Z"),
    ],
)
def test_times_are_kept_as_asked_and_shown_as_the_municipality_means_them(
    written: str | None, winter: str, summer: str
) -> None:
    form = form_of({"type": "datetime", "subtype": "datetime", "key": "a", "dateLabel": "A",
                    **({"timeSerializingFormat": written} if written else {})})  # fmt: skip
    for typed, kept in (("2026-01-15T13:30", winter), ("2026-07-15T13:30", summer)):
        assert form.validate({"a": typed}, {}, TODAY, "sv", STOCKHOLM) == {"a": kept}
        assert form.validate({"a": kept}, {}, TODAY, "sv", STOCKHOLM) == {"a": kept}, "an answer may be sent again"
        assert shown(form, {"a": kept}, zone=STOCKHOLM).get_element_by_id("f-a").get("value") == typed
        assert typed.replace("T", " ") in form.present({"a": kept}, lambda code: True, zone=STOCKHOLM)


def test_an_hour_that_summer_time_leaves_out_is_refused() -> None:
    form = form_of({"type": "datetime", "subtype": "datetime", "key": "a", "dateLabel": "A",
                    "timeSerializingFormat": "utc_offset"})  # fmt: skip
    with pytest.raises(SubmissionInvalid):
        form.validate({"a": "2026-03-29T02:30"}, {}, TODAY, "sv", STOCKHOLM)


def test_a_time_of_day_has_the_offset_of_today_and_keeps_to_its_interval() -> None:
    clock = {"type": "datetime", "subtype": "time", "key": "a", "timeLabel": "A", "timeInterval": 15}
    form = form_of({**clock, "timeSerializingFormat": "utc_offset", "use24h": True})
    assert form.validate({"a": "08:45"}, {}, date(2026, 7, 1), "sv", STOCKHOLM) == {"a": "08:45:00+02:00"}
    assert faults(form, {"a": "08:50"}) == {"a": "Ange ett klockslag i jämna steg om 15 minuter."}
    assert shown(form, {}).get_element_by_id("f-a").get("step") == "900"


def rows_of(*inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "id": "Rows", "path": "rows", "label": "Rader", "components": list(inner), **more}


def test_a_list_has_as_many_rows_as_it_may() -> None:
    form = form_of(
        rows_of(text("a"), properties={"yearwheel:min-rows": "2", "yearwheel:max-rows": "3"}, defaultRepetitions=1)
    )
    page = shown(form, {})
    assert len(page.xpath("//tbody/tr")) == 2, "it begins with as many as it needs"
    assert page.xpath("//button[@name='_add']")
    assert not page.xpath("//button[@name='_remove']")
    full = [{"a": "x"}, {"a": "y"}, {"a": "z"}]
    assert not shown(form, {}, values={"rows": full}).xpath("//button[@name='_add']")
    assert form.apply_row_action({"rows": full}, RowAction("_add", "rows")) == {"rows": full}
    assert faults(form, {"rows": [*full, {"a": "å"}]}) == {"rows": "Listan får ha högst 3 rader."}
    assert faults(form, {"rows": [{"a": "x"}, {"a": ""}]}) == {"rows": "Antalet ifyllda rader ska vara minst 2."}
    assert faults(form, {"rows": full}) == {}


def test_long_lists_are_folded_and_open_where_something_is_wrong() -> None:
    form = form_of(rows_of(text("a"), nonCollapsedItems=2))
    values = {"rows": [{"a": str(number)} for number in range(5)]}
    page = shown(form, {}, values=values)
    folded = page.xpath("//details")[0]
    assert folded.get("open") is None
    assert folded.xpath(".//summary")[0].text == "Visa 3 rader till"
    assert page.xpath("//input[@type='text']/@name") == [f"rows.{number}.a" for number in range(5)]
    faulty = parsed(form.render(values, [FieldError("rows.4.a", "Fel.")], {}, "sv", today=TODAY))
    assert faulty.xpath("//details")[0].get("open") is not None
    added = parsed(form.render(values, (), {}, "sv", today=TODAY, action=RowAction("_add", "rows")))
    assert added.xpath("//details")[0].get("open") is not None
    assert not shown(form_of(rows_of(text("a"), nonCollapsedItems=2, disableCollapse=True)), {}, values=values).xpath(
        "//details"
    )


TABLE = {
    "type": "table", "id": "T", "label": "Prognos", "dataSource": "=found", "rowCount": 2,
    "columns": [{"key": "name", "label": "Namn"}, {"key": "v", "label": "Värde"}],
}  # fmt: skip
FOUND = {"found": [{"name": "Öst", "v": 10}, {"name": "Ärla", "v": 9}, {"name": "Ask"}, {"name": "ås", "v": 1.5}, 7]}


def press(form: Form, page: Any, label: str) -> Any:
    """The page after one of its table buttons."""
    button = next(found for found in page.xpath("//button[@name='_table']") if label in found.text_content())
    return shown(form, FOUND, action=RowAction("_table", button.get("value")))


def names(page: Any) -> list[str]:
    found: list[str] = page.xpath("//tbody/tr/td[1]/text()")
    return found


def test_a_table_turns_its_pages_and_sorts_without_a_script() -> None:
    form = form_of(TABLE)
    first = shown(form, FOUND)
    assert names(first) == ["Öst", "Ärla"]
    assert "Sida 1 av 2" in first.text_content()
    second = press(form, first, "Nästa sida")
    assert names(second) == ["Ask", "ås"]
    rising = press(form, first, "Namn")
    assert names(rising) == ["Ask", "ås"]
    assert rising.xpath("//th/@aria-sort") == ["ascending"]
    assert names(press(form, rising, "Nästa sida")) == ["Ärla", "Öst"]
    falling = press(form, rising, "Namn")
    assert names(falling) == ["Öst", "Ärla"]
    assert falling.xpath("//th/@aria-sort") == ["descending"]
    assert names(press(form, falling, "Namn")) == ["Öst", "Ärla"], "and then as they came"
    by_value = press(form, first, "Värde")
    assert names(by_value) == ["ås", "Ärla"], "numbers by size"
    assert names(press(form, press(form, by_value, "Värde"), "Nästa sida")) == ["ås", "Ask"], "what is missing is last"


def test_two_tables_are_looked_at_each_in_its_own_way() -> None:
    form = form_of(TABLE, {**TABLE, "id": "U", "label": "Annan"})
    sorted_first = press(form, shown(form, FOUND), "Namn")
    other = sorted_first.xpath("//button[@name='_table' and starts-with(@value, 'U:')]")[1]
    both = shown(form, FOUND, action=RowAction("_table", other.get("value")))
    assert names(both) == ["Ask", "ås", "ås", "Ärla"]


@pytest.mark.parametrize("value", ["", "T", "T:9:a:0", "T:0:x:0", "T:0:a:99999", ";;;", "U:0:a:0", "T:0:a:0;" * 99])
def test_a_forged_view_shows_the_table_all_the_same(value: str) -> None:
    assert len(names(shown(form_of(TABLE), FOUND, action=RowAction("_table", value)))) == 2


def test_columns_may_be_found_too() -> None:
    found = {"columnsExpression": '=[{label: "Bara namn", key: "name"}]', "columns": []}
    assert shown(form_of({**TABLE, **found}), FOUND).xpath("count(//th)") == 1
    assert shown(form_of({**TABLE, "columnsExpression": "=missing"}), FOUND).xpath("count(//th)") == 2


def test_components_stand_side_by_side_in_sixteenths() -> None:
    form = form_of(text("a", layout={"row": "r", "columns": 4}), text("b", layout={"row": "r", "columns": 12}))
    line = shown(form, {}).xpath("//div[contains(@class, 'yw-grid')]")[0]
    assert [cell.get("class") for cell in line] == ["yw-cols-4", "yw-cols-12"]


def test_an_image_is_shown_from_this_site_alone() -> None:
    image = {"type": "image", "alt": "Karta över {{name}}", "source": "=address"}
    page = shown(form_of(image), {"address": "/static/karta.png", "name": "Älvhamn"})
    assert page.xpath("//img/@src") == ["/static/karta.png"]
    assert page.xpath("//img/@alt") == ["Karta över Älvhamn"]
    for address in (
        "https://evil.example/a.png",
        "//evil.example/a",
        "javascript:alert(1)",
        "/\\evil.example",
        None,
        7,
    ):
        page = shown(form_of(image), {"address": address, "name": "A"})
        assert not page.xpath("//img")
        assert "Bild: Karta över A" in page.text_content()


def test_documents_are_links_to_the_files() -> None:
    form = form_of({"type": "documentPreview", "label": "Underlag", "dataSource": "=earlier.papers", "maxHeight": 300})
    papers = [{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964f0", "filename": "<plan>.pdf", "size": 1200}, 7, {}]
    page = shown(form, {"earlier": {"papers": papers}}, link=lambda identity: f"/attachments/{identity}")
    assert page.xpath("//a/@href") == ["/attachments/6f9619ff-8b86-d011-b42d-00cf4fc964f0"]
    assert page.xpath("//a/text()") == ["<plan>.pdf"]
    assert "Inga filer." in shown(form, {}).text_content()


def test_adorners_have_their_values_and_purposes_reach_the_browser() -> None:
    form = form_of(
        number("a", appearance={"prefixAdorner": "från {{year}}", "suffixAdorner": "=unit"}),
        text("b", properties={"yearwheel:autocomplete": "email"}),
    )
    page = shown(form, {"year": 2027, "unit": "mnkr"})
    assert [found.text for found in page.xpath("//*[@class='ds-field-affix']")] == ["från 2027", "mnkr"]
    assert page.get_element_by_id("f-b").get("autocomplete") == "email"


def test_a_field_starts_from_what_its_prefill_says() -> None:
    inner = [text("goal"), number("amount")]
    form = form_of(
        text("a", properties={"yearwheel:prefill": "=case.name"}),
        number("b", readonly=True, properties={"yearwheel:prefill": "=case.frame * 2"}),
        rows_of(*inner, properties={"yearwheel:prefill": "=[{goal: case.name}]"}),
    )
    prefill = {"case": {"name": "Skolan", "frame": 21}}
    page = shown(form, prefill)
    assert page.get_element_by_id("f-a").get("value") == "Skolan"
    assert page.get_element_by_id("f-rows-0-goal").get("value") == "Skolan"
    assert form.validate({"a": "egen", "b": "7"}, prefill, TODAY, "sv") == {"a": "egen", "b": 42, "rows": []}
    assert shown(form, {"a": "först", **prefill}).get_element_by_id("f-a").get("value") == "först"


def test_what_a_readonly_field_cannot_find_is_refused() -> None:
    form = form_of(number("a", readonly=True, properties={"yearwheel:prefill": "=assert(1, 1 > 2)"}))
    assert set(faults(form, {}, {})) == {"a"}


def test_required_and_optional_are_told_in_words() -> None:
    mixed = form_of(text("a", validate={"required": True}), text("b"))
    page = shown(mixed, {})
    assert "Det som är märkt (frivilligt) kan lämnas tomt. Resten är obligatoriskt." in page.text_content()
    assert "obligatoriskt" not in shown(form_of(text("a", validate={"required": True})), {}).text_content()
