"""From what a browser posts to a tree."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from forms import RowAction, parse_posted, posted_action
from tests.forms.forms_for_tests import POSTED, kitchen_sink


def test_names_become_a_tree() -> None:
    pairs = [("a", "1"), ("g.b", "2"), ("r.0.c", "3"), ("r.1.c", "4"), ("t", "x"), ("t", "y")]
    assert parse_posted(MultiDict(pairs)) == {"a": "1", "g": {"b": "2"}, "r": [{"c": "3"}, {"c": "4"}], "t": ["x", "y"]}


def test_rows_close_up_when_one_is_missing() -> None:
    assert parse_posted(MultiDict([("r.7.c", "b"), ("r.2.c", "a")])) == {"r": [{"c": "a"}, {"c": "b"}]}


def test_a_list_without_rows_is_an_empty_list() -> None:
    assert parse_posted(MultiDict([("r._rows", "")])) == {"r": []}


def test_a_row_without_answers_is_a_row() -> None:
    assert parse_posted(MultiDict([("r._rows", ""), ("r.0._row", "KS")])) == {"r": [{"_row": "KS"}]}


@pytest.mark.parametrize("name", ["a..b", ".a", "a.", ".", "", "a." * 30 + "b", "x" * 400, "_add"])
def test_names_that_mean_nothing_are_left_out(name: str) -> None:
    assert parse_posted(MultiDict([(name, "1")])) == {}


def test_names_that_contradict_each_other_do_no_harm() -> None:
    assert parse_posted(MultiDict([("a", "1"), ("a.b", "2")])) == {"a": {"b": "2"}}
    assert parse_posted(MultiDict([("a.b", "2"), ("a", "1")])) == {"a": {"b": "2"}}
    assert parse_posted(MultiDict([("a.0.b", "2"), ("a.x", "1")])) == {"a": [{"b": "2"}]}
    assert parse_posted(MultiDict([("a." + "9" * 5_000 + ".b", "2")])) == {}
    assert parse_posted(MultiDict([("a.99999999.b", "2")])) == {"a": {"99999999": {"b": "2"}}}


def test_files_of_this_request_follow_those_before() -> None:
    new = {"id": "2", "filename": "b.pdf", "size": 1}
    assert parse_posted(MultiDict([("f", "old")]), {"f": [new]}) == {"f": ["old", new]}
    assert parse_posted(MultiDict(), {"r.0.f": [new]}) == {"r": [{"f": [new]}]}


def test_a_form_keeps_its_own_names_only() -> None:
    raw = kitchen_sink().parse(MultiDict(POSTED))
    assert "csrf_token" not in raw
    assert "unknown" not in raw
    assert raw["title"] == "  Plan 2027 "


def test_the_button_that_was_pressed() -> None:
    assert posted_action(MultiDict([("a", "1")])) is None
    assert posted_action(MultiDict([("a", "1"), ("_add", "goals")])) == RowAction("_add", "goals")
    assert posted_action(MultiDict([("_remove", "goals.1")])) == RowAction("_remove", "goals.1")
    assert posted_action(MultiDict([("_refresh", "1")])) == RowAction("_refresh", "1")


def test_names_that_the_form_does_not_have_are_left_out_at_every_depth() -> None:
    raw = kitchen_sink().parse(
        MultiDict([
            ("title", "Plan"), ("unknown", "x"), ("email.x", "x"), ("contact.name", "Åsa"), ("contact.__proto__", "x"),
            ("goals.0.goal", "Mål"), ("goals.0.__class__", "x"), ("goals.0._row", ""), ("goals.1", "x"),
            ("frames.__proto__.x", "x"),
        ])
    )  # fmt: skip
    assert raw == {
        "title": "Plan", "contact": {"name": "Åsa"}, "goals": [{"goal": "Mål", "_row": ""}, {}], "frames": [],
    }  # fmt: skip


def test_what_fell_away_stays_the_same_however_often_it_is_saved() -> None:
    form, draft = kitchen_sink(), {"title": "Plan", "gone": "Ett svar", "contact": {"fax": "016"}}
    fallen = form.fallen_away(draft)
    assert fallen == {"gone": "Ett svar", "contact.fax": "016"}
    assert form.fallen_away({"title": "Plan", "_fallen_away": fallen}) == {}
