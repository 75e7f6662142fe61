"""Last year's answers beside this year's questions: shown, fetched, compared, and never more than may be read."""

from __future__ import annotations

import time
from typing import Any

from forms import Earlier, RowAction, compile_form
from forms.earlier import compare
from tests.forms.forms_for_tests import TODAY, form_of, parsed


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textarea", "key": key, "label": f"Om {key}", "id": f"Text_{key}", **more}


GROUP = {"type": "group", "id": "G", "label": "Kontakt", "path": "contact", "components": [text("name")]}
ROWS = {
    "type": "dynamiclist", "id": "L", "path": "rows", "label": "Mål", "components": [
        text("goal"), {"type": "datetime", "id": "D", "key": "due", "dateLabel": "Klart"},
        {"type": "checkbox", "id": "C", "key": "sure", "label": "Säkert"},
    ],
}  # fmt: skip
FORM = form_of(
    text("aim"), GROUP, ROWS, {"type": "datetime", "key": "held", "dateLabel": "Hölls"},
    {"type": "number", "key": "frame", "label": "Ram", "readonly": True},
    {"type": "select", "key": "body", "label": "Organ", "valuesKey": "bodies"},
)  # fmt: skip
BEFORE = Earlier(
    {
        "aim": "Alla ska läsa.", "contact": {"name": "Åsa"}, "held": "2025-03-01", "frame": 5, "body": 1,
        "rows": [{"goal": "Läsa", "due": "2025-12-01", "sure": True}], "_labels": {"body": {"1": "Nämnden"}},
    },
    "2025",
)  # fmt: skip


def shown(values: dict[str, Any] | None = None) -> Any:
    return parsed(FORM.render(values, (), {}, "sv", today=TODAY, earlier=BEFORE))


def test_each_question_shows_what_was_answered_the_time_before() -> None:
    page = shown()
    found = {
        box.xpath("./summary")[0].text_content(): box.xpath(".//p")[0].text_content() for box in page.xpath("//details")
    }
    assert found == {
        "Svaret 2025, Om aim": "Alla ska läsa.",
        "Svaret 2025, Om name": "Åsa",
        "Svaret 2025, Mål": "1 rader",
        "Svaret 2025, Organ": "Nämnden",
    }
    assert page.xpath("//button[@name='_copy']/@value") == ["", "aim", "contact.name", "rows", "body"]


def test_nothing_earlier_shows_nothing() -> None:
    assert "_copy" not in FORM.render(None, (), {}, "sv", today=TODAY)


def test_a_button_fetches_the_earlier_answer_and_loses_nothing() -> None:
    def fetched(raw: dict[str, Any], path: str) -> dict[str, Any]:
        return FORM.apply_row_action(raw, RowAction("_copy", path), BEFORE)

    assert fetched({}, "aim") == {"aim": "Alla ska läsa."}
    assert fetched({"aim": "Nytt."}, "aim") == {"aim": "Nytt.\n\nAlla ska läsa."}
    assert fetched({"aim": "Alla ska läsa."}, "aim") == {"aim": "Alla ska läsa."}
    assert fetched({}, "contact.name") == {"contact": {"name": "Åsa"}}
    rows = fetched({"rows": [{"goal": "Räkna", "_row": ""}, {"goal": " ", "_row": ""}]}, "rows")["rows"]
    assert rows == [{"goal": "Räkna", "_row": ""}, {"goal": "Läsa"}], "dates and ticks are given anew"
    for path in ("held", "frame", "nothing", "contact", "rows.0.goal", "contact.name.x", "__proto__", "_labels"):
        assert fetched({"aim": "x"}, path).get("aim") == "x"
        assert "2025" not in str(fetched({}, path))


def test_all_can_be_fetched_into_what_is_empty() -> None:
    raw = {"aim": "Nytt.", "rows": [{"goal": ""}]}
    assert FORM.apply_row_action(raw, RowAction("_copy"), BEFORE) == {
        "aim": "Nytt.", "contact": {"name": "Åsa"}, "rows": [{"goal": "Läsa"}], "body": 1,
    }  # fmt: skip


