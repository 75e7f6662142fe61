"""Languages of the interface. Source texts are Swedish; other languages are gettext catalogues, one file per page
family, `translations/<language>/<family>.po`, read as they are: nothing to compile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request, session
from flask_babel import (  # type: ignore[import-untyped]
    Babel,
    Domain,
    format_decimal,
    get_locale,
    gettext,
    lazy_gettext,
    ngettext,
)
from flask_babel import format_date as _format_date
from flask_babel import format_datetime as _format_datetime
from flask_babel.speaklater import LazyString  # type: ignore[import-untyped]

from webapp.context import current_person, is_signed_in, settings

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = {"sv": "Svenska", "en": "English"}
LazyText: TypeAlias = LazyString
_: Callable[..., str] = gettext
_l: Callable[..., LazyText] = lazy_gettext

__all__ = ["LANGUAGES", "LazyText", "_", "_l", "day", "init_app", "locale", "moment", "ngettext", "number"]


class _Catalogues(Domain):  # type: ignore[misc]
    """Finds the texts of the request's language among the .po files."""

    def get_translations(self) -> Translations:
        return read_catalogue(locale())


@cache
def read_catalogue(language: str) -> Translations:
    """All texts of one language: every family's file, merged."""
    translations = Translations()
    for path in sorted((FOLDER / language).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        catalogue = Translations(compiled, domain=path.stem)
        translations.merge(catalogue)
        translations.plural = catalogue.plural  # merge() forgets how the language counts
    return translations


def init_app(app: Flask, zone: str) -> None:
    """Give the templates `_()` and the date filters."""
    babel = Babel(app, default_locale="sv", default_timezone=zone, locale_selector=_select)
    babel.domain_instance = _Catalogues()
    app.jinja_env.filters.update(day=day, moment=moment, number=number)


def locale() -> str:
    """The language of this request: `sv` or `en`."""
    return str(get_locale().language)


def day(value: date | datetime, form: str = "long") -> str:
    """A date as people write it, in the municipality's zone: 2 mars 2026."""
    text: str = _format_date(value, form)
    return text


def moment(value: datetime) -> str:
    """Date and time of day in the municipality's zone: 2 mars 2026 14:05."""
    text: str = _format_datetime(value, "d MMMM y HH:mm")
    return text


def number(value: int | Decimal) -> str:
    """A number as people write it: 8 500."""
    text: str = format_decimal(value)
    return text


def _select() -> str:
    """What the person chose, else what the browser asks for, else the installation's language."""
    chosen = session.get("locale") or (current_person().locale if is_signed_in() else None)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or settings().locale
