"""A month's facts as they were known on a day: of those that say the same thing, the one known last."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

from commonpractice.domain.contracts.facts.due import (
    CannotSay,
    Claim,
    Contracted,
    Due,
    MonthRates,
    PatientList,
    QofCount,
    QofForecast,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.steps import Reckoned
from commonpractice.domain.contracts.rules import core_contract
from commonpractice.domain.contracts.rules.declaring import is_whole
from commonpractice.domain.partnership.facts import ContractKind
from commonpractice.foundations.dated import ONE_DAY, Period
from commonpractice.foundations.months import FinancialYear, Month


class KnownOn(Protocol):
    @property
    def known_on(self) -> date: ...


class Effective(KnownOn, Protocol):
    @property
    def effective(self) -> Period: ...
    @property
    def withdrawn(self) -> bool: ...


K = TypeVar("K", bound=KnownOn)
E = TypeVar("E", bound=Effective)
H = TypeVar("H", bound=Hashable)
T = TypeVar("T")

IN_POUNDS = (TermBasis.A_YEAR, TermBasis.A_MONTH)


class ByStart(Generic[E]):
    """Of each first day the row known last, and of the same day the later told.

    So a correction takes the place of the row that it corrects, its end included, and of no later one. What
    was told without an end took the place of all before it for good: once it is ended nothing holds. What was
    told with its end, as for a month, lets the one before it hold again. What was withdrawn took the place of
    nothing: all is as if it had not been told, until it is told again.
    """

    def __init__(self, told: Iterable[E]) -> None:
        kept: dict[date, E] = {}
        self.for_good: set[date] = set()
        for row in sorted(told, key=attrgetter("known_on")):  # in the order told, of the same day
            start = row.effective.start
            if row.withdrawn:
                kept.pop(start, None)
                self.for_good.discard(start)
                continue
            if row.effective.end is None:
                self.for_good.add(start)
            kept[start] = row
        self.rows = [kept[start] for start in sorted(kept, reverse=True)]
        """The latest first day first."""

    def on(self, day: date) -> E | None:
        """What holds on a day: that which began last."""
        for row in self.rows:
            if day in row.effective:
                return row
            if row.effective.start <= day and row.effective.start in self.for_good:
                return None
        return None


class Agreed:
    """What was agreed for an item by one name: in pounds by the year or month, what only holds, and payments
    made once, by the year and number of their month. None takes the place of another kind."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.in_pounds = ByStart(one for one in terms if one.basis in IN_POUNDS)
        self.holds = ByStart(one for one in terms if one.basis is TermBasis.HOLDS)
        self.once: dict[tuple[int, int], list[Term]] = {}
        for one in reversed(ByStart(one for one in terms if one.basis is TermBasis.ONCE).rows):
            start = one.effective.start
            self.once.setdefault((start.year, start.month), []).append(one)


