"""What charges go by, over a month: patients, partners and heads by days; income and use as they came."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from commonpractice.domain.partnership.facts import ChargeBasis, SizeOverTime
from commonpractice.domain.profits.facts import Drivers, Measured, Member
from commonpractice.domain.profits.rules import days
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.months import Month

AS_THEY_CAME = {ChargeBasis.SHARE_OF_INCOME, ChargeBasis.USAGE, ChargeBasis.DIRECT}
OF_SIZES = (ChargeBasis.PER_REGISTERED, ChargeBasis.PER_WEIGHTED, ChargeBasis.PER_HEAD)
UNITS = {
    ChargeBasis.PER_REGISTERED: "registered patients",
    ChargeBasis.PER_WEIGHTED: "weighted patients",
    ChargeBasis.SHARE_OF_INCOME: "£ of income",
    ChargeBasis.PER_PARTNER: "partners",
    ChargeBasis.PER_HEAD: "heads of staff",
    ChargeBasis.FIXED: "surgeries",
    ChargeBasis.USAGE: "uses",
    ChargeBasis.DIRECT: "£ spent for the surgery",
}


class NotCounted(ValueError):
    """A surgery of which it is not known how many patients, partners or staff it had on some day."""


def quantity(basis: ChargeBasis, member: Member, drivers: Drivers, month: Month, on: Period) -> Fraction:
    """What a surgery has of what a charge goes by, in a month, on the days `on` which it is charged.

    Patients, partners and heads are averaged over all days of the month, nil on those that are not charged; a
    fixed charge counts the surgery itself so. Income and spending (in pence) and use are the month's own, in
    the part of its days there that is charged.

    Raises NotCounted where a day that is charged has no count.
    """
    whole = days.of_month(month)
    belongs, charged = _days_there(member.memberships, whole, on)
    number = sum(map(days.length, charged))
    if not number:
        return Fraction(0)
    if basis is ChargeBasis.FIXED:
        return Fraction(number, days.length(whole))
    rows = drivers.get(basis, {}).get(member.surgery, ())
    if basis in AS_THEY_CAME:
        came = sum((Fraction(row.value) for row in rows if row.effective.start in whole), Fraction(0))
        return came * number / belongs
    _check_counted(basis, member, rows, charged)
    counted = sum(
        Fraction(row.value) * days.length(found)
        for row in rows
        for found in days.all_common(charged, row.effective)
    )
    return Fraction(counted) / days.length(whole)


@lru_cache(maxsize=4096)  # the same for each charge of a month
def _days_there(memberships: tuple[Period, ...], month: Period, on: Period) -> tuple[int, tuple[Period, ...]]:
    """On how many days of a month a surgery belongs, and those of them that are among others."""
    there = list(days.all_common(memberships, month))
    charged = tuple(found for spell in there if (found := days.common(spell, on)))
    return sum(map(days.length, there)), charged


def _check_counted(
    basis: ChargeBasis, member: Member, rows: Sequence[Measured], charged: Sequence[Period]
) -> None:
    for period in charged:
        at = period.start
        for row in sorted(rows, key=lambda row: row.effective.start):
            if at in row.effective:
                at = row.effective.end or period.end or at
        if at in period:
            raise NotCounted(
                f"It is not known how many {UNITS[basis]} {member.name} has on {day(at)}, and it is charged "
                "for them. Give it a count for that day ([[surgery.size]]) in the partnership's file."
            )


def sources(basis: ChargeBasis, member: Member, drivers: Drivers, month: Month) -> str:
    """Where the figures of a month are from, each source once."""
    rows, whole = drivers.get(basis, {}).get(member.surgery, ()), days.of_month(month)
    told = [row.source for row in rows if row.effective.overlaps(whole)]
    return "; ".join(dict.fromkeys(filter(None, told)))


def of_sizes(sizes: Mapping[int, Sequence[SizeOverTime]]) -> dict[ChargeBasis, dict[int, list[Measured]]]:
    """Registered and weighted patients and heads of staff, from the sizes of surgeries by their ids."""
    found: dict[ChargeBasis, dict[int, list[Measured]]] = {basis: {} for basis in OF_SIZES}
    for surgery, rows in sizes.items():
        for row in rows:
            counts = (row.size.registered, row.size.weighted, row.size.staff)
            for basis, count in zip(OF_SIZES, counts, strict=True):
                measured = Measured(count, row.effective, row.size.source)
                found[basis].setdefault(surgery, []).append(measured)
    return found


def of_partners(spells: Iterable[Period], within: Period, source: str) -> list[Measured]:
    """How many partners a surgery has on each day of a period that ends, none included, from the spells of
    all of them."""
    inside = list(days.all_common(spells, within))
    changes = sorted(
        {within.start, within.end or within.start}
        | {period.start for period in inside}
        | {period.end for period in inside if period.end}
    )
    return [
        Measured(Decimal(sum(start in period for period in inside)), Period(start, end), source)
        for start, end in pairwise(changes)
    ]
