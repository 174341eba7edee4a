"""A practice's year of QOF: every indicator's points and pounds, and what they come to."""

from collections.abc import Mapping
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
) -> Earned:
    """What counts by indicator come to in a year.

    `shares` is by indicator, or by group (AF, AST, ...) for all of it: how common it is here and in England.
    `points_instead` are points that are paid whatever the counts say, as protected income is.

    Raises CannotReckon for an indicator that the year does not have, an impossible count, a missing share, or
    a year whose value of a point is not known.
    """
    worth, average = _known(year.pounds_per_point, year), _known(year.average_list, year)
    of_list = list_factor(list_size, average.value)
    instead = points_instead or {}
    for code in (*counts, *instead):
        if code not in year.indicators:
            raise CannotReckon(f"The QOF of {year.year} has no indicator {code}.")
    found: list[tuple[Indicator, Fraction | None, Fraction, tuple[Step, ...]]] = []
    for code, indicator in year.indicators.items():
        if code in instead:
            count, got = None, instead[code]
        elif code in counts:
            count, got = counts[code], points(counts[code], indicator)
        else:
            continue
        steps = told.of_points(indicator, count, got)
        pounds = NIL
        if got:  # nothing earned needs no prevalence, and a group that nobody is in may have none
            adjusted = factor(indicator.adjustment, shares.get(code) or shares.get(indicator.group))
            pounds = got * worth.exact * of_list * adjusted
            steps += told.of_pounds(indicator, worth, average, of_list, adjusted, pounds)
        found.append((indicator, got, pounds, tuple(steps)))
    amount = whole_pence(sum((pounds for _, _, pounds, _ in found), NIL))
    parts = shared_out(amount, [pounds for _, _, pounds, _ in found])
    lines = tuple(
        IndicatorPay(indicator, got, pounds, part, steps)
        for (indicator, got, pounds, steps), part in zip(found, parts, strict=True)
    )
    return Earned(sum((line.points or NIL for line in lines), NIL), amount, lines)


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