class KnownFacts:
    """What was known of a surgery's contracts on a day, sorted by what each month asks for.

    Made once for all the months that are reckoned.
    """

    def __init__(self, contracted: Contracted, known_on: date) -> None:
        self.core = contracted.core
        self.lists = ByStart(one for one in contracted.lists if one.known_on <= known_on)
        told: dict[tuple[str, str], list[Term]] = {}
        for term in contracted.terms:
            if term.known_on <= known_on:
                told.setdefault((term.item, term.name), []).append(term)
        self.terms = {key: Agreed(terms) for key, terms in told.items()}
        self.claims: dict[Month, dict[tuple[str, str], Claim]] = _last_of_each(
            contracted.claims, known_on, lambda one: one.month, lambda one: (one.item, one.rate)
        )
        self.counts: dict[FinancialYear, dict[str, QofCount]] = _last_of_each(
            contracted.counts, known_on, lambda one: one.year, lambda one: one.indicator
        )
        outcomes = [one for one in contracted.counts if one.is_outcome]
        self.outcomes: dict[FinancialYear, dict[str, QofCount]] = _last_of_each(
            outcomes, known_on, lambda one: one.year, lambda one: one.indicator
        )
        self.registers: dict[FinancialYear, dict[str, QofRegister]] = _last_of_each(
            contracted.registers, known_on, lambda one: one.year, lambda one: one.group
        )
        self.forecasts = _last_forecasts(contracted.forecasts, known_on)
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
        self.patients = known.lists.on(self.first)
        self.terms = known.terms
        self.claims = known.claims.get(month, {})
        outcomes = known.outcomes.get(self.year, {})
        self.is_declared = is_whole(outcomes, rates.qof)
        """What was declared of a whole year pays, whatever a search said of it before or since. Until it is
        whole, what was declared of it is counted like all else."""
        self.counts = outcomes if self.is_declared else known.counts.get(self.year, {})
        self.registers = known.registers.get(self.year, {})

    @property
    def forecast(self) -> QofForecast | None:
        """What the year is thought to come to, where nothing is declared of it."""
        return None if self.is_declared else self.known.forecasts.get(self.year)

    def baselines(self) -> dict[str, Fraction]:
        """By indicator, the average of what was declared of it in the two years before, in %; of both or
        none. That its years are known whole is not needed."""
        before = [self.known.outcomes.get(self.year - back, {}) for back in (1, 2)]
        both = before[0].keys() & before[1].keys()
        return {
            code: sum((_percent(year[code]) for year in before), Fraction(0)) / len(before)
            for code in both
            if all(year[code].count.denominator for year in before)
        }

    @property
    def has_global_sum(self) -> bool:
        """Whether the month is paid by the global sum."""
        return core_contract.has_global_sum(self.known.core, self.month)

    @property
    def has_baseline(self) -> bool:
        """Whether the month may be paid by a baseline: not where the contract is GMS.

        One that was agreed before it was GMS, and without an end, so stops by itself.
        """
        held = core_contract.core_of(self.known.core, self.month)
        return held is None or held.kind is not ContractKind.GMS

    def held(self, item: str) -> bool:
        """Whether what only holds, such as an opt-out, was agreed for the month's first day."""
        agreed = self.terms.get((item, ""))
        return agreed is not None and agreed.holds.on(self.first) is not None

    def held_by_name(self, item: str) -> list[str]:
        return [
            name for (one, name), agreed in self.terms.items() if one == item and agreed.holds.on(self.first)
        ]

    def stands(self, item: str) -> bool:
        """Whether anything was agreed for an item, by whatever name, for the month's first day."""
        return any(
            agreed.holds.on(self.first) or agreed.in_pounds.on(self.first)
            for (one, _), agreed in self.terms.items()
            if one == item
        )

    def in_pounds(self, item: str) -> Term | None:
        """What was agreed for an item, in pounds by the year or month, on the month's first day."""
        agreed = self.terms.get((item, ""))
        return agreed.in_pounds.on(self.first) if agreed else None

    def own_list(self, on: date) -> PatientList | None:
        """The surgery's list of a day or, where none is of it, as of one to come, the latest before it."""
        return next((one for one in self.known.lists.rows if one.effective.start <= on), None)

    def by_days(self, agreed: ByStart[Term]) -> list[tuple[Term, int]]:
        """Which of an item's agreements holds on how many days of the month, the earlier first."""
        changes = {
            edge
            for one in agreed.rows
            for edge in (one.effective.start, one.effective.end)
            if edge is not None and self.first < edge <= self.last
        }
        if not changes:  # as in almost every month
            term = agreed.on(self.first)
            return [(term, self.last.day)] if term else []
        holding: dict[Term, int] = defaultdict(int)
        for start, end in pairwise([self.first, *sorted(changes), self.last + ONE_DAY]):
            if term := agreed.on(start):
                holding[term] += (end - start).days
        return list(holding.items())

    def once(self, agreed: Agreed) -> Sequence[Term]:
        """What is paid once, in this month: one or several of it."""
        return agreed.once.get((self.first.year, self.first.month), ())

    def due(self, item: str, worth: Reckoned) -> Due:
        return Due(item, self.month, worth, self.rates.paid_from(item, self.month))

    def cannot(self, item: str, why: object) -> CannotSay:
        return CannotSay(item, self.month, str(why))


def _percent(one: QofCount) -> Fraction:
    return Fraction(100 * one.count.numerator, one.count.denominator)


def _last_forecasts(told: Iterable[QofForecast], known_on: date) -> dict[FinancialYear, QofForecast]:
    """By year, the one as at the latest day; of several, the one written last."""
    kept: dict[FinancialYear, QofForecast] = {}
    for one in told:
        before = kept.get(one.year)
        if one.known_on <= known_on and (before is None or before.on <= one.on):
            kept[one.year] = one
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
