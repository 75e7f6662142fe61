"""A part of a longer list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

PER_PAGE = 25
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """rows of one page; total: how many the whole list holds; number: counted from 1."""

    rows: tuple[T, ...]
    total: int
    number: int
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        """The number of the last page; 1 when the list is empty."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_row(self) -> int:
        """The position in the whole list of the first row shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """The position in the whole list of the last row shown."""
        return self.first_row + len(self.rows) - 1 if self.rows else 0


def page_number(wanted: int, total: int, per_page: int) -> int:
    """The wanted page, or the nearest one that exists."""
    return min(max(1, wanted), max(1, -(-total // per_page)))
