"""My tasks, the page of a task, completing it, drafts, conflicts, files."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from uuid import UUID, uuid4

from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.models import Attachment, HumanTask, RoleAssignment, Submission, TaskStatus
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import ZONE, open_task
from tests.webapp.pages.people import CONTROLLER, SECRETARY, STRANGER, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
FILE = re.compile(r'name="papers" value="([^"]+)"')


def answers(runner: Runner, task_id: UUID) -> dict[str, object] | None:
    with runner.read() as (session, _clock):
        found = session.query(Submission).filter_by(task_id=task_id).one_or_none()
        return found.answers if found else None


def test_the_list_shows_what_waits_for_the_person_and_nothing_else(sign_in: SignIn, task_id: UUID) -> None:
    page = sign_in(SECRETARY).get("/tasks").text
    assert "Skriv planen" in page
    assert "Plan för skolan" in page
    assert "om 8 dagar" in page
    assert "1 uppgift väntar" in page
    assert "Skriv planen" not in sign_in(STRANGER).get("/tasks").text


def test_the_list_is_narrowed_to_own_tasks_and_to_those_of_roles(sign_in: SignIn, task_id: UUID) -> None:
    secretary, teacher = sign_in(SECRETARY), sign_in(TEACHER)
    assert "Skriv planen" in secretary.get("/tasks?scope=roles").text
    assert "Skriv planen" not in secretary.get("/tasks?scope=mine").text
    assert "Skriv planen" in teacher.get("/tasks?scope=mine").text


def test_a_search_without_a_hit_says_so(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    assert "Skriv planen" in secretary.get("/tasks?search=SKOLAN").text
    assert "Ingen uppgift motsvarar sökningen" in secretary.get("/tasks?search=simhall").text


def test_an_overdue_task_says_for_how_long(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 12, 8, tzinfo=ZONE)))
    page = sign_in(SECRETARY).get("/tasks").text
    assert "2 dagar försenad" in page
    assert 'aria-hidden="true">!' in page


def test_the_task_page_tells_what_to_do_and_until_when(sign_in: SignIn, task_id: UUID) -> None:
    page = sign_in(SECRETARY).get(f"/tasks/{task_id}").text
    assert "Beskriv vad nämnden ska göra under året." in page
    assert "10 mars 2026" in page
    assert "Sekreterare, Skolnämnden" in page
    assert "Siv Berg" in page
    assert "Tea Dahl" in page
    assert "Så startade ärendet" in page


def test_diagram_and_form_speak_the_readers_language(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get("/tasks")
    secretary.post("/language", {"locale": "en"})
    page = secretary.get(f"/tasks/{task_id}").text
    assert "Write the plan" in page
    assert "Summary" in page
    assert "Save draft" in page


def test_a_stranger_finds_no_task(sign_in: SignIn, task_id: UUID) -> None:
    stranger = sign_in(STRANGER)
    stranger.get("/tasks")
    assert stranger.get(f"/tasks/{task_id}").status_code == 404
    assert stranger.post(f"/tasks/{task_id}", {"do": "complete", "summary": "x"}).status_code == 404
    assert stranger.get(f"/tasks/{uuid4()}").status_code == 404


def test_a_reader_who_may_not_do_it_sees_whom_it_waits_for(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    controller = sign_in(CONTROLLER)
    page = controller.get(f"/tasks/{task_id}")
    assert page.status_code == 200
    assert "Uppgiften väntar på någon annan" in page.text
    refused = controller.post(f"/tasks/{task_id}", {"do": "complete", "summary": "min text"})
    assert refused.status_code == 403
    assert "min text" in refused.text
    assert answers(runner, task_id) is None


def test_completing_leads_to_what_happens_next(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    posted = {"do": "complete", "summary": "Fler lärare", "goals.0.goal": "Alla läser"}
    answer = secretary.post(f"/tasks/{task_id}", posted)
    assert answer.status_code == 302
    page = secretary.get(answer.headers["Location"]).text
    assert "Klart – det här händer nu" in page
    assert "Controllern läser planen." in page
    assert "Granska planen" in page
    assert "Controller, Skolnämnden" in page
    assert "Inget mer väntar på dig" in page
    stored = answers(runner, task_id)
    assert stored is not None
    assert stored["summary"] == "Fler lärare"
    assert stored["goals"] == [{"goal": "Alla läser"}]


def test_the_last_task_says_that_the_case_is_finished(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    write = open_task(runner, case_id)
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{write}")
    secretary.post(f"/tasks/{write}", {"do": "complete", "summary": "Klart"})
    controller, check = sign_in(CONTROLLER), open_task(runner, case_id)
    assert "Det är gjort" in controller.get(f"/tasks/{check}").text
    done = controller.post(f"/tasks/{check}", {"do": "complete"}, follow_redirects=True)
    assert "Ärendet är avslutat" in done.text


def test_only_the_one_who_completed_sees_what_happens_next(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    secretary.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Klart"})
    assert sign_in(CONTROLLER).get(f"/tasks/{task_id}/next").status_code == 404


def test_what_was_typed_survives_an_error(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    page = secretary.post(
        f"/tasks/{task_id}", {"do": "complete", "summary": "", "note": "Till dig", "goals.0.goal": "Simma"}
    )
    assert page.status_code == 422
    assert "Rätta:" in page.text
    assert 'href="#f-summary"' in page.text
    assert "Till dig" in page.text
    assert "Simma" in page.text
    assert answers(runner, task_id) is None


def test_a_draft_is_kept_for_its_author_alone(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    page = secretary.post(f"/tasks/{task_id}", {"do": "draft", "summary": "Halva"}, follow_redirects=True)
    assert "Utkastet är sparat" in page.text
    assert "Halva" in page.text
    assert "utkast sparat" in secretary.get("/tasks").text
    assert "Halva" not in sign_in(TEACHER).get(f"/tasks/{task_id}").text


def test_rows_come_and_go_without_javascript(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    typed = {"summary": "Halva", "goals.0.goal": "Läsa"}
    more = secretary.post(f"/tasks/{task_id}", {**typed, "_add": "goals"}, follow_redirects=True).text
    assert "Läsa" in more
    assert 'name="goals.1.goal"' in more
    pressed = {**typed, "goals.1.goal": "", "_remove": "goals.0"}
    fewer = secretary.post(f"/tasks/{task_id}", pressed, follow_redirects=True).text
    assert "Läsa" not in fewer
    assert "Halva" in fewer


def test_who_comes_second_sees_who_was_first_and_keeps_the_text(sign_in: SignIn, task_id: UUID) -> None:
    secretary, teacher = sign_in(SECRETARY), sign_in(TEACHER)
    secretary.get(f"/tasks/{task_id}")
    teacher.get(f"/tasks/{task_id}")
    assert teacher.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Teas plan"}).status_code == 302
    late = secretary.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Sivs plan", "goals.0.goal": "Simma"})
    assert late.status_code == 409
    assert "Tea Dahl hann före" in late.text
    assert "Sammanfattning" in late.text
    assert "Sivs plan" in late.text
    assert "Simma" in late.text
    draft = secretary.post(f"/tasks/{task_id}", {"do": "draft", "summary": "Sivs utkast"})
    assert draft.status_code == 409
    assert "Sivs utkast" in draft.text


def test_who_sends_twice_is_led_on_to_what_happens_next(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    posted = {"do": "complete", "summary": "Sivs plan"}
    secretary.post(f"/tasks/{task_id}", posted)
    again = secretary.post(f"/tasks/{task_id}", posted)
    assert again.status_code == 409
    assert "Du har redan slutfört uppgiften" in again.text
    assert f'href="/tasks/{task_id}/next"' in again.text


def test_who_has_lost_the_task_and_may_not_read_it_keeps_the_text(sign_in: SignIn, task_id: UUID) -> None:
    secretary, teacher = sign_in(SECRETARY), sign_in(TEACHER)
    secretary.get(f"/tasks/{task_id}")
    teacher.get(f"/tasks/{task_id}")
    secretary.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Sivs plan"})
    late = teacher.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Teas plan"})
    assert late.status_code == 404
    assert "Teas plan" in late.text
    assert "Sivs plan" not in late.text


def test_a_role_that_has_passed_on_keeps_the_text_of_who_had_it(
    sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID
) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    with runner.database.write() as session:
        session.query(RoleAssignment).filter_by(person_id=SECRETARY.id).delete()
    runner.run(RefreshPrincipals())
    late = secretary.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Sivs plan"})
    assert late.status_code == 404
    assert "Sivs plan" in late.text
    with runner.read() as (session, _clock):
        assert session.get_one(HumanTask, task_id).status == TaskStatus.OPEN


def upload(visitor: Visitor, task_id: UUID, **fields: object) -> str:
    paper = (BytesIO(b"<script>alert(1)</script>"), "Underlag å.html")
    return visitor.post(f"/tasks/{task_id}", {"papers": paper, **fields}, content_type="multipart/form-data").text


def test_a_file_survives_an_error_and_is_saved_with_the_answers(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    page = upload(secretary, task_id, do="complete", summary="")
    assert "Underlag å.html" in page
    kept = FILE.search(page)
    assert kept is not None
    again = {"do": "complete", "summary": "Klart", "papers": kept[1].replace("&#34;", '"')}
    assert secretary.post(f"/tasks/{task_id}", again).status_code == 302
    stored = answers(runner, task_id)
    assert stored is not None
    assert [paper["filename"] for paper in stored["papers"]] == ["Underlag å.html"]  # type: ignore[attr-defined]


def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_kept(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    sent = {"do": "complete", "summary": "Min text", "papers": (BytesIO(b"MZ\x90 program"), "plan.pdf")}
    response = secretary.post(f"/tasks/{task_id}", sent, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Filen är ett program eller skript" in response.text
    assert "Min text" in response.text


def test_a_file_is_saved_never_shown_and_only_for_its_readers(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary, controller, stranger = sign_in(SECRETARY), sign_in(CONTROLLER), sign_in(STRANGER)
    secretary.get(f"/tasks/{task_id}")
    secretary.post(
        f"/tasks/{task_id}",
        {"do": "complete", "summary": "Klart", "papers": (BytesIO(b"<script>alert(1)</script>"), "Underlag å.html")},
        content_type="multipart/form-data",
    )
    stored = answers(runner, task_id)
    assert stored is not None
    address = f"/attachments/{stored['papers'][0]['id']}"  # type: ignore[index]
    response = controller.get(address)
    assert response.data == b"<script>alert(1)</script>"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(address).status_code == 404


def test_files_of_who_may_not_do_the_task_are_not_kept(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    controller = sign_in(CONTROLLER)
    controller.get(f"/tasks/{task_id}")
    upload(controller, task_id, do="complete", summary="Min text")
    with runner.read() as (session, _clock):
        assert session.query(Attachment).count() == 0


def test_a_file_that_nothing_names_yet_is_its_uploaders_own(sign_in: SignIn, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    page = upload(secretary, task_id, do="draft", summary="Halva")
    assert page is not None
    kept = FILE.search(secretary.get(f"/tasks/{task_id}").text)
    assert kept is not None
    found = re.search(r"[0-9a-f-]{36}", kept[1])
    assert found is not None
    assert secretary.get(f"/attachments/{found[0]}").status_code == 200
    assert sign_in(TEACHER).get(f"/attachments/{found[0]}").status_code == 404
