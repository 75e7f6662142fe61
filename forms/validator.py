"""The engine's ports for forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any

from engine.errors import Problem
from forms.compilation import compile_form


class FormValidator:
    """Implements engine.ports.FormCatalogue and engine.ports.SubmissionValidator with compiled form-js forms. zone: the
    municipality's, in which people mean the times they write."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        self.zone = zone

    def problems(self, schema: Mapping[str, Any]) -> list[Problem]:
        """What keeps this form-js schema from being used, and warnings; empty if nothing does."""
        return compile_form(schema).problems()

    def validate(
        self,
        sha256: str,
        schema: Mapping[str, Any],
        posted: Mapping[str, Any],
        prefill: Mapping[str, Any],
        today: date,
        locale: str,
    ) -> dict[str, Any]:
        """Clean answers, JSON-ready. Raises SubmissionInvalid with one error per fault."""
        return compile_form(schema, sha256).validate(posted, prefill, today, locale, self.zone)
