"""Who acts for whom, against a model that asks day by day and knows nothing of periods."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import DeputyScope
from engine.organisation.acting import Acting, Days, Holding, StandIn, Standing, acting_holders

FIRST = date(2026, 6, 1)
PEOPLE = range(1, 6)
LENGTH = 9
DAYS = [FIRST + timedelta(days=n) for n in range(LENGTH)]
ROLE, LINE, AUDITOR = "role:controller:unit:X", "line:unit:X", "role:auditor:unit:X"

people = st.sets(st.sampled_from(PEOPLE), max_size=3)
periods = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda days: (min(days), max(days)))
stand_ins = st.builds(
    StandIn, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(DeputyScope), min_size=1),
    periods,
).filter(lambda each: each.person != each.deputy)  # fmt: skip
absences = st.dictionaries(st.sampled_from(PEOPLE), st.lists(periods, min_size=1, max_size=2))
managers = st.fixed_dictionaries(dict.fromkeys(PEOPLE, people))


@st.composite
def holdings(draw: st.DrawFn) -> frozenset[Holding]:
    at_work = draw(st.sets(st.sampled_from(PEOPLE), min_size=3))
    found = {("everyone", person) for person in at_work}
    found |= {(f"person:{person}", person) for person in at_work}
    found |= {
        (f"manager-of:person:{of}", person) for of, above in draw(managers).items() for person in above & at_work - {of}
    }
    for principal in (ROLE, LINE, AUDITOR):
        found |= {(principal, person) for person in draw(people) & at_work}
    return frozenset(found)


class Model:
    """The rules, each asked of one person, one principal, one scope, one due day."""

    def __init__(
        self, holdings: frozenset[Holding], given: list[StandIn], absences: dict[int, list[Days]], today: date
    ) -> None:
        self.holdings, self.given, self.absences, self.today = holdings, given, absences, today

    def there(self, person: int, day: date) -> bool:
        return not any(first <= day <= last for first, last in self.absences.get(person, []))

    def holders(self, principal: str) -> set[int]:
        return {person for held, person in self.holdings if held == principal}

    def passes(self, principal: str, scope: DeputyScope, to: int) -> bool:
        if principal == LINE or scope == DeputyScope.READ:
            return principal == LINE and scope == DeputyScope.READ
        return principal not in ("everyone", AUDITOR, f"manager-of:person:{to}")

    def deputies(self, person: int, principal: str, scope: DeputyScope, day: date) -> set[int]:
        able = self.holders("everyone") - self.holders(AUDITOR)
        return {
            each.deputy for each in self.given
            if each.person == person and each.days[0] <= day <= each.days[1] and each.deputy in able
            and scope in each.scopes and self.passes(principal, scope, each.deputy)
        }  # fmt: skip

    def nearest(self, person: int, day: date) -> set[int]:
        asked, level = {person}, self.holders(f"manager-of:person:{person}")
        first = level
        while level:
            if there := {one for one in level if self.there(one, day)}:
                return there
            asked |= level
            level = {above for one in level for above in self.holders(f"manager-of:person:{one}")} - asked
        return first

    def may(self, principal: str, scope: DeputyScope, due: date | None) -> set[tuple[int, int]]:
        """(who acts, for whom)."""
        found = set()
        for person in self.holders(principal):
            found |= {(deputy, person) for deputy in self.deputies(person, principal, scope, self.today)}
            if due is None:
                continue
            day = max(due, self.today)
            others = self.holders(principal) - {person}
            if self.there(person, day) or any(self.there(other, day) for other in others):
                continue
            if any(self.there(deputy, day) for deputy in self.deputies(person, principal, scope, day)):
                continue
            for superior in self.nearest(person, day) - others:
                if self.passes(principal, scope, superior) and scope != DeputyScope.READ:
                    found.add((superior, person))
        return found


def matches(row: Acting, due: date | None) -> bool:
    if row.due is None:
        return True
    since, until = row.due
    return due is not None and (since is None or since <= due) and due <= until


@settings(max_examples=300, deadline=None)
@given(
    holdings=holdings(),
    given=st.lists(stand_ins, max_size=4),
    absences=absences,
    today=st.sampled_from(DAYS[2:6]),
)
def test_rows_say_what_the_rules_say_day_by_day(
    holdings: frozenset[Holding], given: list[StandIn], absences: dict[int, list[Days]], today: date
) -> None:
    persons = set(absences) | {each.person for each in given}
    rows = acting_holders(Standing(holdings, given, absences), today, persons)
    model = Model(holdings, given, absences, today)
    for principal, scope, due in product({name for name, _ in holdings}, DeputyScope, [None, *DAYS]):
        found = {
            (row.person, row.for_person) for row in rows
            if row.principal == principal and row.scope == scope and matches(row, due)
        }  # fmt: skip
        assert found == model.may(principal, scope, due), (principal, scope, due)
