"""What a forecast year of QOF is worth, how sure that is, and what more patients would bring.

Points are not even: below its lower threshold an indicator pays nothing for one patient more, and above its
upper one neither. So the best so many patients are not found one by one; all ways of sharing them out are
weighed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts import Adjustment, Count, Exact, Indicator, QofYear, Step
from commonpractice.domain.contracts.rules.amounts import whole_pence
from commonpractice.domain.contracts.rules.qof import told
from commonpractice.domain.contracts.rules.qof.points import points
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.year import earned
from commonpractice.domain.quality.rules.forecasting import combined
from commonpractice.foundations.money import Pence

NIL = Fraction(0)
EXPECTED = "Patients expected to meet it by 31 March"


@dataclass(frozen=True)
class Ends:
    """Where an indicator should end: of so many eligible, expected to meet it, and between which."""

    eligible: int
    expected: int
    low: int
    high: int


@dataclass(frozen=True)
class Worth:
    """An indicator's points (None: not earnable) and pence, its range, and what all its points would be."""

    indicator: Indicator
    points: Fraction | None
    amount: Pence
    low: Pence
    high: Pence
    full: Pence
    steps: tuple[Step, ...]
    unpriced: bool = False
    """Whether its points cannot be valued, as it is not known how common it is here and in England."""

    @property
    def at_risk(self) -> Pence:
        return self.full - self.amount


@dataclass(frozen=True)
class YearWorth:
    """The year: points and pence in all, the range of the sum, what all points would be, and the parts."""

    points: Fraction
    amount: Pence
    low: Pence
    high: Pence
    full: Pence
    parts: tuple[Worth, ...]


def valued(
    *,
    year: QofYear,
    ends: Mapping[str, Ends],
    list_size: Exact,
    shares: Mapping[str, Share],
    baselines: Mapping[str, Fraction],
    together: float,
    source: str = "",
) -> YearWorth:
    """What a year is worth that ends so. `together` is the correlation of the indicators' errors.

    An indicator of which it is not known how common it is has its points and no pounds. Raises CannotReckon
    as `earned` for the rest.
    """

    priced = {code: one for code, one in ends.items() if _is_priced(year.indicators[code], shares)}
    given = {"year": year, "list_size": list_size, "shares": shares, "baselines": baselines}

    def at(numbers: Mapping[str, int]) -> Mapping[str, Pence]:
        counts = {code: Count(numbers[code], one.eligible) for code, one in priced.items()}
        return {
            one.indicator.code: whole_pence(one.pounds) for one in earned(counts=counts, **given).indicators
        }

    counts = {code: Count(one.expected, one.eligible, source) for code, one in ends.items()}
    expected = earned(counts={code: counts[code] for code in priced}, **given)
    low = at({code: one.low for code, one in priced.items()})
    high = at({code: one.high for code, one in priced.items()})
    full = at({code: one.eligible for code, one in priced.items()})
    parts = [
        Worth(
            one.indicator,
            one.points,
            one.amount,
            min(low[code], one.amount),
            max(high[code], one.amount),
            max(full[code], one.amount),
            _as_expected(one.steps),
        )
        for one in expected.indicators
        for code in (one.indicator.code,)
    ]
    parts += [
        _unpriced(year.indicators[code], counts[code], baselines.get(code))
        for code in ends
        if code not in priced
    ]
    lower, upper = ranged([(one.amount, one.low, one.high) for one in parts], together)
    return YearWorth(
        sum((one.points or NIL for one in parts), NIL),
        expected.amount,
        lower,
        upper,
        sum(one.full for one in parts),
        tuple(sorted(parts, key=lambda one: one.indicator.code)),
    )


def _as_expected(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a forecast, in which nobody has met anything yet."""
    return tuple(replace(one, words=EXPECTED) if one.words == told.MET else one for one in steps)


def _is_priced(indicator: Indicator, shares: Mapping[str, Share]) -> bool:
    known = indicator.code in shares or indicator.group in shares
    return known or indicator.adjustment is Adjustment.NONE


def _unpriced(indicator: Indicator, count: Count, baseline: Fraction | None) -> Worth:
    got = points(count, indicator, baseline)
    return Worth(
        indicator,
        got,
        0,
        0,
        0,
        0,
        _as_expected(told.of_points(indicator, count, got, baseline)),
        unpriced=True,
    )


def ranged(parts: Sequence[tuple[Pence, Pence, Pence]], together: float) -> tuple[Pence, Pence]:
    """The range of a sum, from (amount, low, high) of its parts and the correlation of their errors."""
    amount = sum(one for one, _, _ in parts)
    below = combined([float(one - low) for one, low, _ in parts], together)
    above = combined([float(high - one) for one, _, high in parts], together)
    return amount - round(below), amount + round(above)


def gains(
    indicator: Indicator,
    ends: Ends,
    full: Pence,
    patients: int,
    baseline: Fraction | None = None,
) -> list[Fraction]:
    """What 0, 1, 2 ... more patients than expected would bring, in exact pence; no more than are eligible.

    `full` is what all of the indicator's points are worth.
    """
    a_point = Fraction(full) / Fraction(indicator.points)
    most = min(patients, ends.eligible - ends.expected)
    found = [
        points(Count(ends.expected + more, ends.eligible), indicator, baseline) for more in range(most + 1)
    ]
    return [((one or NIL) - (found[0] or NIL)) * a_point for one in found]


@dataclass(frozen=True)
class Best:
    """What so many more patients would bring at best, in pence, and how many of each indicator they are."""

    amount: Pence
    patients: Mapping[str, int]


def best(brings: Mapping[str, Sequence[Fraction]], patients: int) -> Best:
    """The most that so many more patients could bring, from what 0, 1, 2 ... of each indicator would.

    Every way of sharing them out is weighed, indicator after indicator (a knapsack of many choices: Kellerer,
    Pferschy and Pisinger, Knapsack Problems, 2004, chapter 11): one after the other would stop short of a
    threshold. A patient here is one indicator met, so one person may be two of them.
    """
    most: list[tuple[Fraction, tuple[tuple[str, int], ...]]] = [(NIL, ())] * (patients + 1)
    for code in sorted(brings):
        worth = brings[code]
        most = [
            max(
                (
                    (
                        most[many - here][0] + worth[here],
                        (*most[many - here][1], *(((code, here),) if here else ())),
                    )
                    for here in range(min(many, len(worth) - 1) + 1)
                ),
                key=lambda one: (one[0], -sum(number for _, number in one[1])),
            )
            for many in range(patients + 1)
        ]
    amount, shared = most[patients]
    return Best(whole_pence(amount / 100), dict(shared))


def a_percentage(value: Fraction | None) -> Decimal | None:
    """As it is stored, to ten decimals."""
    return None if value is None else round(Decimal(value.numerator) / Decimal(value.denominator), 10)
