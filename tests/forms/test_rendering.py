"""The HTML of a form: complete, labelled, and with every id that is pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict

from engine.errors import FieldError
from forms import Form, posted_action
from tests.forms.forms_for_tests import PREFILL, TODAY, faults, form_of, kitchen_sink, parsed, posted

MESSY: list[tuple[str, str | None]] = [
    ("title", "ab"), ("email", "x"), ("budget_request", "tolv"), ("due", "snart"), ("meeting", "99"),
    ("decision", None), ("no_sensitive_data", None), ("topics", "okänt"), ("minutes", "{}"), ("contact.name", ""),
    ("likelihood", "9"), ("goals.0.due", "2026-12-31"), ("goals.0.indicators.0.target", "x"),
    ("investments.0.year", "1999"), ("frames.0.change", "1e999999"),
]  # fmt: skip


def errors_of(form: Form, raw: Mapping[str, Any], prefill: Mapping[str, Any] | None = None) -> list[FieldError]:
    return [FieldError(path, message) for path, message in faults(form, raw, prefill).items()]


def pages() -> Iterator[tuple[str, HtmlElement]]:
    form = kitchen_sink()
    raw = posted(*MESSY)
    errors = errors_of(form, raw)
    yield "fresh", parsed(form.render(None, (), PREFILL, "sv", today=TODAY))
    yield "filled", parsed(form.render(posted(), (), PREFILL, "en", today=TODAY))
    summary = form.error_summary(errors, "sv")
    yield "faulty", parsed(summary + form.render(raw, errors, PREFILL, "sv", today=TODAY))
    yield "without prefill", parsed(form.render(None, (), {}, "sv", today=TODAY))


PAGES = dict(pages())


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_reference_leads_somewhere(name: str) -> None:
    page = PAGES[name]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = page.xpath("//label/@for") + [
        href.removeprefix("#") for href in page.xpath("//a/@href[starts-with(., '#')]")
    ]
    for attribute in ("aria-describedby", "aria-labelledby"):
        pointed += [identity for value in page.xpath(f"//@{attribute}") for identity in value.split()]
    assert set(pointed) <= set(ids)
    assert pointed


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_label_and_a_name(name: str) -> None:
    page = PAGES[name]
    controls = page.xpath("//input[@type != 'hidden'] | //textarea | //select")
    assert len(controls) > 20
    for control in controls:
        assert page.xpath("//label[@for=$id]", id=control.get("id")), control.get("name")
        assert control.get("name")
    for fieldset in page.xpath("//fieldset"):
        legend = fieldset[0]
        assert legend.tag == "legend"
        assert legend.text_content().strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_field_with_a_fault_says_so_and_describes_it(name: str) -> None:
    page = PAGES[name]
    messages = page.xpath("//*[contains(@class, 'ds-validation-message')]")
    assert bool(messages) == (name == "faulty")
    for message in messages:
        owners = page.xpath("//*[contains(concat(' ', @aria-describedby, ' '), $id)]", id=f" {message.get('id')} ")
        assert len(owners) == 1
        inputs = (
            owners if owners[0].tag != "fieldset" else owners[0].xpath(".//input[@type='radio' or @type='checkbox']")
        )
        assert all(control.get("aria-invalid") == "true" for control in inputs)


def test_the_error_summary_takes_the_focus_and_links_to_every_fault() -> None:
    form = kitchen_sink()
    errors = errors_of(form, posted(*MESSY))
    page = PAGES["faulty"]
    summary = page.get_element_by_id("error-summary")
    assert summary.get("role") == "alert"
    assert summary.get("tabindex") == "-1"
    assert page.xpath("//*[@autofocus]") == [summary]
    assert summary.xpath(".//h2/text()") == [f"Rätta {len(errors)} uppgifter"]
    links = summary.xpath(".//a")
    assert len(links) == len(errors)
    for link in links:
        target = page.get_element_by_id(link.get("href").removeprefix("#"))
        assert target.tag in ("input", "select", "textarea") or target.get("tabindex") == "-1"
    assert "Åtaganden, rad 1, Indikatorer, rad 1, Mål: Ange ett tal" in summary.text_content()


def test_no_errors_no_summary() -> None:
    assert kitchen_sink().error_summary([], "sv") == ""
    assert "Correct 1 answer" in kitchen_sink().error_summary([FieldError("title", "x")], "en")


def test_what_was_typed_survives_an_error() -> None:
    page = PAGES["faulty"]
    assert page.get_element_by_id("f-budget_request").get("value") == "tolv"
    assert page.get_element_by_id("f-frames-0-change").get("value") == "1e999999"
    assert page.xpath("//textarea[@name='goals.0.goal']")[0].text.strip() == "Alla läser i årskurs 3"
    assert page.xpath("//select[@name='investments.0.year']/option[@selected]/@value") == []
    assert page.xpath("//input[@name='return_to' and @checked]/@value") == ["SN"]
    filled = PAGES["filled"]
    assert filled.xpath("//input[@name='decision' and @checked]/@value") == ["återremiss"]
    assert filled.xpath("//select[@name='meeting']/option[@selected]/@value") == ["17"]
    assert filled.xpath("//input[@type='hidden' and @name='minutes']/@value")[0].startswith('{"')
    assert filled.get_element_by_id("f-no_sensitive_data").get("checked") is not None
    assert filled.get_element_by_id("f-announced").get("value") == "2026-06-16T09:15"


def test_a_page_posts_back_what_it_shows() -> None:
    """A browser that sends the rendered form unchanged gives the same answers."""
    form = kitchen_sink()
    answers = form.validate(posted(), PREFILL, TODAY, "sv")
    again = form.parse(browser_post(form.render(posted(), (), PREFILL, "sv", today=TODAY)))
    assert form.validate(again, PREFILL, TODAY, "sv") == answers
    stored = form.parse(browser_post(form.render(answers, (), PREFILL, "sv", today=TODAY)))
    assert form.validate(stored, PREFILL, TODAY, "sv") == answers


def test_an_unticked_box_stays_unticked() -> None:
    form = form_of(
        {"type": "checkbox", "key": "box", "label": "Ruta", "defaultValue": True},
        {"type": "textfield", "key": "text", "label": "Text", "defaultValue": "börja"},
    )
    assert parsed(form.render(None, (), {}, "sv", today=TODAY)).xpath("//input[@checked]")
    assert parsed(form.render({"text": ""}, (), {}, "sv", today=TODAY)).xpath("//input[@checked]") == []
    assert parsed(form.render({"text": ""}, (), {}, "sv", today=TODAY)).get_element_by_id("f-text").get("value") == ""


def test_values_begin_with_the_prefill_then_the_defaults() -> None:
    form = form_of(
        {"type": "number", "key": "a", "label": "A", "defaultValue": 1.5},
        {"type": "number", "key": "b", "label": "B", "defaultValue": 1.5},
        {"type": "datetime", "subtype": "time", "key": "c", "timeLabel": "C"},
    )
    page = parsed(form.render(None, (), {"b": 2.25, "c": "09:30:00"}, "sv", today=TODAY))
    assert [page.get_element_by_id(f"f-{key}").get("value") for key in "abc"] == ["1,5", "2,25", "09:30"]


def test_what_may_be_left_out_is_marked() -> None:
    page = PAGES["fresh"]
    assert "(frivilligt)" in page.xpath("//label[@for='f-email']")[0].text_content()
    assert "(frivilligt)" not in page.xpath("//label[@for='f-title']")[0].text_content()
    assert "(frivilligt)" not in page.xpath("//label[@for='f-deviation_reason']")[0].text_content(), "it has a rule"
    assert page.get_element_by_id("f-title").get("aria-required") == "true"
    assert "(optional)" in PAGES["filled"].xpath("//label[@for='f-email']")[0].text_content()


def test_readonly_and_computed_values_are_text() -> None:
    page = PAGES["filled"]
    assert not page.xpath("//*[@name='frame' or @name='gap' or @name='frames.0.frame_prev']")
    assert page.get_element_by_id("f-frame").xpath(".//*[@class='yw-value']/text()") == ["455.5\N{NO-BREAK SPACE}mnkr"]
    assert page.get_element_by_id("f-gap").xpath(".//*[@class='yw-value']/text()") == ["1,005.0\N{NO-BREAK SPACE}mnkr"]


def test_hidden_fields_are_not_on_the_page() -> None:
    assert PAGES["filled"].xpath("//textarea[@name='comment']")
    assert not PAGES["fresh"].xpath("//textarea[@name='comment']")


def test_a_table_shows_the_prefill() -> None:
    table = PAGES["fresh"].xpath("//table[caption]")[0]
    assert table.xpath(".//td/text()") == ["2027", "4,1", "2028", "\N{MINUS SIGN}0,3"]
    assert PAGES["without prefill"].xpath("//table[caption]//td/text()") == ["Inga rader."]


def test_enter_presses_no_button_that_removes() -> None:
    buttons = PAGES["filled"].xpath("//button")
    assert buttons[0].get("name") is None
    assert {button.get("name") for button in buttons[1:]} == {"_add", "_remove", "_table"}
    assert all(button.get("formnovalidate") is not None for button in buttons[1:])


def test_pressing_a_button_of_the_page_is_understood() -> None:
    form = kitchen_sink()
    page = PAGES["filled"]
    for button in page.xpath("//button[@name]"):
        data = browser_post(form.render(posted(), (), PREFILL, "sv", today=TODAY))
        data.add(button.get("name"), button.get("value"))
        action = posted_action(data)
        assert action is not None
        if action.kind != "_table":  # it changes how the page looks, and nothing that was typed
            assert form.apply_row_action(form.parse(data), action) != form.parse(data), button.get("value")


def test_labels_hints_and_messages_are_translated() -> None:
    form = form_of(
        {"type": "radio", "key": "a", "label": "Beslut", "description": "Nämndens beslut.",
         "values": [{"label": "Bifall", "value": "bifall"}],
         "properties": {"yearwheel:rule": "=a != null", "yearwheel:message": "Ange beslutet."}},
        {"type": "text", "text": "Läs **detta**."},
    )  # fmt: skip
    words = {
        "Beslut": "Decision", "Nämndens beslut.": "The committee's decision.", "Bifall": "Approved",
        "Ange beslutet.": "Enter the decision.", "Läs **detta**.": "Read **this**.",
    }  # fmt: skip
    errors = errors_of(form, {}, {})
    shown = parsed(
        form.error_summary(errors, "en", words) + form.render(None, errors, {}, "en", words, today=TODAY)
    ).text_content()
    for text in ("Decision: Enter the decision.", "The committee's decision.", "Approved", "Read this."):
        assert text in shown
    assert not [word for word in words if word in shown]


def browser_post(markup: str) -> MultiDict[str, str]:
    """What a browser would send for the form as it stands, without any button."""
    data: MultiDict[str, str] = MultiDict()
    for control in parsed(markup).xpath("//input | //textarea | //select"):
        kind = control.get("type")
        if kind == "file" or (kind in ("checkbox", "radio") and control.get("checked") is None):
            continue
        if control.tag == "select":
            chosen = control.xpath("./option[@selected]") or control.xpath("./option[1]")
            data.add(control.get("name"), chosen[0].get("value"))
        elif control.tag == "textarea":
            data.add(control.get("name"), (control.text or "").removeprefix("\n"))
        else:
            data.add(control.get("name"), control.get("value") or "")
    return data
