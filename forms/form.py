"""A form of one deployed version, compiled once: check, validate, render, present."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, tzinfo
from functools import cached_property
from typing import Any

from markupsafe import Markup

from engine.errors import FieldError, Problem
from engine.shared_drafts import ROWS, drawn_path, leaves
from forms.component import Component, FieldInfo, fields_of, names_read
from forms.earlier import Earlier
from forms.error_summary import render_error_summary
from forms.page import Page
from forms.posted import TABLE, Posted, RowAction, known_part, parse_posted
from forms.presentation import present
from forms.readable import Readable, readable_labels, readable_part
from forms.reading import FormReader, build_schema
from forms.rendering import render_fields
from forms.rows import apply_row_action, new_row_path
from forms.sheet import Sheet
from forms.tables import read_views
from forms.touched import Touched, touched
from forms.validation import LABELS, validate

NOTHING_EARLIER = Earlier()


class Form:
    """A form-js schema, ready for use. Nothing in it changes, so all threads may share it."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        reader = FormReader()
        self.components: tuple[Component, ...] = reader.read(schema)
        self._problems = tuple(reader.problems)
        self._schema = build_schema(self.components)

    def problems(self) -> list[Problem]:
        """What keeps the form from being used, and warnings; empty if there is nothing to say."""
        return list(self._problems)

    @cached_property
    def fields(self) -> tuple[FieldInfo, ...]:
        """Every field that has an answer, and every list, in the order of the form."""
        return tuple(fields_of(self.components))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that its answers have at the top."""
        return frozenset(self._schema.fields[name].data_key or name for name in self._schema.fields)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every name that an expression of it mentions."""
        return frozenset(name for component in self.components for name in names_read(component))

    def taken(self, prefill: Mapping[str, Any]) -> dict[str, Any]:
        """What the form takes from a prefill, to be kept when the prefill can be asked no more."""
        return {**prefill, **{name: prefill[name] for name in self.reads if name in prefill}}

    @cached_property
    def has_files(self) -> bool:
        """Whether it must be posted as multipart/form-data."""
        return any(field.type == "filepicker" for field in self.fields)

    @cached_property
    def is_dynamic(self) -> bool:
        """Whether what is shown depends on what is answered, so that a way to refresh the page helps."""
        return any(_is_dynamic(component) for component in self.components)

    def parse(
        self, posted: Posted, uploaded: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
    ) -> dict[str, Any]:
        """What was posted for this form, fit to be validated, rendered again or kept as a draft; other names are
        left out. uploaded: see `parse_posted`."""
        return known_part(self.components, parse_posted(posted, uploaded))

    def apply_row_action(
        self, raw: Mapping[str, Any], action: RowAction, earlier: Earlier = NOTHING_EARLIER
    ) -> dict[str, Any]:
        """What was typed, with one row or attached file more or less, or with earlier answers fetched."""
        return apply_row_action(self.components, raw, action, earlier.answers)

    def readable_part(self, answers: Mapping[str, Any], readable: Readable) -> dict[str, Any]:
        """The answers without those whose code the reader does not have."""
        part = readable_part(self.components, answers, readable)
        labels = readable_labels(self.components, answers, readable)
        return {**part, LABELS: labels} if labels else part

    def validate(
        self,
        posted: Mapping[str, Any],
        prefill: Mapping[str, Any],
        today: date,
        locale: str,
        zone: tzinfo = UTC,
    ) -> dict[str, Any]:
        """The answers, JSON-ready, with None for what the form did not show. Raises SubmissionInvalid.

        posted: as `parse` gives it, or the same as plain JSON. Where options come from the prefill, `_labels` keeps
        what the chosen ones were called: {path without row numbers: {value: label}}. zone: what typed times are in.
        """
        return validate(Sheet(self.components, posted, prefill, today, zone), self._schema, locale)

    def touched(
        self, posted: Mapping[str, Any], prefill: Mapping[str, Any], today: date, zone: tzinfo = UTC
    ) -> Touched:
        """What the sender of a page has done to it."""
        now = Sheet(self.components, posted, prefill, today, zone)
        return touched(now, Sheet(self.components, None, prefill, today, zone), posted)

    def fallen_away(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed into fields that an earlier version of the form had, by path."""
        known = {field.path for field in self.fields}
        return {
            path: value for path, value in leaves(values)
            if value and drawn_path(path) not in known
            and not any(part.startswith(("_", ROWS)) for part in path.split("."))
        }  # fmt: skip

    def render(
        self,
        values: Mapping[str, Any] | None,
        errors: Iterable[FieldError],
        prefill: Mapping[str, Any],
        locale: str,
        translations: Mapping[str, str] | None = None,
        *,
        today: date,
        zone: tzinfo = UTC,
        action: RowAction | None = None,
        earlier: Earlier = NOTHING_EARLIER,
        link: Callable[[str], str] | None = None,
    ) -> Markup:
        """The fields, without the form element around them. values: what was typed or kept as a draft; None or empty
        to begin with the prefill and the defaults. zone: what times are shown in. action: the button just pressed, so
        that a new row gets the focus and a table is shown as it was asked for. earlier: answers of the time before, as
        far as the reader may see them. link: the address of an attached file, by its id.
        """
        sheet = Sheet(self.components, values or None, prefill, today, zone)
        page = Page(
            locale=locale,
            translations=translations or {},
            faults=errors,
            focus=new_row_path(values, action) if values and action else None,
            today=today,
            zone=zone,
            earlier=earlier,
            views=read_views(action.path) if action and action.kind == TABLE else {},
            link=link,
        )
        return render_fields(sheet, page)

    def error_summary(
        self, errors: Iterable[FieldError], locale: str, translations: Mapping[str, str] | None = None
    ) -> Markup:
        """The list of faults for the top of the page, each a link to its field; empty if there are none."""
        page = Page(locale=locale, translations=translations or {}, faults=errors)
        return render_error_summary(self.components, page)

    def present(
        self,
        answers: Mapping[str, Any],
        readable: Readable,
        translations: Mapping[str, str] | None = None,
        *,
        locale: str = "sv",
        zone: tzinfo = UTC,
        link: Callable[[str], str] | None = None,
        earlier: Earlier = NOTHING_EARLIER,
    ) -> Markup:
        """Answers to read. readable: whether the reader may see a field with this visibility code; fields without
        one are shown, because whoever asks has been let in to the submission. link: the address of an attached file,
        by its id. earlier: answers of the time before, as far as the reader may see them, to show what has changed."""
        page = Page(locale=locale, translations=translations or {}, zone=zone, link=link, earlier=earlier)
        return present(self.components, answers, readable, page)


def _is_dynamic(component: Component) -> bool:
    own = component.hide is not None or component.computed is not None or not isinstance(component.readonly, bool)
    choices = component.question.choices if component.question else None
    offered = choices is not None and choices.expression is not None
    return own or offered or any(_is_dynamic(child) for child in component.children)
