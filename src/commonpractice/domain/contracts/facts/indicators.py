"""Indicators of the Quality and Outcomes Framework (QOF), and counts of patients."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonpractice.domain.contracts.facts.trust import Trust
from commonpractice.foundations.months import FinancialYear
from commonpractice.foundations.worded import Worded


class Kind(Worded):
    """How an indicator's points are earned."""

    FRACTION = "fraction", "rising evenly between two thresholds"
    BLOCK = "block", "a block of points at the lower threshold, the rest rising evenly to the upper"
    REGISTER = "register", "all for keeping the register, or none"
    DECLARED = "declared", "all for declaring that the work was done, or none"


class Adjustment(Worded):
    """What an indicator's pounds are adjusted by, apart from the size of the list."""

    PREVALENCE = "prevalence", "prevalence in the practice over that in England"
    TARGET_POPULATION = (
        "target_population",
        "the practice's share of patients who are eligible over England's",
    )
    NONE = "none", "nothing"


@dataclass(frozen=True)
class Improvement:
    """A second route to an indicator's points: by so many percentage points above the practice's own past.

    Points rise evenly from `starts` to `full`. The better of the two routes pays.
    """

    starts: Decimal
    full: Decimal
    trust: Trust
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.starts < self.full <= 100:
            raise ValueError("An improvement has to be paid between a lower and a higher number of points.")


@dataclass(frozen=True)
class Indicator:
    """One indicator of one year. Thresholds are percentages; `block` is the points at the lower threshold.

    Register and declared indicators have no thresholds, and no trust for them.
    """

    year: FinancialYear
    code: str
    group: str
    words: str
    domain: str
    points: Decimal
    kind: Kind
    lower: Decimal | None
    upper: Decimal | None
    block: Decimal
    adjustment: Adjustment
    points_trust: Trust
    thresholds_trust: Trust | None
    adjustment_trust: Trust
    income_protected: bool
    known_on: date
    source: str
    note: str = ""
    improvement: Improvement | None = None

    def __post_init__(self) -> None:
        if self.points <= 0:
            raise ValueError(f"{self.code} of {self.year} can earn no points.")
        sloped = self.kind in (Kind.FRACTION, Kind.BLOCK)
        if sloped != (self.lower is not None) or sloped != (self.upper is not None):
            raise ValueError(f"{self.code} of {self.year} has the wrong thresholds for its kind.")
        if self.lower is not None and self.upper is not None and not 0 <= self.lower < self.upper <= 100:
            raise ValueError(f"{self.code} of {self.year} has thresholds that do not rise from 0 to 100.")
        if not 0 <= self.block < self.points or bool(self.block) != (self.kind is Kind.BLOCK):
            raise ValueError(f"{self.code} of {self.year} has a block that does not go with its kind.")


@dataclass(frozen=True)
class Count:
    """How many patients met an indicator, of how many who were eligible, after exclusions and adjustments."""

    numerator: int
    denominator: int
    source: str = field(default="", compare=False)
    """Who counted them, where somebody said."""
