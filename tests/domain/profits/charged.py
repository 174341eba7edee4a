"""Charges, surgeries and what they are charged by, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from commonpractice.domain.partnership.facts import Charge, ChargeBasis
from commonpractice.domain.profits.facts import ChargeOf, Measured, Member
from commonpractice.domain.profits.rules import charges, days
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.profits.agreements import ALWAYS, YEAR

A, B, C = 1, 2, 3
NAMES = {A: "Avon Surgery", B: "Brook Surgery", C: "Coln Surgery"}
MAY, JUNE = Month(2025, 5), Month(2025, 6)


def charge(basis: ChargeBasis, effective: Period = ALWAYS, code: str = "it", **terms: Any) -> Charge:
    """A charge; `rate` and `percent` as text, the other sums as pence."""
    for name in ("rate", "percent"):
        if name in terms:
            terms[name] = Decimal(terms[name])
    return Charge(code, f"Charge {code}", basis, effective, **terms)


def member(surgery: int, *memberships: Period) -> Member:
    return Member(surgery, NAMES[surgery], memberships or (ALWAYS,))


def count(value: int | str, effective: Period = ALWAYS) -> Measured:
    return Measured(Decimal(value), effective, "test")


def came(value: int, month: Month) -> Measured:
    """Income, use or spending of a month."""
    return Measured(value, days.of_month(month), "books")


def month(*rows: Charge, of: dict, members: list[Member] | None = None, at: Month = MAY) -> list[ChargeOf]:
    """What is charged in a month, by the counts of each surgery on the basis of the first charge."""
    there = members or [member(surgery) for surgery in of]
    drivers = {rows[0].basis: of}
    return list(charges.of_month(rows, members=there, drivers=drivers, month=at, year=YEAR))


def pence(found: list[ChargeOf]) -> dict[int, int]:
    return {row.surgery: row.pence for row in found}


def over_the_year(*rows: Charge, of: dict, members: list[Member] | None = None) -> list[dict[int, int]]:
    return [pence(month(*rows, of=of, members=members, at=each)) for each in YEAR.months]


def from_day(number: int, of: Month = MAY) -> Period:
    return Period(date(of.year, of.number, number))
