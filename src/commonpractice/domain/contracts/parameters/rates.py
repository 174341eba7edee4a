"""Single values: the price of the global sum, what a point is worth, what a dose pays."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from commonpractice.domain.contracts.facts import CarrHillRates, GlobalSumRates, Rate, Trust
from commonpractice.domain.contracts.parameters.known import NotInRulebook, effective, latest, the_latest
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.months import FinancialYear

FILES = ("global_sum", "carr_hill", "qof", "items", "networks")
OPT_OUT = "opt_out."


def rate(key: str, *, on: date, known_on: date | None = None) -> Rate:
    """The value effective on a day, as known by another (None: as known by now).

    Raises NotInRulebook where there is none.
    """
    return the_latest(history(key), f"a value for “{key}”", on, known_on)


def rate_if_any(key: str, *, on: date, known_on: date | None = None) -> Rate | None:
    """As `rate`, None where the rulebook has no such value."""
    return latest(history(key), on, known_on)


def history(key: str) -> tuple[Rate, ...]:
    """Every value that a key has ever had, by first effective day and then by the day it was known."""
    return _book().get(key, ())


def rate_keys() -> tuple[str, ...]:
    """What the rulebook has values of."""
    return tuple(_book())


def opt_outs() -> tuple[str, ...]:
    """What of the global sum's services may be opted out of, or once could: all that the rulebook has."""
    return tuple(key.removeprefix(OPT_OUT) for key in rate_keys() if key.startswith(OPT_OUT))


def global_sum_rates(*, on: date, known_on: date | None = None) -> GlobalSumRates:
    """The price of the global sum on a day, and what goes with it.

    Raises NotInRulebook for a day without a price, or before a price for it was known.
    """
    price = the_latest(history("global_sum"), "a price of the global sum", on, known_on)
    found = {name: rate_if_any(OPT_OUT + name, on=on, known_on=known_on) for name in opt_outs()}
    return GlobalSumRates(
        price=price,
        out_of_hours=rate_if_any("out_of_hours", on=on, known_on=known_on),
        london=rate("london", on=on, known_on=known_on),
        opt_outs={name: one for name, one in found.items() if one},
    )


def global_sum_year(year: FinancialYear, *, known_on: date | None = None) -> GlobalSumRates:
    """What is in force on the last day of a year: of a price changed within it, the one that it ended with.

    Raises NotInRulebook for a year without a price, or before a price for it was known.
    """
    try:
        return global_sum_rates(on=year.last.last, known_on=known_on)
    except NotInRulebook as refusal:
        if known_on is None:
            raise NotInRulebook(f"The rulebook does not have a price of the global sum for {year}.") from None
        raise refusal


@cache
def carr_hill() -> CarrHillRates:
    """The constants of the Carr-Hill formula, which have been the same since it began."""
    on = history("carr_hill.needs")[-1].effective.start
    return CarrHillRates(
        age_sex={
            (row["sex"], row["age_band"]): Decimal(row["weight"])
            for row in rulebook_files.rows("contracts/carr_hill_age_sex.csv")
        },
        residential=rate("carr_hill.residential", on=on),
        new_patient=rate("carr_hill.new_patient", on=on),
        needs=rate("carr_hill.needs", on=on),
        needs_illness=rate("carr_hill.needs_illness", on=on),
        needs_mortality=rate("carr_hill.needs_mortality", on=on),
        tolerance=rate("carr_hill.tolerance", on=on),
    )


@cache
def _book() -> dict[str, tuple[Rate, ...]]:
    book: dict[str, list[Rate]] = {}
    for name in FILES:
        for row in rulebook_files.rows(f"contracts/{name}.csv"):
            book.setdefault(row["rate"], []).append(_read(row))
    return {
        key: tuple(sorted(rows, key=lambda row: (row.effective.start, row.known_on)))
        for key, rows in book.items()
    }


def _read(row: Mapping[str, str]) -> Rate:
    return Rate(
        key=row["rate"],
        value=Decimal(row["value"]),
        unit=row["unit"],
        effective=effective(row),
        known_on=date.fromisoformat(row["known_on"]),
        day_found=row["announced"] == "found",
        trust=Trust(row["trust"]),
        source=row["source"],
        note=row["note"],
    )
