"""The reference of FEEL is what the code says."""

from __future__ import annotations

import pytest

from engine.feel.builtins import BUILT_INS
from engine.organisation.functions import known_functions
from tests.architecture import feel_page


def test_the_page_of_feel_is_what_the_functions_say() -> None:
    assert feel_page.page() == feel_page.PAGE.read_text("utf-8"), (
        "write it anew: python -m tests.architecture.feel_page"
    )


@pytest.mark.parametrize("name", [*BUILT_INS, *known_functions()])
def test_every_function_is_on_the_page(name: str) -> None:
    assert f"`{name}(" in feel_page.page() or f"`{name}`" in feel_page.page()


@pytest.mark.parametrize("name", BUILT_INS)
def test_every_built_in_says_what_it_gives(name: str) -> None:
    for overload in BUILT_INS[name].overloads:
        assert (overload.call.__doc__ or "").strip().endswith(".")
