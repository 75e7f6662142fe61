"""What has been typed into single fields, in words: the field's label and the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import FormDefinition
from engine.shared_drafts import drawn_path
from forms import Form, compile_form
from webapp.i18n import _


def labels_of(form: Form) -> dict[str, str]:
    """By path without row numbers, what the form calls its fields."""
    return {field.path: field.label or field.path for field in form.fields}


def earlier_labels(session: Session, form_key: str) -> dict[str, str]:
    """What any version of a form calls its fields, or has called them; the newest word stands."""
    versions = select(FormDefinition).where(FormDefinition.key == form_key).order_by(FormDefinition.id)
    found: dict[str, str] = {}
    for version in session.scalars(versions):
        found |= labels_of(compile_form(version.schema, version.sha256))
    return found


def field_label(path: str, labels: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """What a field is called, with the list and the row that it stands in. texts: translations."""
    own = labels.get(drawn_path(path), path)
    own = texts.get(own, own)
    parts = path.split(".")
    place = next((number for number, part in reversed([*enumerate(parts)]) if part.isdecimal()), None)
    if place is None:
        return own
    outer = field_label(".".join(parts[:place]), labels, texts)
    return _("%(list)s, rad %(row)s: %(field)s", list=outer, row=int(parts[place]) + 1, field=own)


def written(value: Any) -> str:
    """The text of a field, files by their names."""
    return "\n".join(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _texts(value.get("filename", list(value.values())))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value not in (None, ""):
        yield str(value)
