"""form-js schemas as server-side forms: rendered as accessible HTML, validated by marshmallow."""

from __future__ import annotations

from forms.compilation import compile_form
from forms.component import FieldInfo
from forms.earlier import Earlier
from forms.form import Form
from forms.posted import RowAction, parse_posted, posted_action

__all__ = ["Earlier", "FieldInfo", "Form", "RowAction", "compile_form", "parse_posted", "posted_action"]
