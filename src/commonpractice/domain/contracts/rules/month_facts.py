"""A month's facts as they were known on a day: of those that say the same thing, the one known last."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Contracted,
    Due,
    MonthRates,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.steps import Reckoned
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month


class KnownOn(Protocol):
    @property
    def known_on(self) -> date: ...


class Effective(KnownOn, Protocol):
    @property
    def effective(self) -> Period: ...


K = TypeVar("K", bound=KnownOn)
E = TypeVar("E", bound=Effective)
H = TypeVar("H")


class MonthFacts:
    """A month's facts as known: of those that say the same thing, the one known last."""

    def __init__(self, contracted: Contracted, month: Month, rates: MonthRates, known_on: date) -> None:
        self.month, self.rates, self._known_on = month, rates, known_on
        self.year = FinancialYear.of(month)
        self.patients = self._on(month.first, contracted.lists)
        self.terms: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for term in contracted.terms:
            self.terms[term.item, term.name].append(term)
        self.claims = self._last_of_each(
            (one for one in contracted.claims if one.month == month), lambda one: (one.item, one.rate)
        )
        self.counts = self._last_of_each(
            (one for one in contracted.counts if one.year == self.year), lambda one: one.indicator
        )
        self.registers = self._last_of_each(
            (one for one in contracted.registers if one.year == self.year), lambda one: one.group
        )

    def held(self, item: str) -> Term | None:
        """What was agreed for an item and holds on the month's first day."""
        return self._on(self.month.first, self.terms.get((item, ""), []))

    def held_by_name(self, item: str) -> list[str]:
        names = [name for one, name in self.terms if one == item]
        return [name for name in names if self._on(self.month.first, self.terms[item, name])]

    def by_days(self, agreed: Sequence[Term]) -> Iterator[tuple[Term, int]]:
        """Which of an item's agreements holds on how many days of the month, the earlier first."""
        days = [self.month.first + timedelta(days) for days in range(self.month.last.day)]
        holding = [term for on in days if (term := self._on(on, agreed))]
        yield from Counter(holding).items()

    def once(self, agreed: Sequence[Term]) -> Term | None:
        """What is paid once, in this month."""
        paid = [one for one in agreed if one.basis is TermBasis.ONCE]
        return self._last([one for one in paid if Month.of(one.effective.start) == self.month])

    def due(self, item: str, worth: Reckoned) -> Due:
        return Due(item, self.month, worth, self.rates.paid_from(item, self.month))

    def cannot(self, item: str, why: object) -> CannotSay:
        return CannotSay(item, self.month, str(why))

    def _on(self, on: date, rows: Sequence[E]) -> E | None:
        return self._last([row for row in rows if on in row.effective])

    def _last(self, rows: Iterable[K]) -> K | None:
        return self._last_of_each(rows, lambda _: None).get(None)

    def _last_of_each(self, rows: Iterable[K], key: Callable[[K], H]) -> dict[H, K]:
        kept: dict[H, K] = {}
        for row in rows:
            place = key(row)
            if row.known_on <= self._known_on and (place not in kept or kept[place].known_on <= row.known_on):
                kept[place] = row
        return kept
