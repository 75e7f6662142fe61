"""What a form costs: a form of 60 fields and a list of 300 rows, each rendered and validated, without a database."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from forms import compile_form

TODAY = date(2026, 3, 2)
FIELDS, ROWS = 60, 300
KINDS: tuple[dict[str, Any], ...] = (
    {"type": "textfield", "validate": {"required": True, "maxLength": 80}},
    {"type": "number", "decimalDigits": 1, "appearance": {"suffixAdorner": "mnkr"}, "validate": {"min": 0}},
    {"type": "textarea", "description": "Kort om {{unit}}.", "validate": {"maxLength": 4000}},
    {"type": "datetime", "subtype": "date"},
    {"type": "select", "values": [{"label": str(year), "value": year} for year in range(2026, 2036)]},
    {"type": "textfield", "conditional": {"hide": "=field_1 = null"}},
)
ANSWERS = ("Plan", "12,5", "Mer stöd i tid.", "2026-05-29", "2027", "Ja")


def measure() -> dict[str, float]:
    """form_60_fields_ms and form_300_rows_ms: once rendered and once validated, in milliseconds of processor time:
    nothing is waited for, so that what else the machine does need not be counted."""
    fields = compile_form(_fields())
    rows = compile_form(_rows())
    typed = {f"field_{number}": ANSWERS[number % len(ANSWERS)] for number in range(FIELDS)}
    lines = [{"name": f"Enhet {number}", "amount": "12,5", "note": "Oförändrat"} for number in range(ROWS)]
    return {
        "form_60_fields_ms": _milliseconds(lambda: _both(fields, typed), 60),
        "form_300_rows_ms": _milliseconds(lambda: _both(rows, {"rows": lines}), 12),
    }


def _fields() -> dict[str, Any]:
    components = [
        {**KINDS[number % len(KINDS)], "id": f"F{number}", "key": f"field_{number}", "label": f"Fråga {number}",
         "dateLabel": f"Fråga {number}"}
        for number in range(FIELDS)
    ]  # fmt: skip
    for component in components:
        component.pop("label" if component["type"] == "datetime" else "dateLabel")
    return {"id": "fields", "components": components}


def _rows() -> dict[str, Any]:
    columns = [
        {"type": "textfield", "id": "Name", "key": "name", "label": "Enhet", "validate": {"required": True}},
        {"type": "number", "id": "Amount", "key": "amount", "label": "Ram", "decimalDigits": 1},
        {"type": "textfield", "id": "Note", "key": "note", "label": "Not"},
    ]
    rule = {"yearwheel:rule": "=sum(rows.amount) > 0", "yearwheel:message": "Summan ska vara större än 0."}
    lines = {"type": "dynamiclist", "id": "Rows", "path": "rows", "label": "Ramar", "components": columns}
    return {"id": "rows", "components": [{**lines, "properties": rule}]}


def _both(form: Any, typed: dict[str, Any]) -> None:
    form.render(typed, (), {"unit": "skolan"}, "sv", today=TODAY)
    form.validate(typed, {"unit": "skolan"}, TODAY, "sv")


def _milliseconds(run: Callable[[], object], runs: int) -> float:
    run()
    times = []
    for _ in range(runs):
        started = time.process_time()
        run()
        times.append((time.process_time() - started) * 1e3)
    return median(times)
