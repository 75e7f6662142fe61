"""Money and rates between JSON and Decimal, without loss."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def decimal_of(value: Any) -> Decimal:
    """The number that a JSON number stands for; 0 for none."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
