"""The small municipality on 2 March 2026, with tasks that ask different things of a deputy."""

from __future__ import annotations

import pytest

from engine.commands.deploy import Deploy
from engine.db import Database
from engine.ports import Ports
from engine.run import Runner
from forms.validator import FormValidator
from tests.engine.access.standing import TODAY, ZONE, Standing, files
from tests.engine.commands.conftest import NoPrefill, Tasks
from tests.engine.organisation.small_municipality import found


@pytest.fixture
def standing(database: Database) -> Standing:
    """With one case of each process started."""
    forms = FormValidator()
    runner = Runner(database, Ports(forms=forms, validator=forms, prefill=NoPrefill(), service_tasks=Tasks()), ZONE)
    with database.write() as session:
        found(session)
    standing = Standing(runner)
    standing.move_to(TODAY)
    runner.run(Deploy(name="standing", files=files()))
    return standing
