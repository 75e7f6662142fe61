"""Last year's answers on the page of a task, for those who may read them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from engine.commands.complete_task import CompleteTask
from engine.commands.start_process import StartProcess
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import open_task
from tests.webapp.pages.people import CONTROLLER, OWNER, SECRETARY, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
LAST_YEAR = {"summary": "Fler lärare", "note": "bara för chefen", "goals": [{"goal": "Alla läser"}]}


def plan(runner: Runner, year: str) -> UUID:
    return runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": year}))


def written(runner: Runner, year: str) -> UUID:
    case_id = plan(runner, year)
    runner.run(CompleteTask(task_id=open_task(runner, case_id), actor=TEACHER.id, posted=LAST_YEAR))
    return case_id


def test_last_years_answer_is_shown_and_fetched_without_a_script(sign_in: SignIn, runner: Runner) -> None:
    written(runner, "2026")
    path = f"/tasks/{open_task(runner, plan(runner, '2027'))}"
    secretary = sign_in(SECRETARY)
    page = secretary.get(path).text
    assert "Svaret 2026" in page
    assert "Fler lärare" in page
    assert "bara för chefen" not in page, "the note is for managers above"
    answer = secretary.post(path, {"summary": "Nytt.", "_copy": "summary"})
    assert answer.status_code == 302
    page = secretary.get(answer.headers["Location"]).text
    assert "Nytt.\n\nFler lärare" in page
    assert "Svaret 2026, och vad du har ändrat" in page
    page = secretary.get(secretary.post(path, {"summary": "Nytt.", "_copy": ""}).headers["Location"]).text
    assert 'value="Alla läser"' in page
    assert "bara för chefen" not in secretary.get(secretary.post(path, {"_copy": "note"}).headers["Location"]).text


def test_who_wrote_it_is_shown_all_of_it(sign_in: SignIn, runner: Runner) -> None:
    written(runner, "2026")
    assert "bara för chefen" in sign_in(TEACHER).get(f"/tasks/{open_task(runner, plan(runner, '2027'))}").text


def test_the_reader_sees_what_has_changed(sign_in: SignIn, runner: Runner) -> None:
    written(runner, "2026")
    case_id = plan(runner, "2027")
    changed = {"summary": "Färre lärare", "note": "mer för chefen"}
    runner.run(CompleteTask(task_id=open_task(runner, case_id), actor=SECRETARY.id, posted=changed))
    page = sign_in(CONTROLLER).get(f"/tasks/{open_task(runner, case_id)}").text
    assert "Ändrat sedan 2026" in page
    assert "<del>" in page
    assert "Fler" in page
    assert "för chefen" not in page


def test_the_first_year_has_nothing_to_show(sign_in: SignIn, runner: Runner) -> None:
    written(runner, "2027")
    page = sign_in(SECRETARY).get(f"/tasks/{open_task(runner, plan(runner, '2027'))}").text
    assert "_copy" not in page
    assert "Svaret 20" not in page
