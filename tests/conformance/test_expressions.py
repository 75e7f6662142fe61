from __future__ import annotations

import pytest

from tests.conformance.expressions import translate
from tests.conformance.given import is_true, variables_for


@pytest.mark.parametrize(
    ("theirs", "feel"),
    [
        ("${input == 1 || input == 3}", "input = 1 or input = 3"),
        ("#{!confirmed && order.price <= 250}", "not(confirmed) and order.price <= 250"),
        ("${not a == b}", "not(a) = b"),
        ("${nrOfCompletedInstances/nrOfInstances >= 0.5}", "numberOfCompletedInstances / numberOfInstances >= 0.5"),
        ("${loopCounter == 0}", "(loopCounter - 1) = 0"),
        ("${orders[1].price > 100}", "orders[2].price > 100"),
        ("${gender == 'male' ? 'Mr.' : 'Mrs.'}", '(if gender = "male" then "Mr." else "Mrs.")'),
        ("${5-2}", "5 - 2"),
        ("return x > 100;", "x > 100"),
        ("next(null, 1==1)", "1 = 1"),
    ],
)
def test_simple_expressions_are_written_as_feel(theirs: str, feel: str) -> None:
    found = translate(theirs)
    assert found is not None
    assert found.feel == feel


@pytest.mark.parametrize("theirs", ["${bean.isGood()}", "${a} and ${b}", "${a ==}", "eval(true);", "${a[b]}", "${}"])
def test_others_are_not(theirs: str) -> None:
    assert translate(theirs) is None


@pytest.mark.parametrize(
    ("feel", "variables"),
    [
        ("=approved", {"approved": True}),
        ("not(approved)", {"approved": False}),
        ("counter > 3", {"counter": 4}),
        ('order.kind = "big" and order.price <= 2', {"order": {"kind": "big", "price": 2}}),
        ("false", None),
        ("no feel at all", None),
    ],
)
def test_variables_are_found_by_trying(feel: str, variables: object) -> None:
    assert variables_for(feel, is_true) == variables
