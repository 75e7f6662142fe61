"""Answers as their readers see them."""

from __future__ import annotations

from typing import Any

from tests.forms.forms_for_tests import PREFILL, TODAY, form_of, kitchen_sink, parsed, posted

NBSP = "\N{NO-BREAK SPACE}"


def pairs(markup: str) -> dict[str, str]:
    """Labels and values of the answers that stand alone."""
    page = parsed(markup)
    found = page.xpath("//div[@class='yw-answer']")
    return {pair.xpath("./dt")[0].text_content(): pair.xpath("./dd")[0].text_content() for pair in found}


def answers() -> dict[str, Any]:
    return kitchen_sink().validate(posted(), PREFILL, TODAY, "sv")


def test_every_kind_of_answer_is_readable() -> None:
    shown = pairs(kitchen_sink().present(answers(), lambda code: True))
    assert shown["Rubrik"] == "Plan 2027"
    assert shown["Ram"] == f"455,5{NBSP}mnkr"
    assert shown["Skillnad mot ramen"] == f"1{NBSP}005,0{NBSP}mnkr"
    assert shown["Anslaget"] == "2026-06-16 09:15"
    assert shown["Mötet börjar"] == "13:30"
    assert shown["Sammanträde"] == "KF 15 juni 2026"
    assert shown["Beslut"] == "Återremiss"
    assert shown["Texten innehåller inga känsliga uppgifter"] == "Ja"
    assert shown["Vad har ni talat om?"] == "Uppdrag, Resultat"
    assert shown["Återremiss till nämnder"] == "Socialnämnden"
    assert shown["Protokoll"] == f"protokoll.pdf (123{NBSP}kB)"
    assert shown["Namn"] == "Åsa Öst"


def test_rows_become_a_table_or_a_list_of_answers() -> None:
    page = parsed(kitchen_sink().present(answers(), lambda code: True))
    frames = page.xpath("//table")[-1]
    assert frames.xpath(".//th/text()") == ["Nämnd", "Ram i år", "Ändring", "Ny ram"]
    assert frames.xpath(".//tr[2]/td/text()")[2] == f"\N{MINUS SIGN}10,0{NBSP}mnkr"
    assert page.xpath("//ol[@class='yw-answer-rows']/li//dd/text()")[0] == "Alla läser i årskurs 3"


def test_there_is_nothing_to_fill_in() -> None:
    page = parsed(kitchen_sink().present(answers(), lambda code: True))
    assert not page.xpath("//input | //textarea | //select | //button")
    assert len(page.xpath("//@id")) == 0


def test_fields_that_the_reader_may_not_see_are_left_out() -> None:
    asked: list[str] = []

    def readable(code: str) -> bool:
        asked.append(code)
        return False

    shown = kitchen_sink().present(answers(), readable)
    assert "016-710 10 00" not in shown
    assert "Telefon" not in shown
    assert "Åsa Öst" in shown
    assert set(asked) == {"LINE"}


def test_a_column_and_a_group_may_be_kept_from_readers() -> None:
    secret = {"properties": {"yearwheel:visibility": "PAIR"}}
    name = {"type": "textfield", "id": "Name", "key": "name", "label": "Namn"}
    pay = {"type": "number", "id": "Pay", "key": "pay", "label": "Lön", **secret}
    form = form_of(
        {"type": "dynamiclist", "path": "people", "label": "Personer", "components": [name, pay]},
        {"type": "group", "label": "Samtal", "path": "talk", "components": [{**name, "id": "N2"}], **secret},
    )
    given = {"people": [{"name": "Ali", "pay": 31000}], "talk": {"name": "hemligt"}}
    shown = form.present(given, lambda code: code != "PAIR")
    assert "Ali" in shown
    assert "31" not in shown
    assert "Lön" not in shown
    assert "hemligt" not in shown
    assert "Samtal" not in shown
    assert f"31{NBSP}000" in form.present(given, lambda code: True)


def test_what_was_not_asked_is_left_out_and_what_was_left_blank_is_not() -> None:
    given = kitchen_sink().validate(posted(("decision", "bifall"), ("email", "")), PREFILL, TODAY, "sv")
    shown = pairs(kitchen_sink().present(given, lambda code: True))
    assert "Vad ska utredas?" not in shown
    assert shown["E-post"] == "–"


def test_files_are_links_where_there_is_an_address() -> None:
    page = parsed(
        kitchen_sink().present(answers(), lambda code: True, link=lambda identity: f"/attachments/{identity}")
    )
    assert page.xpath("//a/@href") == ["/attachments/6f9619ff-8b86-d011-b42d-00cf4fc964ff"]


def test_labels_and_numbers_follow_the_reader() -> None:
    words = {"Rubrik": "Title", "Återremiss": "Referred back", "mnkr": "SEK million"}
    shown = pairs(kitchen_sink().present(answers(), lambda code: True, words, locale="en"))
    assert shown["Title"] == "Plan 2027"
    assert shown["Beslut"] == "Referred back"
    assert shown["Begärd budget"] == f"1,460.5{NBSP}SEK million"
    assert shown["Texten innehåller inga känsliga uppgifter"] == "Yes"


def test_answers_of_another_shape_do_not_break_the_page() -> None:
    for given in ({}, {"goals": "x", "contact": 3, "frames": [1, None]}, {"_labels": 3, "meeting": 17}):
        assert "Rubrik" in kitchen_sink().present(given, lambda code: True)


def test_fields_tell_their_paths_and_visibility() -> None:
    fields = {field.path: field for field in kitchen_sink().fields}
    assert fields["contact.phone"].visibility == "LINE"
    assert fields["contact.name"].visibility is None
    assert fields["goals"].type == "dynamiclist"
    assert fields["goals.indicators.target"].label == "Mål"
    assert fields["likelihood"].label == "Sannolikhet"
    assert "Risk" not in fields
