"""What happens in Älvhamn when: two budgets and a few units' agreements, done day by day by those whose work it is.

Nothing here is read unless a day is asked for, so a demonstration that starts at its beginning starts at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain

from processes.demo.meetings import YEARS
from processes.demo.year.agreements import agreement_deeds
from processes.demo.year.budget import budget_deeds
from processes.demo.year.deeds import Deed
from processes.demo.year.periods import period_deeds

__all__ = ["BUDGETS", "FIRST_DAY", "LAST_DAY", "Deed", "deeds"]

FIRST_DAY, LAST_DAY = date(2026, 3, 2), date(max(YEARS), 12, 31)
BUDGETS = (2027, 2028)
MORNING, BETWEEN = time(8, 40), timedelta(minutes=7)


def deeds() -> Iterator[tuple[datetime, Deed]]:
    """All deeds in order, each with its local time: one after the other from the morning of its day."""
    told = chain(period_deeds(), *map(budget_deeds, BUDGETS), agreement_deeds())
    done: Counter[date] = Counter()
    for deed in sorted(told, key=lambda deed: deed.on):
        yield datetime.combine(deed.on, MORNING) + done[deed.on] * BETWEEN, deed
        done[deed.on] += 1
