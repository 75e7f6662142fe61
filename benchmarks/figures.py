"""The figures, their targets, and how they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path("var") / "bench.json"


@dataclass(frozen=True)
class Figure:
    """One promise. key: its name in bench.json; least, most: the target, None where there is none."""

    key: str
    what: str
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        """The target as text."""
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else "–"

    def verdict(self, value: float) -> str:
        """Whether a measured value reaches the target."""
        if self.least is None and self.most is None:
            return ""
        reached = (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return "reached" if reached else "MISSED"


FIGURES = (
    Figure("completions_per_s_sqlite", "tasks completed over HTTP, 8 clients, SQLite", "/s", least=150),
    Figure("completions_per_s_postgres", "tasks completed over HTTP, 8 clients, PostgreSQL", "/s", least=150),
    Figure("transactions_per_s_postgres", "bare transactions of that size, PostgreSQL's own rate", "/s"),
    Figure("sql_per_completion", "statements per completion, one task following", "", most=12),
    Figure("fan_out_8500_s", "8,500 called cases until the last task is open", "s", most=15),
    Figure("history_ratio", "completing round 1,000 of a loop against round 1", "×", most=1.2),
    Figure("task_list_ms_1k", "a person's 50 tasks among 1,000", "ms"),
    Figure("task_list_ms_1m", "the same 50 among 1,000,000", "ms"),
    Figure("task_list_ratio", "1,000,000 against 1,000", "×", most=1.2),
    Figure("reminders_60000_s", "a sweep when 60,000 open tasks have something to tell", "s", most=5),
    Figure("reminders_idle_ms", "a sweep over the same tasks when nothing is due", "ms"),
    Figure("telling_60000_s", "from what was swept to a notice for each person", "s"),
    Figure("reorganisation_s", "1,000 of 8,500 people move to other units, 60,000 tasks open", "s", most=10),
    Figure("kernel_step_ms", "a step of a case in memory: load, complete a task, save", "ms"),
    Figure("blocks_s", "20 fork/join blocks in a row, all steps", "s", most=1),
    Figure("sequence_s", "1,000 tasks in a row, all steps", "s", most=2),
    Figure("rounds_s", "1,000 rounds of a loop with a fork inside, all steps", "s", most=3),
    Figure("children_open_s", "10,000 instances of a task in one case until all are open", "s", most=3),
    Figure("children_step_ms", "a step while 10,000 wait", "ms"),
    Figure("kernel_time_ratio", "a late step against an early one, worst of the three runs", "×", most=1.5),
    Figure("children_time_ratio", "time per instance of 10,000 against 1,000, opening and stepping", "×", most=1.5),
    Figure("kernel_state_ratio", "bytes of a late state against an early one, of 10,000 against 1,000", "×", most=1.2),
    Figure("feel_cold_us", "a FEEL expression read for the first time and evaluated", "µs", most=1000),
    Figure("feel_warm_us", "the same once more", "µs", most=50),
    Figure("feel_test_us", "a unary test of a decision table", "µs", most=50),
    Figure("decision_us", "a decision by a table of 100 rules, of which the last one holds", "µs", most=2000),
    Figure("form_60_fields_ms", "a form of 60 fields rendered and validated, processor time", "ms", most=15),
    Figure("form_300_rows_ms", "a list of 300 rows rendered and validated, processor time", "ms", most=150),
    Figure("start_s", "start of the server until it answers", "s", most=3),
    Figure("memory_mb", "memory of the server after the completions", "MB"),
)


def table(values: Mapping[str, float]) -> str:
    """Every measured figure beside its target."""
    rows = [("figure", "measured", "target", "")]
    for figure in FIGURES:
        if figure.key in values:
            value = values[figure.key]
            rows.append((figure.what, f"{value:,.4g} {figure.unit}".strip(), figure.target, figure.verdict(value)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    what, value, target, verdict = row
    return f"{what:<{widths[0]}}  {value:>{widths[1]}}  {target:>{widths[2]}}  {verdict}".rstrip()


def save(values: Mapping[str, float], file: Path = FILE) -> None:
    """Write the figures as one flat object; those that were not measured this time keep their last value."""
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**known, **values}, indent=2) + "\n", "utf-8")