def test_what_has_been_changed_is_marked_in_the_form_and_for_the_reader() -> None:
    box = shown({"aim": "Alla ska kunna läsa."}).xpath("//details")[0]
    assert box.xpath(".//ins")[0].text_content() == "tillagt: kunna "
    assert not box.xpath(".//del")
    form = form_of(text("aim"), {"type": "number", "id": "N", "key": "n", "label": "Antal"}, ROWS)
    before = Earlier({"aim": "Alla ska läsa.", "n": 1200, "rows": [{"goal": "Läsa"}]}, "2025")
    answers = {"aim": "Alla ska räkna.", "n": 1300, "rows": [{"goal": "Räkna"}]}
    page = parsed(form.present(answers, lambda code: True, earlier=before))
    assert [found.text_content() for found in page.xpath("//del")] == ["borttaget: läsa.", "borttaget: 1200"]
    assert [found.text_content() for found in page.xpath("//ins")] == ["tillagt: räkna."]
    assert page.xpath("//details//li//dd")[0].text_content() == "Läsa"
    assert len(page.xpath("//details")) == 3
    assert "<details" not in form.present(answers, lambda code: True, earlier=Earlier(answers, "2025"))


def test_a_comparison_is_text_and_comes_to_an_end() -> None:
    assert "<script>" not in compare("<script>a", "<script>b", "bort", "nytt")
    began = time.process_time()
    compare("a b " * 20_000, "b a " * 20_000, "bort", "nytt")
    compare("a b c d " * 370, "d c b a " * 370, "bort", "nytt")
    assert time.process_time() - began < 5


SECRET = {"properties": {"yearwheel:visibility": "PAIR"}}
GUARDED = compile_form({"id": "guarded", "components": [
    text("open", label="Öppet om {{secret}}", description="{{secret}}"),
    text("secret", label="Hemlig rubrik", **SECRET),
    {"type": "group", "id": "G", "label": "Gruppen {{secret}}", "components": [text("inner", **SECRET), text("seen")]},
    {"type": "dynamiclist", "id": "L", "path": "rows", "label": "Rader", "components": [
        text("row"), text("hushed", label="Tyst kolumn", **SECRET)]},
]})  # fmt: skip


def test_who_lacks_the_code_gets_neither_answer_nor_label_nor_change() -> None:
    answers = {
        "open": "syns", "secret": "hemligt", "inner": "hemligt", "seen": "syns",
        "rows": [{"row": "syns", "hushed": "hemligt"}],
    }  # fmt: skip
    before = Earlier(
        {"open": "syntes", "secret": "hemligt förr", "inner": "hemligt förr", "seen": "syns",
         "rows": [{"row": "syntes", "hushed": "hemligt förr"}]}, "2025",
    )  # fmt: skip
    page = GUARDED.present(answers, lambda code: False, earlier=before)
    for words in ("hemligt", "Hemlig rubrik", "Tyst kolumn", "Om inner"):
        assert words not in page
    assert "syntes" in page
    allowed = GUARDED.present(answers, lambda code: True, earlier=before)
    for words in ("hemligt", "Hemlig rubrik", "Tyst kolumn", "Öppet om hemligt"):
        assert words in allowed
    assert GUARDED.readable_part(answers, lambda code: False) == {
        "open": "syns", "seen": "syns", "rows": [{"row": "syns"}],
    }  # fmt: skip


def test_what_options_were_called_is_kept_for_those_who_may_read_them() -> None:
    form = form_of({"type": "select", "key": "a", "label": "A", "valuesKey": "all"},
                   {"type": "select", "key": "b", "label": "B", "valuesKey": "all", **SECRET})  # fmt: skip
    answers = {"a": 1, "b": 2, "_labels": {"a": {"1": "Ett"}, "b": {"2": "Två"}}}
    assert form.readable_part(answers, lambda code: False) == {"a": 1, "_labels": {"a": {"1": "Ett"}}}
