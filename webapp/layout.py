"""What the frame around every page shows: the municipality, the way to the page families, the demonstration's date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Flask, request

from engine.queries.municipality import municipality
from notifications.inbox import unread_count
from webapp import i18n
from webapp.context import current_person, is_signed_in, runner, settings
from webapp.i18n import _l

NAVIGATION = (
    ("tasks.index", _l("Mina uppgifter")),
    ("cases.index", _l("Ärenden")),
    ("cycle.index", _l("Årshjulet")),
    ("agreements.index", _l("Medarbetaravtal")),
    ("start.index", _l("Starta")),
)
ADMINISTRATION = (("admin.index", _l("Administration")),)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation. current: the page shown belongs to it."""

    endpoint: str
    label: str
    current: bool


@dataclass(frozen=True)
class Facts:
    """What is read from the database for the frame. municipality: its name, None before anything was imported."""

    municipality: str | None
    today: date
    unread: int


class Layout:
    """Asked by base.html; reads the database once, and only when a page is shown."""

    languages = i18n.LANGUAGES

    @property
    def locale(self) -> str:
        return i18n.locale()

    @property
    def signed_in(self) -> bool:
        return is_signed_in()

    @property
    def person_id(self) -> int:
        return current_person().person_id

    @property
    def person_name(self) -> str:
        return current_person().name

    @property
    def email(self) -> str:
        return current_person().email

    @property
    def navigation(self) -> list[NavigationItem]:
        """The page families that this person may open."""
        items = NAVIGATION + (ADMINISTRATION if current_person().administrator else ())
        return [
            NavigationItem(endpoint, str(label), endpoint.partition(".")[0] == request.blueprint)
            for endpoint, label in items
        ]

    @property
    def municipality(self) -> str:
        """Its name; the product's own before anything has been imported."""
        return self._facts.municipality or i18n._("Årshjulet")

    @property
    def demonstration_date(self) -> date | None:
        """Today in business time, None outside demonstrations."""
        return self._facts.today if settings().demo else None

    @property
    def unread_notices(self) -> int:
        """How much the person has been told and has not read."""
        return self._facts.unread

    @cached_property
    def _facts(self) -> Facts:
        with runner().read() as (session, clock):
            unit = municipality(session)
            unread = unread_count(session, self.person_id) if self.signed_in else 0
            return Facts(unit.name if unit else None, clock.today(), unread)


def init_app(app: Flask) -> None:
    """Give every template `layout`."""
    app.context_processor(lambda: {"layout": Layout()})
