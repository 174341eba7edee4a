"""What a surgery's contracts are reckoned from, and what a month of them is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.contracts.facts.rates import GlobalSumRates, QofYear, Rate
from commonpractice.domain.contracts.facts.steps import Reckoned, Step
from commonpractice.domain.partnership.facts import ContractFact
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.foundations.worded import Worded

INCOME_DUE = "income due"
"""The kind of the documents that post what is due."""


class TermBasis(Worded):
    """How much an agreed term is worth."""

    A_YEAR = "a_year", "pounds a year, in twelfths"
    A_MONTH = "a_month", "pounds a month"
    ONCE = "once", "pounds, once"
    HOLDS = "holds", "holds: worth what the rulebook says"


@dataclass(frozen=True)
class Term:
    """What was agreed for an item: a rent of so much a year, an opt-out that holds, a payment made once.

    `name` tells several agreements of one item apart (two local schemes), and is empty where there is one.
    `value` is pounds, 0 where the term only holds; a payment made once is of the month its period begins in.
    `withdrawn` says that what was told before of the same first day was a mistake: then it was never agreed,
    and neither the amount nor the end means anything.
    """

    item: str
    name: str
    basis: TermBasis
    value: Decimal
    effective: Period
    known_on: date
    source: str
    withdrawn: bool = False


@dataclass(frozen=True)
class PatientList:
    """The lists that a quarter is paid by, from its first day until the next are known.

    `withdrawn` as a term's: there never was one from that day.
    """

    effective: Period
    registered: Decimal
    weighted: Decimal
    known_on: date
    source: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Claim:
    """So many things done in a month, each at the rate that the rulebook has by the key `rate`."""

    item: str
    rate: str
    month: Month
    count: int
    known_on: date
    source: str


@dataclass(frozen=True)
class QofCount:
    """An indicator's counts in a year, as somebody knew them.

    `declared`: they were told as the year's outcome. Others are a search or a guess, in whose place our own
    forecast stands as soon as there is one.
    """

    year: FinancialYear
    indicator: str
    count: Count
    known_on: date
    source: str
    declared: bool = True

    @property
    def is_outcome(self) -> bool:
        """Whether it can be what pays: no outcome is known before the year is over, whatever was told."""
        return self.declared and self.known_on > self.year.last.last


@dataclass(frozen=True)
class QofRegister:
    """How common a group's condition is in a year: patients on its register, of so many; and in England, in a
    hundred."""

    year: FinancialYear
    group: str
    register: int
    list_size: Decimal
    national: Decimal
    known_on: date
    source: str


@dataclass(frozen=True)
class QofForecast:
    """What a year of QOF is thought to come to in the end, as at the day `on`.

    Whole pence: `low` and `high` are the range, `full` what all points would be. `unknown` indicators could
    not be forecast yet: of them only what is met already counts. `early`: some have too few months to go by.
    """

    year: FinancialYear
    on: date
    points: Decimal
    amount: Pence
    low: Pence
    high: Pence
    full: Pence
    known_on: date
    source: str
    unknown: int = 0
    early: bool = False
    id: int = 0

    @property
    def at_risk(self) -> Pence:
        """What of the whole is not expected."""
        return self.full - self.amount


@dataclass(frozen=True)
class Contracted:
    """Everything that a surgery's NHS income is reckoned from, each with the day from which it was known.

    `core` are its core contracts as the partnership's file has them by now, the earliest first.
    """

    surgery_id: int
    terms: tuple[Term, ...] = ()
    lists: tuple[PatientList, ...] = ()
    claims: tuple[Claim, ...] = ()
    counts: tuple[QofCount, ...] = ()
    registers: tuple[QofRegister, ...] = ()
    core: tuple[ContractFact, ...] = ()
    forecasts: tuple[QofForecast, ...] = ()


@dataclass(frozen=True)
class Timing:
    """When an item is paid: so many months after its own, or in so many-th month after its year has ended."""

    months_after: int = 0
    after_the_year: int | None = None

    def of(self, month: Month) -> Month:
        """The month from which an item of a month is payable."""
        if self.after_the_year is None:
            return month + self.months_after
        return FinancialYear.of(month).last + self.after_the_year


@dataclass(frozen=True)
class MonthRates:
    """The rulebook's values for one month, as known on a day; None for what it does not have."""

    global_sum: GlobalSumRates | None
    rates: Mapping[str, Rate]
    qof: QofYear | None
    timing: Mapping[str, Timing]

    def paid_from(self, item: str, month: Month) -> Month:
        timing = self.timing.get(item)
        return timing.of(month) if timing else month


@dataclass(frozen=True)
class Due:
    """What an item of a month is worth, and from which month it is payable."""

    item: str
    month: Month
    worth: Reckoned
    payable_from: Month


@dataclass(frozen=True)
class CannotSay:
    """An item of a month that cannot be reckoned, and why: a rate that the rulebook does not have, say."""

    item: str
    month: Month
    why: str


@dataclass(frozen=True)
class ThreeSides:
    """An item of a month: what it is worth, what the contract pays of it by now, and what was paid.

    Whole pence. `accrued` is earned and not payable yet; `difference` is payable and not paid, or (below nil)
    paid and not payable. `brought_forward` was earned before the books began, and not paid then.
    """

    surgery_id: int
    item: str
    month: Month
    earned: Pence
    payable: Pence
    paid: Pence
    brought_forward: Pence = 0

    @property
    def accrued(self) -> Pence:
        return self.earned + self.brought_forward - self.payable

    @property
    def difference(self) -> Pence:
        return self.payable - self.paid


@dataclass(frozen=True)
class SettledBy:
    """How much of a place's difference is settled by another item and month of its family; whole pence."""

    item: str
    month: Month
    amount: Pence


@dataclass(frozen=True)
class Side(ThreeSides):
    """The three sides of an item of a month, with what of its difference other places settle.

    `earned_unposted` and `payable_unposted` are what of the two is reckoned and not posted yet, as the month
    is not closed. `settled_by` are the places that settle its difference, each with so much as it settles:
    below nil where they were paid less and this was paid more.
    """

    earned_unposted: Pence = 0
    payable_unposted: Pence = 0
    settled_by: tuple[SettledBy, ...] = ()
    steps: tuple[Step, ...] = ()
    """How what is not posted yet was reckoned."""

    @property
    def settled(self) -> Pence:
        return sum(one.amount for one in self.settled_by)

    @property
    def left(self) -> Pence:
        """What is truly different: payable and paid nowhere; below nil, paid and payable nowhere."""
        return self.difference - self.settled

    @property
    def unposted(self) -> bool:
        return bool(self.earned_unposted or self.payable_unposted)
