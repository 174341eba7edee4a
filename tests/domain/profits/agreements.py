"""Agreements, results and charges for tests, short to write."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.partnership.facts import (
    Basis,
    OwnerOverTime,
    PartnerKind,
    PartnerOverTime,
    PriorSum,
    SharePart,
    Spell,
    Standing,
)
from commonpractice.domain.profits.facts import Agreement, MonthResult, ShareOf
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import share
from commonpractice.foundations.months import FinancialYear

YEAR = FinancialYear(2025)
LONG_AGO = date(2016, 4, 1)
ALWAYS = Period(LONG_AGO)
SURGERY = 7


def until(last: date | None, start: date = LONG_AGO) -> Period:
    return Period.until(start, last)


def partner(
    number: int,
    *shares: tuple[float | str, Period],
    fixed: tuple[int, Period] | None = None,
    prior: tuple[PriorSum, ...] = (),
    basis: Basis = Basis.SESSIONS,
) -> PartnerOverTime:
    """A partner who shares by these sessions (or parts of a ratio) on these days, or has a fixed share."""
    rows = []
    for parts, effective in shares:
        amount = Decimal(str(parts))
        named = {"sessions": amount} if basis is Basis.SESSIONS else {"ratio": amount}
        rows.append(SharePart(basis, effective, **named))
    spells = [Spell(Standing.EQUITY, effective) for _, effective in shares]
    if fixed:
        rows.append(SharePart(Basis.FIXED, fixed[1], a_year=fixed[0]))
        spells.append(Spell(Standing.FIXED_SHARE, fixed[1]))
    return PartnerOverTime(
        number, f"P{number}", f"Dr {number}", PartnerKind.GP, tuple(spells), tuple(rows), prior
    )


def owner(
    part: str, partner_id: int | None = None, name: str = "Dr Alder", on: Period = ALWAYS
) -> OwnerOverTime:
    return OwnerOverTime(partner_id, name, Fraction(part), on)


def agreement(
    *partners: PartnerOverTime,
    owners: tuple[OwnerOverTime, ...] = (),
    memberships: tuple[Period, ...] = (ALWAYS,),
    surgery: int = SURGERY,
) -> Agreement:
    return Agreement(surgery, "Avon Surgery", memberships, partners, owners)


def year_of(profit: int, **more: int) -> list[MonthResult]:
    """A year's results, spread over its months to the penny."""
    spread = {name: share(amount, [1] * 12) for name, amount in {"profit": profit, **more}.items()}
    return [
        MonthResult(SURGERY, month, **{name: parts[place] for name, parts in spread.items()})
        for place, month in enumerate(YEAR.months)
    ]


def totals(shares: tuple[ShareOf, ...]) -> dict[int, int]:
    """What each partner has in all, by number."""
    found: dict[int, int] = {}
    for row in shares:
        found[row.partner] = found.get(row.partner, 0) + row.pence
    return found
