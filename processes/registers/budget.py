"""The register of adopted budgets: tax rate and appropriations, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base


class Budget(Base):
    """The budget that the council adopted for one year (KL 11:6). tax_rate_points: hundredths of a percent, because
    neither database keeps decimal fractions alike."""

    __tablename__ = "budget"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tax_rate_points: Mapped[int]

    @property
    def tax_rate(self) -> Decimal:
        """Percent of taxable income."""
        return Decimal(self.tax_rate_points) / 100


class Appropriation(Base):
    """What a committee may use in one year, net. thousands: SEK thousands."""

    __tablename__ = "appropriation"

    year: Mapped[int] = mapped_column(ForeignKey("budget.year"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    thousands: Mapped[int]


def record_budget(session: Session, year: int, tax_rate: Decimal, appropriations: Mapping[str, Decimal]) -> None:
    """Enter the budget of a year, in place of an earlier one. tax_rate: percent; appropriations: MSEK by unit."""
    session.execute(delete(Appropriation).where(Appropriation.year == year))
    session.merge(Budget(year=year, tax_rate_points=_whole(tax_rate * 100)))
    session.flush()
    session.add_all(
        Appropriation(year=year, unit_id=unit, thousands=_whole(amount * 1000))
        for unit, amount in appropriations.items()
    )


def appropriations_of(session: Session, year: int) -> dict[str, Decimal]:
    """MSEK by unit; empty when no budget of that year has been entered."""
    rows = session.scalars(select(Appropriation).where(Appropriation.year == year))
    return {row.unit_id: Decimal(row.thousands) / 1000 for row in rows}


def tax_rate_of(session: Session, year: int) -> Decimal | None:
    """Percent, None when no budget of that year has been entered."""
    budget = session.get(Budget, year)
    return budget.tax_rate if budget else None


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise ValueError(f"{value} is finer than the register keeps")
    return int(value)
