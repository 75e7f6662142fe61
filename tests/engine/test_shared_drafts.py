"""Several people write one draft: nothing that anybody wrote is lost, and who overwrites unseen is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.shared_drafts import Field, merge

ANNA, BO = 1, 2


class Draft:
    """What is stored, and what each person's page shows."""

    def __init__(self) -> None:
        self.stored: dict[str, Field] = {}

    @property
    def revision(self) -> int:
        return max((each.revision for each in self.stored.values()), default=0)

    @property
    def values(self) -> dict[str, str]:
        return {path: each.value for path, each in self.stored.items()}

    def save(self, person: int, sent: dict[str, str], seen: int) -> list[str]:
        changed, unseen = merge(self.stored, sent, seen, person, "2026-03-02T08:00:00+00:00")
        self.stored |= changed
        return unseen

    def texts(self, path: str) -> list[str]:
        field = self.stored[path]
        return [entry["value"] for entry in field.earlier] + [field.value]


def test_two_people_in_different_fields_disturb_nobody() -> None:
    draft = Draft()
    assert draft.save(ANNA, {"goal": "Fler lärare", "cost": ""}, 0) == []
    assert draft.save(BO, {"goal": "", "cost": "12"}, 0) == []
    assert draft.values == {"goal": "Fler lärare", "cost": "12"}


def test_the_same_field_unseen_keeps_both_and_tells_the_later() -> None:
    draft = Draft()
    draft.save(ANNA, {"goal": "Annas"}, 0)
    assert draft.save(BO, {"goal": "Bos"}, 0) == ["goal"]
    assert draft.values == {"goal": "Bos"}
    assert [(entry["value"], entry["lost"]) for entry in draft.stored["goal"].earlier] == [("Annas", True)]


def test_who_has_seen_it_changes_it_quietly() -> None:
    draft = Draft()
    draft.save(ANNA, {"goal": "Annas"}, 0)
    assert draft.save(BO, {"goal": "Annas och Bos"}, draft.revision) == []
    assert "lost" not in draft.stored["goal"].earlier[0]


def test_a_page_that_stood_long_does_not_bring_old_text_back() -> None:
    draft = Draft()
    draft.save(ANNA, {"goal": "Första", "cost": "1"}, 0)
    old = draft.revision
    draft.save(BO, {"goal": "Andra", "cost": "1"}, old)
    assert draft.save(ANNA, {"goal": "Första", "cost": "2"}, old) == []
    assert draft.values == {"goal": "Andra", "cost": "2"}


def test_what_one_has_saved_oneself_is_not_brought_back_by_a_page_that_stays_open() -> None:
    draft = Draft()
    draft.save(ANNA, {"goal": "Annas", "cost": ""}, 0)
    draft.save(BO, {"goal": "Bos", "cost": ""}, draft.revision)
    assert draft.save(ANNA, {"goal": "Annas", "cost": "5"}, 0) == []
    assert draft.values == {"goal": "Bos", "cost": "5"}


def test_own_text_from_another_window_is_no_conflict() -> None:
    draft = Draft()
    draft.save(ANNA, {"goal": "Ett"}, 0)
    assert draft.save(ANNA, {"goal": "Två"}, 0) == []
    assert draft.texts("goal") == ["Ett", "Två"]


PEOPLE = st.sampled_from([ANNA, BO])
STEPS = st.lists(st.tuples(PEOPLE, st.sampled_from(["a", "b"]), st.text("xyz", max_size=2), st.booleans()), max_size=60)


@given(STEPS)
def test_no_text_of_another_goes_unseen_and_unkept(steps: list[tuple[int, str, str, bool]]) -> None:
    """Each has a page of one's own, types into it, saves, and now and then reads it anew."""
    draft = Draft()
    pages: dict[int, tuple[int, dict[str, str]]] = {ANNA: (0, {}), BO: (0, {})}
    for person, path, text, reads in steps:
        if reads:
            pages[person] = (draft.revision, draft.values)
        seen, shown = pages[person]
        before = dict(draft.stored)
        unseen = draft.save(person, shown | {path: text}, seen)
        for key, field in draft.stored.items():
            old = before.get(key)
            if old is None or field.value == old.value:
                continue
            assert old.value in draft.texts(key) or old.value == ""
            if old.value and old.person_id != person and old.revision > seen:
                assert key in unseen
                assert any(entry["value"] == old.value and entry.get("lost") for entry in field.earlier)
