"""A practice's year of QOF: every indicator's points and pounds, and what they come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from commonpractice.domain.contracts.facts import Count, Exact, Indicator, QofYear, Rate, Step
from commonpractice.domain.contracts.rules.amounts import CannotReckon, shared_out, whole_pence
from commonpractice.domain.contracts.rules.qof import told
from commonpractice.domain.contracts.rules.qof.points import points
from commonpractice.domain.contracts.rules.qof.pounds import Share, factor, list_factor
from commonpractice.foundations.money import Pence

NIL = Fraction(0)


@dataclass(frozen=True)
class IndicatorPay:
    """One indicator: its points (None: not earnable), what they are worth, and how it was reckoned.

    `pounds` is exact; `amount` is its whole pence of the year's.
    """

    indicator: Indicator
    points: Fraction | None
    pounds: Fraction
    amount: Pence
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class InAll:
    """The year: points in all, and pence in all, rounded once."""

    points: Fraction
    amount: Pence


@dataclass(frozen=True)
class Earned:
    """The year: points in all, pence in all (rounded once), and the indicators, whose pence add up to it."""

    points: Fraction
    amount: Pence
    indicators: tuple[IndicatorPay, ...]


def earned(
    *,
    year: QofYear,
    counts: Mapping[str, Count],
    list_size: Exact,
    shares: Mapping[str, Share],
    points_instead: Mapping[str, Fraction] | None = None,
    baselines: Mapping[str, Fraction] | None = None,
) -> Earned:
    """What counts by indicator come to in a year.

    `shares` is by indicator, or by group (AF, AST, ...) for all of it: how common it is here and in England.
    `points_instead` are points that are paid whatever the counts say, as protected income is. `baselines` are
    the practice's own past by indicator, in %, where that may be improved on.

    Raises CannotReckon for an indicator that the year does not have, an impossible count, a missing share, or
    a year whose value of a point is not known.
    """
    found = list(_priced(year, counts, list_size, shares, points_instead or {}, baselines or {}))
    amount = whole_pence(sum((one.pounds for one in found), NIL))
    parts = shared_out(amount, [one.pounds for one in found])
    lines = tuple(
        IndicatorPay(one.indicator, one.points, one.pounds, part, _steps(one, year))
        for one, part in zip(found, parts, strict=True)
    )
    return Earned(sum((line.points or NIL for line in lines), NIL), amount, lines)


def in_all(
    *,
    year: QofYear,
    counts: Mapping[str, Count],
    list_size: Exact,
    shares: Mapping[str, Share],
    baselines: Mapping[str, Fraction] | None = None,
) -> InAll:
    """What `earned` comes to, without saying how: where many surgeries' years are reckoned. Raises as it."""
    found = list(_priced(year, counts, list_size, shares, {}, baselines or {}))
    pounds = sum((one.pounds for one in found), NIL)
    return InAll(sum((one.points or NIL for one in found), NIL), whole_pence(pounds))


@dataclass(frozen=True)
class _Priced:
    """One indicator's points, and by what they were multiplied; `count` is None where they were given."""

    indicator: Indicator
    count: Count | None
    points: Fraction | None
    of_list: Fraction
    share: Share | None
    adjusted: Fraction
    pounds: Fraction
    baseline: Fraction | None = None


def _priced(
    year: QofYear,
    counts: Mapping[str, Count],
    list_size: Exact,
    shares: Mapping[str, Share],
    instead: Mapping[str, Fraction],
    baselines: Mapping[str, Fraction],
) -> Iterator[_Priced]:
    worth, average = _known(year.pounds_per_point, year), _known(year.average_list, year)
    of_list = list_factor(list_size, average.value)
    a_point = worth.exact * of_list
    for code in (*counts, *instead):
        if code not in year.indicators:
            raise CannotReckon(f"The QOF of {year.year} has no indicator {code}.")
    for code, indicator in year.indicators.items():
        if code in instead:
            count, got = None, instead[code]
        elif code in counts:
            count, got = counts[code], points(counts[code], indicator, baselines.get(code))
        else:
            continue
        pounds, adjusted = NIL, NIL
        share = shares.get(code) or shares.get(indicator.group)
        if got:  # nothing earned needs no prevalence, and a group that nobody is in may have none
            adjusted = factor(indicator.adjustment, share)
            pounds = got * a_point * adjusted
        yield _Priced(indicator, count, got, of_list, share, adjusted, pounds, baselines.get(code))


def _steps(one: _Priced, year: QofYear) -> tuple[Step, ...]:
    steps = told.of_points(one.indicator, one.count, one.points, one.baseline)
    if one.points:
        worth, average = _known(year.pounds_per_point, year), _known(year.average_list, year)
        common = one.share.source if one.share else ""
        steps += told.of_pounds(
            one.indicator, worth, average, one.of_list, one.adjusted, one.pounds, common=common
        )
    return tuple(steps)


def protected_points(year: QofYear, prior_points: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    """The points of indicators whose income is protected in a year: those of the year before, by code."""
    return {
        code: prior
        for code, one in year.indicators.items()
        if one.income_protected and (prior := prior_points.get(code)) is not None
    }


def _known(rate: Rate | None, year: QofYear) -> Rate:
    if rate is None:
        raise CannotReckon(
            f"The rulebook does not have the value of a point or the average list of {year.year}: both "
            "are needed for pounds. Points can be reckoned all the same."
        )
    return rate
