"""What the payer pays a surgery each month: what its contracts come to as known on the statement's day, but
for the errors that are planted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.profiles import Profile
from commonpractice.demonstration.books.tables import THOUSAND
from commonpractice.demonstration.nhs import planted
from commonpractice.demonstration.nhs.facts import LATEST_PAID
from commonpractice.domain.contracts.facts.due import CannotSay, Contracted, Due
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month, months

ACHIEVEMENT, AWARD = "qof_achievement", "global_sum_adjustment"
PRICED = ("global_sum", "out_of_hours", "pms_baseline")
LEFT_TO_PAY = 200  # thousandths of a year before the books that were not paid ahead
OF_NETWORKS = ("enhanced_access", "pcn_capacity", "pcn_leadership", "arrs")


class CannotPay(ValueError):
    """A month of the demonstration that its own rulebook cannot reckon; the message says which, and why."""


@dataclass(frozen=True)
class Line:
    """A line of a statement: what is paid for an item of a month; `words` and `paycode` where they are not
    the item's usual ones."""

    item: str
    month: Month
    amount: Pence
    words: str = ""
    paycode: str = ""


class Payer:
    """The payer of one surgery."""

    def __init__(self, place: Place, profile: Profile, facts: Contracted, known: tuple[Month, ...]):
        self.place = place
        self.profile = profile
        self.facts = facts
        self.months = known
        self._known: dict[date, KnownFacts] = {}
        # the year's quality points are paid once a year: every other month is reckoned without them
        self._of_every_month = replace(facts, counts=(), registers=())

    def lines(self, month: Month) -> list[Line]:
        """What the statement of a month pays."""
        on = calendar.day_of(month, "statement")
        due = [
            *(Line(one.item, one.month, one.worth.amount) for one in self._of_months(month, on)),
            *self._achievement(month, on),
            *self._award(month, on),
            *(one for one, payable in self.brought if payable == month),
        ]
        return list(self._with_errors(month, [line for line in due if line.item not in OF_NETWORKS]))

    def from_networks(self, month: Month) -> list[Line]:
        """What the networks pass on for a month, as agreed."""
        reckoned = self._reckoned(month, month.last)
        return [Line(one.item, month, one.worth.amount) for one in reckoned if one.item in OF_NETWORKS]

    @cached_property
    def brought(self) -> list[tuple[Line, Month]]:
        """What was earned before the first month of the books and is paid in them, and in which month."""
        first = self.place.months[0]
        found = [
            (Line(one.item, one.month, one.worth.amount), one.payable_from)
            for before in months(first - LATEST_PAID, first - 1)
            for one in self._reckoned(before, first.last)
            if one.payable_from >= first
        ]
        return found + list(self._achievement_brought(first))

    def _achievement_brought(self, first: Month) -> Iterator[tuple[Line, Month]]:
        """Of the year before the first month, and of the months of its own year before it."""
        year = FinancialYear.of(first)
        june = timing()[ACHIEVEMENT].of((year - 1).last)
        if first <= june:
            amount = self.profile.quality.before_the_books(year - 1) * LEFT_TO_PAY // THOUSAND
            yield Line(ACHIEVEMENT, (year - 1).last, amount), june
        for one in self._achieved(months(year.first, first - 1), first.last):
            yield Line(ACHIEVEMENT, one.month, one.worth.amount), one.payable_from

    def _of_months(self, month: Month, on: date) -> Iterator[Due]:
        """The month's own, and of the months before what is paid now."""
        for earlier in months(max(self.place.months[0], month - LATEST_PAID), month):
            for one in self._reckoned(earlier, on):
                if one.payable_from == month:
                    yield one

    def _achievement(self, month: Month, on: date) -> Iterator[Line]:
        """The year's achievement, in one line of its last month."""
        year = FinancialYear.of(month) - 1
        if timing()[ACHIEVEMENT].of(year.last) != month:
            return
        here = [earlier for earlier in year.months if self.place.belongs(earlier)]
        if amount := sum(one.worth.amount for one in self._achieved(here, on)):
            yield Line(ACHIEVEMENT, year.last, amount)

    def _award(self, month: Month, on: date) -> Iterator[Line]:
        """What the year's earlier months come to more, where the price has changed since the last one."""
        before = calendar.day_of(month - 1, "statement")
        year = FinancialYear.of(month)
        if _price(year, on) == _price(year, before):
            return
        owed = [earlier for earlier in months(year.first, month - 1) if self.place.belongs(earlier)]
        then = sum(self._priced(earlier, before) for earlier in owed)
        more = sum(self._priced(earlier, on) for earlier in owed) - then
        if more:
            yield Line(AWARD, month, more)

    def _priced(self, month: Month, on: date) -> Pence:
        return sum(one.worth.amount for one in self._reckoned(month, on) if one.item in PRICED)

    def _reckoned(self, month: Month, on: date) -> list[Due]:
        if on not in self._known:
            self._known = {on: KnownFacts(self._of_every_month, on)}  # days come in order
        return self._checked(entitled.of_month(self._known[on], month, month_rates(month, on)))

    def _achieved(self, of: Iterable[Month], on: date) -> list[Due]:
        known = KnownFacts(self.facts, on)
        return [
            one
            for month in of
            for one in self._checked(entitled.of_month(known, month, month_rates(month, on)))
            if one.item == ACHIEVEMENT
        ]

    def _checked(self, found: Iterable[entitled.Reckoning]) -> list[Due]:
        for one in found:
            if isinstance(one, CannotSay):
                raise CannotPay(f"{self.place.fact.name}, {one.month.words}, {one.item}: {one.why}")
        return [one for one in found if isinstance(one, Due)]

    def _with_errors(self, month: Month, lines: Iterable[Line]) -> Iterator[Line]:
        name, model = self.place.fact.name, self.place.partnership.model
        wrong = {one.item: one for one in planted.at(self.months, "paid", name, month, model)}
        unknown = {one.item: one for one in planted.at(self.months, "unknown", name, month, model)}
        for line in self._apart(lines):
            error = wrong.get(line.item)
            if error and error.told.get("words", "") == line.words:
                line = replace(line, amount=error.paid(line.amount))
            if line.item in unknown and not line.words:
                told = unknown[line.item].told
                line = replace(line, words=told["words"], paycode=told["paycode"])
            if line.amount:
                yield line

    def _apart(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Lines by item and month, in the order of the statement's; pilots by themselves."""
        order = [row["item"] for row in rulebook_files.rows("demonstration/statement_lines.csv")]
        sums: dict[tuple[str, Month], Pence] = {}
        for line in lines:
            sums[line.item, line.month] = sums.get((line.item, line.month), 0) + line.amount
        pilots = {
            term.name: term
            for term in self.facts.terms
            if any(
                (term.item, term.name) == (one.item, one.words)
                for one in planted.pilots(self.place.partnership.model)
            )
        }
        for (item, month), amount in sorted(
            sums.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
        ):
            for words, term in pilots.items():
                if term.item == item and month.first in term.effective:
                    yield Line(item, month, part := round(term.value * 100), words)
                    amount -= part
            yield Line(item, month, amount)


def _price(year: FinancialYear, on: date) -> object:
    rates = month_rates(year.first, on).global_sum
    return rates and (rates.price.value, rates.price.source)
