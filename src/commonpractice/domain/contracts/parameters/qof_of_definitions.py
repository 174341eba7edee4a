"""What the NHS pays for indicators, by year, as their definitions have it (rulebook/quality/indicators)."""

from decimal import Decimal
from functools import cache

from commonpractice.domain.contracts.facts import Adjustment, Improvement, Indicator, Kind, Trust
from commonpractice.domain.quality.facts import definitions as quality
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.months import FinancialYear


@cache
def years() -> tuple[FinancialYear, ...]:
    """The years for which any indicator has terms."""
    told = {terms.year for one in definitions().indicators.values() for terms in one.terms}
    return tuple(sorted(FinancialYear.parse(year) for year in told))


@cache
def indicators(year: FinancialYear) -> tuple[Indicator, ...]:
    """Those of a year in the order of their codes; each change within the year as one more, known later."""
    return tuple(
        _indicator(year, told, terms)
        for told in sorted(definitions().indicators.values(), key=lambda one: one.code)
        for terms in told.terms
        if terms.year == str(year)
    )


def _indicator(year: FinancialYear, told: quality.Indicator, terms: quality.Terms) -> Indicator:
    return Indicator(
        year=year,
        code=told.code,
        group=told.family,
        words=told.title,
        domain=_domains()[told.family],
        points=_exact(terms.points),
        kind=Kind.FRACTION,
        lower=_exact(terms.lower),
        upper=_exact(terms.upper),
        block=Decimal(0),
        adjustment=Adjustment(told.adjustment),
        points_trust=Trust(terms.points_trust),
        thresholds_trust=Trust(terms.thresholds_trust),
        adjustment_trust=Trust(told.adjustment_trust),
        income_protected=False,
        known_on=terms.known_on or year.first.first,
        source=terms.source,
        note=terms.note,
        improvement=_improvements().get((str(year), told.code)) if terms.improvement else None,
    )


def _exact(number: float) -> Decimal:
    return Decimal(str(number)).normalize() + 0


@cache
def _domains() -> dict[str, str]:
    return {row["group"]: row["domain"] for row in rulebook_files.rows("contracts/qof_domains.csv")}


@cache
def _improvements() -> dict[tuple[str, str], Improvement]:
    """By year and code."""
    return {
        (row["year"], row["indicator"]): Improvement(
            Decimal(row["starts"]), Decimal(row["full"]), Trust(row["trust"]), row["source"], row["note"]
        )
        for row in rulebook_files.rows("contracts/qof_improvement.csv")
    }
