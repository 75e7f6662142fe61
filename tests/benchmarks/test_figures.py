"""How figures are judged, shown and kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.figures import FIGURES, Figure, save, table

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("figure", "value", "verdict"),
    [
        (Figure("a", "rate", "/s", least=150), 150, "reached"),
        (Figure("a", "rate", "/s", least=150), 149.9, "MISSED"),
        (Figure("a", "time", "s", most=3), 3, "reached"),
        (Figure("a", "time", "s", most=3), 3.1, "MISSED"),
        (Figure("a", "memory", "MB"), 1e9, ""),
    ],
)
def test_a_value_is_judged_by_its_target(figure: Figure, value: float, verdict: str) -> None:
    assert figure.verdict(value) == verdict


def test_the_table_shows_value_target_and_verdict() -> None:
    heading, line = table({"start_s": 1.25}).splitlines()
    assert heading.split() == ["figure", "measured", "target"]
    assert re.fullmatch(r"start of the server until it answers +1\.25 s +≤ 3 +reached", line)


def test_figures_that_were_not_measured_keep_their_last_value(tmp_path: Path) -> None:
    file = tmp_path / "var" / "bench.json"
    save({"start_s": 1.0, "memory_mb": 200.0}, file)
    save({"start_s": 2.0}, file)
    assert json.loads(file.read_text()) == {"start_s": 2.0, "memory_mb": 200.0}


def test_every_figure_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "figures.md").read_text("utf-8")
    assert [figure.key for figure in FIGURES if f"`{figure.key}`" not in page] == []
