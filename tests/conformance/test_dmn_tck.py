"""The share of DMN's compatibility kit that passes."""

from __future__ import annotations

import pytest

from tests.conformance import dmn_tck

#: Of the tests that expect a value.
FLOOR = 0.98


def test_the_kit_passes_but_for_a_few() -> None:
    if not (dmn_tck.DEFAULT / "dmn-tck").is_dir():
        pytest.skip(f"there is no folder dmn-tck in {dmn_tck.DEFAULT}")
    outcome = dmn_tck.run(dmn_tck.DEFAULT)
    assert outcome.total_value > 500
    assert outcome.passed_value / outcome.total_value >= FLOOR, "\n".join(outcome.failures)
    assert outcome.passed / outcome.total >= FLOOR, "\n".join(outcome.failures)
