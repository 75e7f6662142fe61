"""Models that others drew run as BPMN says, or are refused with a reason; none runs wrong."""

from __future__ import annotations

import pytest

from tests.conformance import report
from tests.conformance.measure import Measured, diagrams, judge_all
from tests.conformance.models import Outcome
from tests.conformance.round_trip import round_trip
from tests.conformance.suites import DEFAULT, models

pytestmark = pytest.mark.skipif(not DEFAULT.is_dir(), reason=f"no models of others in {DEFAULT}")


@pytest.fixture(scope="module")
def outcomes() -> tuple[Outcome, ...]:
    return tuple(judge_all(models(DEFAULT)))


def test_nothing_runs_wrong_and_the_engines_own_tests_execute(outcomes: tuple[Outcome, ...]) -> None:
    assert report.shortfalls(Measured(suites=DEFAULT, outcomes=outcomes)) == []


def test_the_reference_models_can_be_read(outcomes: tuple[Outcome, ...]) -> None:
    references = [outcome for outcome in outcomes if "Reference" in outcome.model.path.parts]
    assert references
    assert [each for each in references if not each.readable] == []


def test_diagrams_come_back_as_they_were_deployed(outcomes: tuple[Outcome, ...]) -> None:
    deployed = diagrams(outcomes)
    assert deployed
    assert round_trip(deployed) == {}
