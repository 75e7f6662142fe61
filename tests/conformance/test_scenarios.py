from __future__ import annotations

import pytest

from tests.conformance.scenarios import SCENARIOS, problem
from tests.conformance.suites import DEFAULT, ScenarioFiles, scenarios

SHARED = scenarios(DEFAULT)
pytestmark = pytest.mark.skipif(not SHARED, reason=f"no scenarios in {DEFAULT}")


@pytest.mark.parametrize("scenario", SHARED, ids=lambda scenario: scenario.id)
def test_scenario(scenario: ScenarioFiles) -> None:
    assert problem(scenario) is None, scenario.description


def test_every_scenario_has_its_assertions() -> None:
    assert {scenario.id for scenario in SHARED} == SCENARIOS.keys()
