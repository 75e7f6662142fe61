"""Packages are found by folder, with their Python."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from engine.clock import Clock
from engine.db import Database
from engine.ports import Case
from processes.catalogue import LibraryPrefill, LibraryServiceTasks
from tests.processes.conftest import ZONE
from tests.processes.packages import PACKAGES


def test_a_package_holds_diagrams_forms_and_texts_and_nothing_else() -> None:
    package = PACKAGES["annual_cycle"]
    assert package.title == "Årshjulet: budget"
    assert {"annual_cycle.bpmn", "committee_plan.bpmn", "company_plan.bpmn", "locale/en.json"} <= package.files.keys()
    assert {name.partition(".")[2] for name in package.files} == {"bpmn", "form.json", "json"}


def test_an_unknown_service_task_is_refused() -> None:
    tasks = LibraryServiceTasks()
    assert callable(tasks.handler("record-decision"))
    with pytest.raises(KeyError):
        tasks.handler("launch-rocket")


def test_a_form_without_a_source_starts_blank(sqlite_database: Database) -> None:
    case = Case(
        id=(case_id := uuid4()), root_id=case_id, definition_key="annual_cycle", title="", cycle_year=2027,
        unit_id="KS", person_id=None,
    )  # fmt: skip
    with sqlite_database.read() as session:
        assert dict(LibraryPrefill().prefill(session, Clock(timedelta(), ZONE), case, "statutory-alarm")) == {}
