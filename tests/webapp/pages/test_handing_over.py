"""Taking tasks, having them prepared, handing them over, declining and commenting on them: what people see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from engine.commands.claim_task import ClaimTask
from engine.commands.comment_task import CommentTask
from engine.commands.reassign_task import ReassignTasks
from engine.commands.suspend import SuspendCase
from engine.models import HumanTask, TaskCandidate
from engine.rules import Rule, Unfit
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import ZONE
from tests.webapp.pages.people import ADMINISTRATOR, CONTROLLER, OWNER, SECRETARY, STRANGER, TEACHER, Employee
from webapp.rules import REFUSALS, UNFIT

SignIn = Callable[[Employee], Visitor]


def candidates(runner: Runner, task_id: UUID) -> list[str]:
    with runner.read() as (session, _clock):
        return sorted(row.principal for row in session.query(TaskCandidate).filter_by(task_id=task_id))


def opened(sign_in: SignIn, person: Employee, path: str) -> Visitor:
    visitor = sign_in(person)
    assert visitor.get(path).status_code == 200
    return visitor


def test_every_rule_is_said_in_words() -> None:
    assert set(REFUSALS) == set(Rule)
    assert set(UNFIT) == set(Unfit)
    assert len({str(title) for title, _ in REFUSALS.values()}) == len(Rule)


def test_a_taken_task_is_the_takers_and_the_others_see_whose(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    page = secretary.post(f"/tasks/{task_id}", {"do": "claim", "summary": "Halva"}, follow_redirects=True).text
    assert "Du har tagit uppgiften" in page
    assert "Halva" in page  # what had been typed is a draft
    assert "tagen av dig" in secretary.get("/tasks").text
    assert "Skriv planen" in secretary.get("/tasks?scope=claimed").text
    teacher = sign_in(TEACHER)
    assert "Skriv planen" not in teacher.get("/tasks").text
    assert "tagen av Siv Berg" in teacher.get("/tasks?scope=colleagues").text
    assert "Siv Berg har tagit uppgiften" in teacher.get(f"/tasks/{task_id}").text


def test_who_had_begun_when_a_colleague_took_it_loses_nothing(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    teacher = opened(sign_in, TEACHER, f"/tasks/{task_id}")
    runner.run(ClaimTask(task_id=task_id, actor=SECRETARY.id))
    late = teacher.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Teas långa text"})
    assert late.status_code == 403
    assert "En kollega har tagit uppgiften" in late.text
    assert "Fråga Siv Berg" in late.text
    assert "Teas långa text" in late.text


def test_the_taker_releases_it(sign_in: SignIn, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    secretary.post(f"/tasks/{task_id}/claim")
    page = secretary.post(f"/tasks/{task_id}/release", follow_redirects=True).text
    assert "Uppgiften är släppt" in page
    assert "Skriv planen" in sign_in(TEACHER).get("/tasks").text
    again = secretary.post(f"/tasks/{task_id}/release")
    assert again.status_code == 409


def test_a_colleague_prepares_and_gives_back(sign_in: SignIn, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    secretary.post(f"/tasks/{task_id}", {"do": "draft", "summary": "Sivs början"})
    path = f"/tasks/{task_id}/delegate"
    found = secretary.post(path, {"do": "search", "to_search": "ulf", "message": "Fyll i målen"}).text
    assert 'value="person:6" checked' in found
    assert "Fyll i målen" in found
    page = secretary.post(path, {"to": "person:6", "message": "Fyll i målen"}, follow_redirects=True).text
    assert "Ulf Sten förbereder uppgiften" in page
    ulf = opened(sign_in, STRANGER, f"/tasks/{task_id}")
    assert "du förbereder åt Siv Berg" in ulf.get("/tasks").text
    assert "Sivs början" not in ulf.get(f"/tasks/{task_id}").text
    refused = ulf.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Ulfs text"})
    assert refused.status_code == 403
    assert "Uppgiften förbereds" in refused.text
    assert "Ulfs text" in refused.text
    onward = ulf.post(f"/tasks/{task_id}", {"do": "give-back", "summary": "Ulfs text"}, follow_redirects=True)
    assert "följer med till Siv Berg" in onward.text
    assert ulf.post(f"/tasks/{task_id}/give-back", {"message": " "}).status_code == 422
    done = ulf.post(f"/tasks/{task_id}/give-back", {"message": "Målen är ifyllda"}, follow_redirects=True).text
    assert "tillbaka hos den som bad om hjälp" in done
    own = secretary.get(f"/tasks/{task_id}").text
    assert "Sivs början" in own
    assert "Målen är ifyllda" in own
    assert "Ulf Sten har förberett uppgiften" in own
    prepared = secretary.get(f"/tasks/{task_id}?prepared=6").text
    assert "Ulfs text" in prepared
    assert "Sivs början" not in prepared
    assert "Visa mitt eget utkast" in prepared
    assert ulf.get(f"/tasks/{task_id}").status_code == 404


def test_without_a_draft_of_ones_own_the_preparation_is_where_one_starts(sign_in: SignIn, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    secretary.post(f"/tasks/{task_id}/delegate", {"to": "person:6"})
    ulf = opened(sign_in, STRANGER, f"/tasks/{task_id}")
    ulf.post(f"/tasks/{task_id}", {"do": "draft", "summary": "Ulfs text"})
    taken = secretary.post(f"/tasks/{task_id}/take-back", follow_redirects=True).text
    assert "Ulfs text" in taken
    assert "har förberett" in taken


def test_a_colleague_has_to_be_chosen(sign_in: SignIn, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}/delegate")
    for to, said in (("", "välj den du menar"), ("manager:unit:FGN", "välj den du menar"), ("person:2", "redan din")):
        page = secretary.post(f"/tasks/{task_id}/delegate", {"to": to, "message": "Hjälp mig"})
        assert page.status_code == 422
        assert said in page.text
        assert "Hjälp mig" in page.text


def test_a_leader_hands_a_task_over(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    owner = sign_in(OWNER)
    page = owner.get(f"/tasks/hand-over?task={task_id}").text
    assert "Skriv planen" in page
    fields = {"task": str(task_id), "to_search": "skolnämnden", "reason": "Siv är sjuk"}
    found = owner.post("/tasks/hand-over", {**fields, "do": "search"}).text
    assert "Controller, Skolnämnden" in found
    assert "Siv är sjuk" in found
    missing = owner.post("/tasks/hand-over", {**fields, "reason": "", "to": "role:controller:unit:FGN"})
    assert missing.status_code == 422
    done = owner.post("/tasks/hand-over", {**fields, "to": "role:controller:unit:FGN"}, follow_redirects=True).text
    assert "1 uppgift är överlämnad" in done
    assert candidates(runner, task_id) == ["role:controller:unit:FGN"]
    controller = sign_in(CONTROLLER).get(f"/tasks/{task_id}").text
    assert "Siv är sjuk" in controller
    assert "lämnade över, skäl:" in controller


def test_to_nobody_says_so_and_keeps_the_reason(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    owner = opened(sign_in, OWNER, f"/tasks/hand-over?task={task_id}")
    fields = {"task": str(task_id), "reason": "Siv är sjuk", "to": "role:registrar:unit:FGN"}
    page = owner.post("/tasks/hand-over", fields)
    assert page.status_code == 422
    assert "Ingen har det uppdraget i dag" in page.text
    assert "Siv är sjuk" in page.text


def test_who_does_not_lead_is_told_the_rule(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    assert "Lämna över" not in secretary.get(f"/tasks/{task_id}").text
    assert "bara chefen eller processägaren" in secretary.get("/tasks/others").text
    assert "Chefer ovanför enheten" in secretary.get(f"/tasks/hand-over?task={task_id}").text
    posted = {"task": str(task_id), "to": "person:6", "reason": "Jag vill inte"}
    refused = secretary.post("/tasks/hand-over", posted)
    assert refused.status_code == 403
    assert "Jag vill inte" in refused.text
    assert sign_in(STRANGER).get(f"/tasks/hand-over?task={task_id}").status_code == 404


def test_many_are_handed_over_from_the_list_of_a_person(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    owner = sign_in(OWNER)
    assert "/tasks/others" in owner.get("/tasks").text
    assert "person=4" in owner.get("/tasks/others?search=tea").text
    page = owner.get("/tasks/others?person=4&all=1").text
    assert re.search(rf'name="task" value="{task_id}" checked', page)
    runner.run(SuspendCase(instance_id=_case(runner, task_id), actor=ADMINISTRATOR.id, reason="Vänta"))
    stopped = owner.get(f"/tasks/hand-over?task={task_id}").text
    assert "En uppgift kan inte lämnas över" in stopped
    assert "Ärendet är pausat" in stopped
    assert 'name="reason"' not in stopped


def test_one_who_was_too_late_keeps_the_reason(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    owner = opened(sign_in, OWNER, f"/tasks/hand-over?task={task_id}")
    runner.run(SuspendCase(instance_id=_case(runner, task_id), actor=ADMINISTRATOR.id, reason="Vänta"))
    late = owner.post("/tasks/hand-over", {"task": str(task_id), "to": "person:6", "reason": "Siv är sjuk"})
    assert late.status_code == 409
    assert "Siv är sjuk" in late.text


def test_declaring_a_conflict_of_interest(sign_in: SignIn, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}")
    form = secretary.post(f"/tasks/{task_id}", {"do": "decline"}, follow_redirects=True).text
    assert "förvaltningslagen 16 §" in form
    assert secretary.post(f"/tasks/{task_id}/decline", {"reason": ""}).status_code == 422
    done = secretary.post(f"/tasks/{task_id}/decline", {"reason": "Min syster"}, follow_redirects=True).text
    assert "Jävet är anmält" in done
    assert "Inget väntar på dig" in done
    assert "Den som är jävig deltar inte" in secretary.get(f"/tasks/{task_id}").text
    again = secretary.post(f"/tasks/{task_id}", {"do": "complete", "summary": "Ändå"})
    assert again.status_code == 403
    assert "Du har anmält jäv" in again.text
    assert "Ändå" in again.text
    assert "Min syster" in sign_in(TEACHER).get(f"/tasks/{task_id}").text


def test_comments_stand_at_the_task_and_at_the_case(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = opened(sign_in, SECRETARY, f"/tasks/{task_id}/comment")
    assert secretary.post(f"/tasks/{task_id}/comment", {"text": "  "}).status_code == 422
    long = secretary.post(f"/tasks/{task_id}/comment", {"text": "å" * 5001})
    assert long.status_code == 422
    assert "å" * 5001 in long.text
    page = secretary.post(f"/tasks/{task_id}/comment", {"text": "<b>Vilket</b> år?"}, follow_redirects=True).text
    assert "&lt;b&gt;Vilket&lt;/b&gt; år?" in page
    case_id = _case(runner, task_id)
    case = sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert "Vilket" in case
    assert "Kommenterade" in case
    assert "Vilket" not in sign_in(STRANGER).get(f"/cases/{case_id}").text  # follows the status only


def test_the_history_says_from_whom_and_to_whom(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    runner.run(ReassignTasks(task_ids=[task_id], actor=OWNER.id, to="person:6", reason="Siv är sjuk"))
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", sign_in(CONTROLLER).get(f"/cases/{_case(runner, task_id)}").text))
    assert "Lämnade över: Skriv planen – från Tea Dahl eller Sekreterare, Skolnämnden (Siv Berg) till Ulf Sten" in page


def test_what_rests_is_seen_in_a_list_of_its_own(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    with runner.database.write() as session:
        session.get_one(HumanTask, task_id).follow_up_at = datetime(2026, 3, 5, tzinfo=ZONE)
    secretary = sign_in(SECRETARY)
    assert "Inget väntar på dig" in secretary.get("/tasks").text
    resting = secretary.get("/tasks?scope=resting").text
    assert "Skriv planen" in resting
    assert "Vilar till 5 mars 2026" in resting
    assert secretary.get(f"/tasks/{task_id}").status_code == 200
    with runner.database.write() as session:
        session.get_one(HumanTask, task_id).follow_up_at = datetime(2026, 3, 2, tzinfo=ZONE) - timedelta(days=1)
    assert "Skriv planen" in secretary.get("/tasks").text


@pytest.mark.parametrize("path", ["comment", "delegate", "decline", "give-back"])
def test_strangers_find_no_page_about_the_task(sign_in: SignIn, task_id: UUID, path: str) -> None:
    stranger = sign_in(STRANGER)
    assert stranger.get(f"/tasks/{task_id}/{path}").status_code == 404
    assert stranger.post(f"/tasks/{task_id}/{path}", {"text": "x", "reason": "x", "message": "x"}).status_code == 404


def test_a_remark_by_one_who_reads(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    runner.run(CommentTask(task_id=task_id, actor=CONTROLLER.id, text="Glöm inte målen"))
    assert "Glöm inte målen" in sign_in(SECRETARY).get(f"/tasks/{task_id}").text


def _case(runner: Runner, task_id: UUID) -> UUID:
    with runner.read() as (session, _clock):
        return session.get_one(HumanTask, task_id).instance_id
