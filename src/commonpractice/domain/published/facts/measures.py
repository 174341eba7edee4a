"""What is published beside money, and what each figure of several practices is made of."""

from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts.comparisons import ALONE, Beside
from commonpractice.domain.published.facts.sources import Source
from commonpractice.foundations.worded import Worded


class Joined(Worded):
    """How several practices' figures become one."""

    SUM = "sum", "added up"
    MEAN = "mean", "the mean of the practices"
    SHARED = "shared", "added up and shared over the patients of all"
    COUNTED = "counted", "counted"


@dataclass(frozen=True)
class Part:
    """What one practice has in a figure: its published number or words, and where they stand. `over` are the
    patients, of the same line, that the number is shared over."""

    code: str
    value: Decimal | None
    words: str
    over: Decimal | None
    source: Source


@dataclass(frozen=True)
class MeasureYear:
    """A measure in one year: what the year is called, and the one in which it `begins`. `words` stand for a
    value that is no number (a CQC rating). `parts` are what it is made of, one of each practice that has it.
    """

    year: str
    value: Decimal | None
    words: str = ""
    begins: int = 0
    beside: Beside = ALONE
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Measure:
    """Something measured over the years: list size, QOF, CQC, GPs per 10,000 patients, deprivation.

    `times` is for how many patients a shared figure is counted.
    """

    key: str
    words: str
    unit: str
    joined: Joined
    times: int = 1
    years: tuple[MeasureYear, ...] = ()
