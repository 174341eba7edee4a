"""A month's facts as they were known on a day: of those that say the same thing, the one known last."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Claim,
    Contracted,
    Due,
    MonthRates,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.steps import Reckoned
from commonpractice.foundations.dated import ONE_DAY, Period
from commonpractice.foundations.months import FinancialYear, Month


class KnownOn(Protocol):
    @property
    def known_on(self) -> date: ...


class Effective(KnownOn, Protocol):
    @property
    def effective(self) -> Period: ...


K = TypeVar("K", bound=KnownOn)
E = TypeVar("E", bound=Effective)
H = TypeVar("H", bound=Hashable)
T = TypeVar("T")


class KnownFacts:
    """What was known of a surgery's contracts on a day, sorted by what each month asks for.

    Made once for all the months that are reckoned.
    """

    def __init__(self, contracted: Contracted, known_on: date) -> None:
        self.lists: list[PatientList] = [one for one in contracted.lists if one.known_on <= known_on]
        self.terms: dict[tuple[str, str], list[Term]] = {}
        for term in contracted.terms:
            agreed = self.terms.setdefault((term.item, term.name), [])
            if term.known_on <= known_on:
                agreed.append(term)
        self.once = _once(self.terms)
        self.claims: dict[Month, dict[tuple[str, str], Claim]] = _last_of_each(
            contracted.claims, known_on, lambda one: one.month, lambda one: (one.item, one.rate)
        )
        self.counts: dict[FinancialYear, dict[str, QofCount]] = _last_of_each(
            contracted.counts, known_on, lambda one: one.year, lambda one: one.indicator
        )
        self.registers: dict[FinancialYear, dict[str, QofRegister]] = _last_of_each(
            contracted.registers, known_on, lambda one: one.year, lambda one: one.group
        )
        self._last: dict[str, tuple[Any, Any]] = {}

    def unless_the_same(self, what: str, given: Any, reckon: Callable[[], T]) -> T:
        """What was reckoned last, where it was of the same facts, as those of a quarter; else it anew."""
        last = self._last.get(what)
        if last is None or last[0] != given:
            last = self._last[what] = given, reckon()
        return last[1]


class MonthFacts:
    """What was known of one month."""

    def __init__(self, known: KnownFacts, month: Month, rates: MonthRates) -> None:
        self.known, self.month, self.rates = known, month, rates
        self.year = FinancialYear.of(month)
        self.place = month.months_after(self.year.first)  # of the year, from 0
        self.first, self.last = month.first, month.last
        self.patients = _on(self.first, known.lists)
        self.terms = known.terms
        self.claims = known.claims.get(month, {})
        self.counts = known.counts.get(self.year, {})
        self.registers = known.registers.get(self.year, {})

    def held(self, item: str) -> Term | None:
        """What was agreed for an item and holds on the month's first day."""
        return _on(self.first, self.terms.get((item, ""), []))

    def held_by_name(self, item: str) -> list[str]:
        names = [name for one, name in self.terms if one == item]
        return [name for name in names if _on(self.first, self.terms[item, name])]

    def by_days(self, agreed: Sequence[Term]) -> list[tuple[Term, int]]:
        """Which of an item's agreements holds on how many days of the month, the earlier first."""
        changes = {
            edge
            for one in agreed
            for edge in (one.effective.start, one.effective.end)
            if edge is not None and self.first < edge <= self.last
        }
        if not changes:  # as in almost every month
            term = _on(self.first, agreed)
            return [(term, self.last.day)] if term else []
        holding: dict[Term, int] = defaultdict(int)
        for start, end in pairwise([self.first, *sorted(changes), self.last + ONE_DAY]):
            if term := _on(start, agreed):
                holding[term] += (end - start).days
        return list(holding.items())

    def once(self, key: tuple[str, str]) -> Term | None:
        """What is paid once, in this month."""
        return self.known.once.get((*key, self.first.year, self.first.month))

    def due(self, item: str, worth: Reckoned) -> Due:
        return Due(item, self.month, worth, self.rates.paid_from(item, self.month))

    def cannot(self, item: str, why: object) -> CannotSay:
        return CannotSay(item, self.month, str(why))


def _on(on: date, rows: Iterable[E]) -> E | None:
    """What holds on a day, as known last; of what was known on the same day, the later told."""
    last: E | None = None
    for row in rows:
        if on in row.effective and (last is None or last.known_on <= row.known_on):
            last = row
    return last


def _once(terms: Mapping[tuple[str, str], Iterable[Term]]) -> dict[tuple[str, str, int, int], Term]:
    """What is paid once, by item, name and the year and number of the month it is of, as known last."""
    kept: dict[tuple[str, str, int, int], Term] = {}
    for key, agreed in terms.items():
        for one in agreed:
            if one.basis is TermBasis.ONCE:
                place = (*key, one.effective.start.year, one.effective.start.month)
                if place not in kept or kept[place].known_on <= one.known_on:
                    kept[place] = one
    return kept


def _last_of_each(
    rows: Iterable[K], known_on: date, of: Callable[[K], T], key: Callable[[K], H]
) -> dict[T, dict[H, K]]:
    """By month or year and by what they say it of, the rows known last."""
    kept: dict[T, dict[H, K]] = {}
    for row in rows:
        if row.known_on <= known_on:
            there = kept.setdefault(of(row), {})
            place = key(row)
            if place not in there or there[place].known_on <= row.known_on:
                there[place] = row
    return kept
