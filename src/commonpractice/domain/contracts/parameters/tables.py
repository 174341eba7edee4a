"""The QOF indicators of each year, and the scales of dispensing fees.

Points and thresholds are in the indicators' definitions (rulebook/quality), as far back as those go; those of
the years before are tables (rulebook/contracts/qof).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby

from commonpractice.domain.contracts.facts import (
    Adjustment,
    Band,
    DispensingScale,
    Indicator,
    Kind,
    QofYear,
    Trust,
)
from commonpractice.domain.contracts.parameters import qof_of_definitions
from commonpractice.domain.contracts.parameters.known import NotInRulebook, effective, the_latest
from commonpractice.domain.contracts.parameters.rates import rate_if_any
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.months import FinancialYear


def qof_year(year: FinancialYear, *, known_on: date | None = None) -> QofYear:
    """A year of QOF, as far as the rulebook knows it.

    Raises NotInRulebook for a year of which it knows nothing at all.
    """
    on = year.last.last
    found = QofYear(
        year=year,
        pounds_per_point=rate_if_any("qof.pounds_per_point", on=on, known_on=known_on),
        average_list=rate_if_any("qof.average_list", on=on, known_on=known_on),
        aspiration=rate_if_any("qof.aspiration", on=on, known_on=known_on),
        total_points=rate_if_any("qof.total_points", on=on, known_on=known_on),
        indicators=_known(year, known_on),
    )
    if not found.indicators and found.pounds_per_point is None:
        raise NotInRulebook(f"The rulebook has nothing on the QOF of {year}.")
    return found


def qof_indicators(year: FinancialYear, *, known_on: date | None = None) -> Mapping[str, Indicator]:
    """The indicators of a year by code. Raises NotInRulebook for a year without a table of them."""
    found = _known(year, known_on)
    if not found:
        years = ", ".join(str(one) for one in qof_years())
        raise NotInRulebook(
            f"The rulebook does not have the QOF indicators of {year}; it has those of {years}."
        )
    return found


@cache
def qof_years() -> tuple[FinancialYear, ...]:
    """The years whose indicators the rulebook has, whole or in part."""
    return tuple(sorted({*_before_definitions(), *qof_of_definitions.years()}))


@cache
def _before_definitions() -> tuple[FinancialYear, ...]:
    """Those whose indicators are in tables: none of them is defined here."""
    names = (entry.name for entry in files("commonpractice.rulebook").joinpath("contracts/qof").iterdir())
    return tuple(sorted(FinancialYear.parse(name[:-4]) for name in names if name.endswith(".csv")))


def dispensing_scale(*, on: date, known_on: date | None = None) -> DispensingScale:
    """The scale of dispensing fees in force on a day. Raises NotInRulebook."""
    return the_latest(dispensing_scales(), "a scale of dispensing fees", on, known_on)


@cache
def dispensing_scales() -> tuple[DispensingScale, ...]:
    """Every scale of dispensing fees, in the order of time."""
    rows = rulebook_files.rows("contracts/dispensing_scales.csv")
    scales = (list(band) for _, band in groupby(rows, lambda row: (row["effective_from"], row["known_on"])))
    return tuple(_scale(bands) for bands in scales)


def _scale(rows: list[dict[str, str]]) -> DispensingScale:
    first = rows[0]
    return DispensingScale(
        effective=effective(first),
        known_on=date.fromisoformat(first["known_on"]),
        bands=tuple(Band(int(row["up_to"]) if row["up_to"] else None, Decimal(row["pence"])) for row in rows),
        trust=Trust(first["trust"]),
        source=first["source"],
        note=first["note"],
    )


def _known(year: FinancialYear, known_on: date | None) -> dict[str, Indicator]:
    """Of the rows of a year known by a day, the one of each indicator that was known last."""
    rows = [row for row in _indicators(year) if known_on is None or row.known_on <= known_on]
    return {row.code: row for row in sorted(rows, key=lambda row: row.known_on)}


@cache
def _indicators(year: FinancialYear) -> tuple[Indicator, ...]:
    if year not in _before_definitions():
        return qof_of_definitions.indicators(year)
    return tuple(_indicator(year, row) for row in rulebook_files.rows(f"contracts/qof/{_file(year)}"))


def _file(year: FinancialYear) -> str:
    return f"{year}.csv".replace("/", "_")


def _indicator(year: FinancialYear, row: Mapping[str, str]) -> Indicator:
    return Indicator(
        year=year,
        code=row["code"],
        group=row["group"],
        words=row["words"],
        domain=row["domain"],
        points=Decimal(row["points"]),
        kind=Kind(row["kind"]),
        lower=Decimal(row["lower"]) if row["lower"] else None,
        upper=Decimal(row["upper"]) if row["upper"] else None,
        block=Decimal(row["block"] or 0),
        adjustment=Adjustment(row["adjustment"]),
        points_trust=Trust(row["points_trust"]),
        thresholds_trust=Trust(row["thresholds_trust"]) if row["thresholds_trust"] else None,
        adjustment_trust=Trust(row["adjustment_trust"]),
        income_protected=row["income_protected"] == "yes",
        known_on=date.fromisoformat(row["known_on"]),
        source=row["source"],
        note=row["note"],
    )
