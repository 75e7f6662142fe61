"""The matrix of a budget year, as its page shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from engine.commands.move_business_time import MoveBusinessTime
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import ZONE
from tests.webapp.pages.people import SECRETARY, STRANGER, Employee

SignIn = Callable[[Employee], Visitor]


def test_a_year_that_has_not_begun_says_so(sign_in: SignIn) -> None:
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "Budgetarbetet för 2027 har inte startat" in page
    assert "31 oktober 2026" in page


def test_the_newest_year_is_shown_with_its_steps(sign_in: SignIn, case_id: UUID) -> None:
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "Årshjulet: budget 2027" in page
    assert "Pågår" in page
    assert "senast 10 mars 2026" in page
    assert "Inte påbörjat" in page
    assert f'href="/cases/{case_id}"' in page


def test_a_late_step_is_told_in_words_and_by_a_symbol(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 12, 8, tzinfo=ZONE)))
    assert '<span class="yw-symbol" aria-hidden="true">!</span> Försenat' in sign_in(SECRETARY).get("/cycle/").text


def test_the_law_counts_down_and_tells_what_has_passed(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    page = secretary.get("/cycle/").text
    assert "243 dagar kvar" in page
    assert "planeras till 30 oktober 2026" in page
    assert "KL 11:10" in page
    runner.run(MoveBusinessTime(at=datetime(2026, 11, 3, 8, tzinfo=ZONE)))
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "passerades för 3 dagar sedan" in page


def test_any_year_may_be_asked_for(sign_in: SignIn, case_id: UUID) -> None:
    stranger = sign_in(STRANGER)
    assert "har inte startat" in stranger.get("/cycle/?year=2031").text
    assert stranger.get("/cycle/?year=999999").status_code == 200
    assert stranger.get("/cycle/?year=x").status_code == 200
