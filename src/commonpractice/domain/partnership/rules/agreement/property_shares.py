"""Whether what is said of who owns a surgery's premises agrees."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.partnership.facts import PartnershipFact, SurgeryFact
from commonpractice.domain.partnership.rules.agreement.sentences import in_order, named, overlap
from commonpractice.domain.partnership.rules.unread import unread as place
from commonpractice.domain.partnership.rules.unread import whose_surgery
from commonpractice.foundations.dated import day, in_force


def of_all(partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    """Every disagreement in property shares: on each day all of a surgery's premises is owned, or nothing."""
    for surgery in partnership.surgeries:
        yield from _of_one(surgery, partnership, unread)


def _of_one(surgery: SurgeryFact, partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    rows = surgery.property_shares
    partners = {partner.code for partner in partnership.partners}
    for code in in_order(row.partner for row in rows if row.partner):
        if code not in partners and "partner" not in unread:
            yield (
                f"The partner {code}, who owns a part of {named(surgery)}, is not in this file. "
                "An owner who is in it no more, or never was, is given as “owner”, by name."
            )
    for owner in in_order(row.known_as for row in rows):
        yield from overlap(
            f"{owner} has two property shares of {named(surgery)}",
            [row for row in rows if row.known_as == owner],
        )
    if place(whose_surgery(surgery.code), "property_share") in unread:
        return
    changes = {row.effective.start for row in rows} | {row.effective.end for row in rows if row.effective.end}
    for on in sorted(changes):
        owned = sum((row.part for row in in_force(rows, on)), Fraction(0))
        if owned not in (0, 1):
            all_told = f"The property shares of {named(surgery)} come to {_percent(owned)} on {day(on)}"
            yield f"{all_told}, not to 100%."
            return


def _percent(part: Fraction) -> str:
    hundredths = (Decimal(part.numerator) * 100 / part.denominator).quantize(Decimal("0.01"))
    return f"{hundredths:f}".rstrip("0").rstrip(".") + "%"
