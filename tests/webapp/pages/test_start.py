"""What a person may start by hand, and the form that starts it."""

from __future__ import annotations

from collections.abc import Callable

from engine.commands.resume import ResumeDefinition
from engine.commands.suspend import SuspendDefinition
from engine.models import ProcessInstance
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import OWNER, SECRETARY, Employee

SignIn = Callable[[Employee], Visitor]


def cases(runner: Runner) -> int:
    with runner.read() as (session, _clock):
        return session.query(ProcessInstance).count()


def test_the_list_holds_what_the_person_may_start(sign_in: SignIn) -> None:
    page = sign_in(OWNER).get("/start/").text
    assert "Verksamhetsplan" in page
    assert "Nämndens plan för ett år." in page
    assert "Det finns inget som du kan starta" in sign_in(SECRETARY).get("/start/").text


def test_a_case_starts_from_its_form(sign_in: SignIn, runner: Runner) -> None:
    owner = sign_in(OWNER)
    assert "Ämne" in owner.get("/start/planning").text
    page = owner.post("/start/planning", {"subject": "skolan", "year": "2027"}, follow_redirects=True).text
    assert "Ärendet är startat" in page
    assert "Plan för skolan" in page
    assert cases(runner) == 1


def test_what_was_typed_survives_an_error(sign_in: SignIn, runner: Runner) -> None:
    owner = sign_in(OWNER)
    owner.get("/start/planning")
    page = owner.post("/start/planning", {"subject": "skolan", "year": "1999"})
    assert page.status_code == 422
    assert 'value="skolan"' in page.text
    assert 'href="#f-year"' in page.text
    assert cases(runner) == 0


def test_the_enter_key_starts_nothing(sign_in: SignIn, runner: Runner) -> None:
    owner = sign_in(OWNER)
    form = owner.get("/start/planning").text
    first_button = form[form.index("<button", form.index("yw-task-form")) :]
    assert first_button.startswith('<button class="ds-sr-only" name="_refresh"')
    page = owner.post("/start/planning", {"subject": "skolan", "year": "2027", "_refresh": "1"})
    assert 'value="skolan"' in page.text
    assert cases(runner) == 0


def test_who_may_not_start_it_is_refused(sign_in: SignIn, runner: Runner) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get("/tasks")
    assert secretary.get("/start/planning").status_code == 403
    assert secretary.post("/start/planning", {"subject": "skolan", "year": "2027"}).status_code == 403
    assert secretary.get("/start/nonsense").status_code == 404
    assert cases(runner) == 0


def test_a_suspended_process_says_so_and_cannot_be_started(sign_in: SignIn, runner: Runner) -> None:
    owner = sign_in(OWNER)
    owner.get("/start/planning")
    runner.run(SuspendDefinition(key="planning", actor=None, reason="Reglerna ses över"))
    page = owner.get("/start/").text
    assert ("pausad" in page, "Reglerna ses över" in page) == (True, True)
    page = owner.get("/start/planning").text
    assert "Processen är pausad sedan 2 mars 2026" in page
    assert "Reglerna ses över" in page
    assert "yw-task-form" not in page
    refused = owner.post("/start/planning", {"subject": "skolan", "year": "2027"})
    assert (refused.status_code, "Processen är pausad" in refused.text) == (409, True)
    assert "skolan" in refused.text, "what was typed can be taken care of"
    assert cases(runner) == 0
    runner.run(ResumeDefinition(key="planning", actor=None))
    assert "yw-task-form" in owner.get("/start/planning").text
