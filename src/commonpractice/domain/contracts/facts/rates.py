"""Values of the rulebook, with what each is worth trusting, and the sets of them that the rules take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from commonpractice.domain.contracts.facts.indicators import Indicator
from commonpractice.domain.contracts.facts.steps import Step
from commonpractice.domain.contracts.facts.trust import Trust
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class Rate:
    """One value: for which days it is paid, from which day it could be known, and where it is from.

    `day_found`: whether the day of its announcement was found; where not, `note` says which day stands in.
    """

    key: str
    value: Decimal
    unit: str
    effective: Period
    known_on: date
    day_found: bool
    trust: Trust
    source: str
    note: str = ""

    @cached_property
    def exact(self) -> Fraction:
        return Fraction(self.value)

    @cached_property
    def fraction(self) -> Fraction:
        """A percentage as the part of one that it is."""
        return Fraction(self.value) / 100

    def step(self, words: str) -> Step:
        """This value as a line of a reckoning, with its source and trust."""
        return Step(words, self.exact, self.unit, self.source, self.trust)


@dataclass(frozen=True)
class GlobalSumRates:
    """What the global sum is reckoned with on one day. `opt_outs`: by what is opted out of."""

    price: Rate
    out_of_hours: Rate | None
    london: Rate
    opt_outs: Mapping[str, Rate]


@dataclass(frozen=True)
class CarrHillRates:
    """The constants of the formula; `age_sex` by (sex, age band), boys of 5 to 14 being 1."""

    age_sex: Mapping[tuple[str, str], Decimal]
    residential: Rate
    new_patient: Rate
    needs: Rate
    needs_illness: Rate
    needs_mortality: Rate
    tolerance: Rate


@dataclass(frozen=True)
class QofYear:
    """A year of the Quality and Outcomes Framework: what a point is worth, and what can be earned.

    What the rulebook does not know of a year is None; `indicators` may be a part of the year's, or none.
    """

    year: FinancialYear
    pounds_per_point: Rate | None
    average_list: Rate | None
    aspiration: Rate | None
    total_points: Rate | None
    indicators: Mapping[str, Indicator]

    @property
    def is_whole(self) -> bool:
        """Whether the indicators known are all of the year's, going by their points."""
        if self.total_points is None:
            return False
        return sum(one.points for one in self.indicators.values()) == self.total_points.value


@dataclass(frozen=True)
class Band:
    """A band of a dispensing fee scale: up to so many items (None: and over), pence for each of them all."""

    up_to: int | None
    pence: Decimal


@dataclass(frozen=True)
class DispensingScale:
    """A scale of dispensing fees, its bands in ascending order, the last without an end."""

    effective: Period
    known_on: date
    bands: tuple[Band, ...]
    trust: Trust
    source: str
    note: str = ""
