"""Diagrams from outside are first read in a process of their own."""

from __future__ import annotations

import pytest

from engine.bpmn import screen
from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import chain, diagram, end, process, start, user


def test_a_diagram_that_can_be_read_passes() -> None:
    screen(diagram(process(start(), user("u"), end(), chain("start", "u", "end"))))


def test_what_is_merely_wrong_is_told_elsewhere() -> None:
    screen(b"not a diagram")


def test_a_diagram_that_takes_too_long_is_refused() -> None:
    with pytest.raises(InvalidDiagram, match=r"more than 0\.01 seconds"):
        screen(diagram(process(start(), end(), chain("start", "end"))), seconds=0.01)
