"""What the owners of a surgery's premises have of its rent, less the interest on what the premises cost.

An owner who is a partner of that surgery on the day has it as a property share, before the balance of the
profit is shared. Any other owner, one who has retired above all, is a landlord: what is due is an expense.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from commonpractice.domain.contracts.facts import Step, Telling
from commonpractice.domain.partnership.facts import OwnerOverTime
from commonpractice.domain.profits.facts import Agreement, DueToOwner, MonthResult
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.pounds import in_pounds
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence, share


@dataclass(frozen=True)
class Owned:
    """An owner's part of a month's rent: as a partner on some of its days, or as a landlord on others."""

    owner: OwnerOverTime
    as_partner: bool
    days: tuple[Period, ...]
    pence: Pence
    telling: Telling


def due_to_others(result: MonthResult, agreement: Agreement) -> tuple[DueToOwner, ...]:
    """What owners who are no partners of the surgery are due for a month: its expense, before profit is
    shared. Below nil where interest is more than rent."""
    return tuple(
        DueToOwner(
            agreement.surgery, row.owner.name, row.owner.partner_id, result.month, row.pence, row.telling
        )
        for row in of_month(result, agreement)
        if not row.as_partner and row.pence
    )


def may_have_others(agreement: Agreement) -> bool:
    """Whether somebody may ever own premises of a surgery while they are no partner there: not where all who
    do are partners as long, in one spell."""
    return not all(
        any(days.common(owner.effective, spell) == owner.effective for spell in _spells(owner, agreement))
        for owner in agreement.owners
    )


def of_month(result: MonthResult, agreement: Agreement) -> list[Owned]:
    """What each owner has of a month's rent less interest, to the penny, by the days of the month on which
    the surgery belongs. What nobody owns, because no owners are known on a day, stays in the profit."""
    there = list(days.all_common(agreement.memberships, days.of_month(result.month)))
    number = sum(map(days.length, there))
    if not result.of_property or not number:
        return []
    rows: list[tuple[OwnerOverTime, bool, tuple[Period, ...]]] = []
    for owner in agreement.owners:
        owned = [found for spell in there if (found := days.common(spell, owner.effective))]
        partner, other = _apart(owned, list(_spells(owner, agreement)))
        rows += [(owner, True, partner)] if partner else []
        rows += [(owner, False, other)] if other else []
    parts = [Fraction(owner.part) * sum(map(days.length, on)) / number for owner, _, on in rows]
    pence = share(result.of_property, [*parts, 1 - sum(parts, Fraction(0))])
    return [
        Owned(owner, as_partner, on, amount, partial(_steps, result, owner, on, number, amount))
        for (owner, as_partner, on), amount in zip(rows, pence, strict=False)
    ]


def _spells(owner: OwnerOverTime, agreement: Agreement) -> Iterable[Period]:
    for partner in agreement.partners:
        if partner.id == owner.partner_id:
            yield from (spell.effective for spell in partner.spells)


def _apart(owned: Iterable[Period], spells: list[Period]) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Periods of ownership, parted into those on which the owner is a partner and the others."""
    partner: list[Period] = []
    other: list[Period] = []
    for period in owned:
        inside = sorted(days.all_common(spells, period))
        partner += inside
        start = period.start
        for spell in inside:
            if start < spell.start:
                other.append(Period(start, spell.start))
            start = spell.end or start
        if period.end is not None and start < period.end:
            other.append(Period(start, period.end))
    return tuple(partner), tuple(other)


def _steps(
    result: MonthResult, owner: OwnerOverTime, on: tuple[Period, ...], number: int, amount: Pence
) -> tuple[Step, ...]:
    return (
        Step(f"Rent, {result.month.words}", in_pounds(result.rent), "£"),
        Step("Less interest on what the premises cost", in_pounds(-result.property_interest), "£"),
        Step(f"Part owned by {owner.name}", Fraction(owner.part), "of the premises", "deed: property shares"),
        Step("Days", Fraction(sum(map(days.length, on))), f"of {number} days"),
        Step("Property share", in_pounds(amount), "£"),
    )
