"""What holds of every period for which somebody is away or has a deputy."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from engine.errors import ArrangementRefused
from engine.models import Absence, Deputy
from engine.rules import Misfit

LONGEST = timedelta(days=366)


def check_period(first: date, last: date) -> None:
    """Raises ArrangementRefused for a period that ends before it begins, or is longer than a year."""
    if last < first:
        raise ArrangementRefused("valid_to", Misfit.BACKWARDS, "The period ends before it begins")
    if last - first >= LONGEST:
        raise ArrangementRefused("valid_to", Misfit.TOO_LONG, "The period is longer than a year")


def check_not_past(field: str, day: date, today: date) -> None:
    """Raises ArrangementRefused for a day before today."""
    if day < today:
        raise ArrangementRefused(field, Misfit.PAST, "The day has passed")


def check_not_far(first: date, today: date) -> None:
    """Raises ArrangementRefused for a period that begins more than a year from now: nobody knows, and days at the end
    of the calendar have no day after them."""
    if first - today >= LONGEST:
        raise ArrangementRefused("valid_from", Misfit.FAR, "The period begins more than a year from now")


def check_free(
    session: Session, table: type[Absence] | type[Deputy], whose: ColumnElement[bool], first: date, last: date
) -> None:
    """Raises ArrangementRefused when one of these is in force already on some of the days."""
    overlaps = and_(table.ended_at.is_(None), table.valid_from <= last, table.valid_to >= first)
    if session.scalar(select(table.id).where(whose, overlaps).limit(1)) is not None:
        raise ArrangementRefused("valid_from", Misfit.ALREADY, "There is one already on some of these days")
