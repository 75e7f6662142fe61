from __future__ import annotations

import pytest

from tests.conformance.suites import DEFAULT
from tests.conformance.traces import Trace, problem, traces

SHARED = traces(DEFAULT)
pytestmark = pytest.mark.skipif(not SHARED, reason=f"no traces in {DEFAULT}")


@pytest.mark.parametrize("trace", SHARED, ids=lambda trace: trace.name)
def test_trace(trace: Trace) -> None:
    assert problem(trace) is None
