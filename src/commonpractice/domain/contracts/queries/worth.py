"""What surgeries' years of QOF should come to, indicator by indicator, and what was declared of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts import Indicator
from commonpractice.domain.contracts.facts.due import QofForecast
from commonpractice.domain.contracts.parameters import qof_year
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.rules.declaring import is_whole
from commonpractice.domain.contracts.rules.qof.worth import Best, Ends, best, gains
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class ForecastTotal:
    """A surgery's forecast, with what so many more patients than expected would bring at best."""

    surgery_id: int
    of_year: QofForecast
    next_patients: int
    next_amount: Pence


@dataclass(frozen=True)
class ForecastPart:
    """One indicator of a forecast. `why_not`: it cannot be forecast yet, so what is met already counts."""

    indicator: Indicator
    met: int
    ends: Ends
    points: Decimal | None
    amount: Pence
    low: Pence
    high: Pence
    full: Pence
    baseline: Fraction | None
    early: bool
    why_not: str
    steps: Sequence[Mapping[str, str]]

    @property
    def at_risk(self) -> Pence:
        return self.full - self.amount


@dataclass(frozen=True)
class Declared:
    """What the national system declared of an indicator; `points` and `amount` None where it did not say."""

    indicator: Indicator
    numerator: int
    denominator: int
    adjusted: int | None
    points: Decimal | None
    amount: Pence | None
    declared_on: date
    source: str


def forecast_totals(
    *, scope: Scope, surgeries: Sequence[int], year: FinancialYear, known_on: date | None = None
) -> dict[int, ForecastTotal]:
    """By surgery the forecast that counts: as at the latest day, of those known by a day.

    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    rows = models.QofForecastTotal.objects.filter(surgery__in=list(surgeries), year=year.begins)
    if known_on is not None:
        rows = rows.filter(known_on__lte=known_on)
    return {row.surgery_id: _total(row) for row in rows.order_by("surgery", "-on", "-id").distinct("surgery")}


def forecast_paying(
    *, scope: Scope, surgery: int, year: FinancialYear, known_on: date
) -> ForecastTotal | None:
    """The forecast by which a year is accrued as known on a day; None where it was declared whole by then, or
    nothing was forecast. Raises OutOfScope."""
    if declared_whole(scope=scope, surgeries=[surgery], year=year, known_on=known_on):
        return None
    return forecast_totals(scope=scope, surgeries=[surgery], year=year, known_on=known_on).get(surgery)


def declared_whole(
    *, scope: Scope, surgeries: Sequence[int], year: FinancialYear, known_on: date
) -> set[int]:
    """Those of some surgeries of which all that a year pays was declared by a day: then that is what pays.

    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    told = models.QofCount.objects.filter(
        surgery__in=list(surgeries), year=year.begins, declared=True,
        known_on__gt=year.last.last, known_on__lte=known_on,
    )  # fmt: skip
    codes: dict[int, set[str]] = defaultdict(set)
    for surgery, code in told.order_by().values_list("surgery", "indicator").distinct():
        codes[surgery].add(code)
    paid = month_rates(year.first, known_on).qof
    return {surgery for surgery, theirs in codes.items() if is_whole(theirs, paid)}


def latest_year(*, scope: Scope, surgeries: Sequence[int]) -> FinancialYear | None:
    """The latest year of which any of some surgeries has a forecast. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = models.QofForecastTotal.objects.filter(surgery__in=list(surgeries))
    begins = rows.order_by("-year").values_list("year", flat=True).first()
    return None if begins is None else FinancialYear(begins)


def forecast_parts(*, scope: Scope, surgery: int, forecast: int) -> list[ForecastPart]:
    """The indicators of a surgery's forecast that the asker may see, in the order of their codes.

    Whose counts may not leave the surgery are missing for whoever may not see them there. Raises OutOfScope.
    """
    check_covers(scope, [surgery])
    rows = list(
        models.QofForecast.objects.filter(surgery=surgery, total=forecast)
        .select_related("total")
        .order_by("indicator")
    )
    if not rows:
        return []
    known = qof_year(FinancialYear(rows[0].total.year)).indicators
    return [_part(row, known[row.indicator]) for row in rows if row.indicator in known]


def best_next(parts: Sequence[ForecastPart], patients: int) -> Best:
    """What so many more patients than expected would bring at best, and of which indicators."""
    return best(
        {
            one.indicator.code: gains(one.indicator, one.ends, one.full, patients, one.baseline)
            for one in parts
        },
        patients,
    )


def declared(*, scope: Scope, surgery: int, year: FinancialYear) -> list[Declared]:
    """What was declared of a surgery's year, as last told, in the order of codes. Raises OutOfScope."""
    check_covers(scope, [surgery])
    rows = models.QofDeclared.objects.filter(surgery=surgery, year=year.begins)
    known = qof_year(year).indicators
    return [
        Declared(
            known[row.indicator], row.numerator, row.denominator, row.adjusted, row.points, row.amount,
            row.declared_on, row.source,
        )
        for row in rows.order_by("indicator", "-id").distinct("indicator")
        if row.indicator in known
    ]  # fmt: skip


def _total(row: Any) -> ForecastTotal:
    fact = QofForecast(
        FinancialYear(row.year), row.on, row.points, row.amount, row.low, row.high, row.full, row.known_on,
        row.source, row.unknown, row.early, row.id,
    )  # fmt: skip
    return ForecastTotal(row.surgery_id, fact, row.next_patients, row.next_amount)


def _part(row: Any, indicator: Indicator) -> ForecastPart:
    return ForecastPart(
        indicator, row.met, Ends(row.eligible, row.expected, row.low_met, row.high_met), row.points,
        row.amount, row.low, row.high, row.full,
        None if row.baseline is None else Fraction(row.baseline), row.early, row.why_not, row.steps,
    )  # fmt: skip
