"""Forms that the tests share, and what they start from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lxml import html
from werkzeug.datastructures import MultiDict

from engine.errors import SubmissionInvalid
from forms import Form, compile_form, parse_posted

TODAY = date(2026, 3, 2)
KITCHEN_SINK: dict[str, Any] = json.loads(
    (Path(__file__).parent / "kitchen_sink.form.json").read_text(encoding="utf-8")
)
PREFILL: dict[str, Any] = {
    "cycle_year": 2027,
    "frame": 455.5,
    "total": 2700,
    "meetings": [{"label": "KF 15 juni 2026", "value": 17}, {"label": "KF 28 september 2026", "value": 21}],
    "bodies": [{"unit": "FGN", "name": "Förskole- och grundskolenämnden"}, {"unit": "SN", "name": "Socialnämnden"}],
    "frames": [
        {"committee": "Kommunstyrelsen", "frame_prev": 455.0},
        {"committee": "Förskole- och grundskolenämnden", "frame_prev": 2215.5},
    ],
    "forecast": [{"year": 2027, "growth": 4.1}, {"year": 2028, "growth": -0.3}],
}
POSTED: list[tuple[str, str]] = [
    ("csrf_token", "abc"),
    ("title", "  Plan 2027 "),
    ("email", "anna@example.org"),
    ("diary_no", "KSKF/2027:12"),
    ("goal_contribution", "Fler klarar skolan.\r\nMed stöd i tid."),
    ("budget_request", "1 460,5"),
    ("deviation_reason", "Fler elever"),
    ("due", "2027-05-31"),
    ("starts", "13:30"),
    ("announced", "2026-06-16T09:15"),
    ("meeting", "17"),
    ("decision", "återremiss"),
    ("comment", "Konsekvenserna för skolan"),
    ("no_sensitive_data", "true"),
    ("topics", "resultat"),
    ("topics", "uppdrag"),
    ("return_to", "SN"),
    ("minutes", '{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "filename": "protokoll.pdf", "size": 123456}'),
    ("contact.name", "Åsa Öst"),
    ("contact.phone", "016-710 10 00"),
    ("likelihood", "3"),
    ("goals._rows", ""),
    ("goals.0._row", ""),
    ("goals.0.goal", "Alla läser i årskurs 3"),
    ("goals.0.due", "2027-12-31"),
    ("goals.0.indicators._rows", ""),
    ("goals.0.indicators.0.name", "Andel läsare"),
    ("goals.0.indicators.0.target", "−0,5"),
    ("investments._rows", ""),
    ("investments.0.project", "Ny skola"),
    ("investments.0.amount", "12,5"),
    ("investments.0.year", "2028"),
    ("frames._rows", ""),
    ("frames.0._row", "Kommunstyrelsen"),
    ("frames.0.change", "1,5"),
    ("frames.1._row", "Förskole- och grundskolenämnden"),
    ("frames.1.change", "-10"),
    ("unknown", "ignored"),
]


def kitchen_sink() -> Form:
    return compile_form(KITCHEN_SINK)


def form_of(*components: Mapping[str, Any]) -> Form:
    """A form of these components, each with an id of its own."""
    parts = [{"id": f"Field_{number}", **component} for number, component in enumerate(components)]
    return compile_form({"type": "default", "id": "form", "schemaVersion": 19, "components": parts})


def posted(*changes: tuple[str, str | None], without: Iterable[str] = ()) -> dict[str, Any]:
    """The kitchen sink as posted, with some values changed; None takes a name away."""
    changed = {name for name, _ in changes} | set(without)
    pairs = [pair for pair in POSTED if pair[0] not in changed]
    return parse_posted(MultiDict([*pairs, *((name, value) for name, value in changes if value is not None)]))


def faults(form: Form, raw: Mapping[str, Any], prefill: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What validation says, by path; empty when it accepts."""
    try:
        form.validate(raw, PREFILL if prefill is None else prefill, TODAY, "sv")
    except SubmissionInvalid as error:
        return {fault.path: fault.message for fault in error.errors}
    return {}


def parsed(markup: str) -> html.HtmlElement:
    """The rendered fields inside a form of a page."""
    return html.document_fromstring(f"<!doctype html><html><body><form>{markup}</form></body></html>")
