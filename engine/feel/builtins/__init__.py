"""The functions of the language, a module per kind (DMN 1.5 §10.3.4, and those Camunda adds)."""

from __future__ import annotations

from engine.feel.builtins import (
    aggregates,
    contexts,
    conversions,
    dates,
    lists,
    logic,
    numbers,
    patterns,
    ranges,
    strings,
)
from engine.feel.builtins.signature import BUILT_INS

__all__ = ["BUILT_INS"]

# Each module registers its functions when it is imported.
_MODULES = (aggregates, contexts, conversions, dates, lists, logic, numbers, patterns, ranges, strings)
