"""Starting the activities of an ad-hoc sub-process from the page of its case."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.run import Runner
from tests.engine.bpmn.drawing import HEAD, chain, end, process, start, user, zeebe
from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import CONTROLLER, OWNER, Employee

SignIn = Callable[[Employee], Visitor]
ADDRESS = re.compile(r'action="(/cases/[^"]*/activities/[^"]*)"')


@pytest.fixture
def chosen(runner: Runner) -> UUID:
    """A case in which a visit and an interview can be started, one at a time."""
    box = (
        '<adHocSubProcess id="choose" ordering="Sequential"><completionCondition>=enough</completionCondition>'
        f"{user('visit', name='Besök')}{user('interview')}</adHocSubProcess>"
    )
    starters = '<zeebe:properties><zeebe:property name="yearwheel:starters" value="=role(&quot;process-owner&quot;)"/>'
    drawn = process(zeebe(f"{starters}</zeebe:properties>"), start(), box, end(), chain("start", "choose", "end"))
    files = {"p.bpmn": f"{HEAD}{drawn}</definitions>".encode(), "locale/en.json": '{"Besök": "Visit"}'.encode()}
    runner.run(Deploy(name="choosing", files=files))
    return runner.run(StartProcess(key="p", actor=OWNER.id))


def test_buttons_start_what_is_offered(sign_in: SignIn, chosen: UUID) -> None:
    owner = sign_in(OWNER)
    page = owner.get(f"/cases/{chosen}").text
    assert "Välj vad som ska göras" in page, "who may choose may see the case"
    assert "Starta: Besök</button>" in page
    assert "Starta: interview</button>" in page
    visit, interview = ADDRESS.findall(page)
    page = owner.post(visit, follow_redirects=True).text
    assert "Steget är startat." in page
    assert not ADDRESS.findall(page), "one at a time"
    assert owner.post(interview).status_code == 409


def test_others_see_no_buttons(sign_in: SignIn, chosen: UUID) -> None:
    (visit, _) = ADDRESS.findall(sign_in(OWNER).get(f"/cases/{chosen}").text)
    controller = sign_in(CONTROLLER)
    controller.get("/cases/")
    assert controller.post(visit).status_code == 403
