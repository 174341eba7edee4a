"""Whether the deeds and the charges of a partnership agree: with themselves, and with its surgeries."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from commonpractice.domain.partnership.facts import DeedFact, PartnershipFact, SurgeryFact
from commonpractice.domain.partnership.rules.agreement.sentences import (
    Alone,
    in_order,
    named,
    overlap,
    within,
)
from commonpractice.domain.partnership.rules.unread import unread as place
from commonpractice.domain.partnership.rules.unread import whose_surgery
from commonpractice.foundations.dated import day


def of_deeds(partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    """One deed at a time, none before there was a partnership, each class of decisions once in it."""
    yield from overlap("There are two deeds", partnership.deeds)
    for deed in partnership.deeds:
        told = f"The deed from {day(deed.effective.start)}"
        if "founded" not in unread and deed.effective.start < partnership.founded:
            yield f"{told} is older than the partnership, which was founded on {day(partnership.founded)}."
        names = [decision.name for decision in deed.decisions]
        for name in in_order(names):
            if names.count(name) > 1:
                yield f"{told} says twice who decides “{name}”: it may stand once."
        if deed.one_profit_at and "surgery" not in unread:
            yield from _one_profit(deed, told, partnership, unread)
    yield from _within_a_month(sorted(partnership.deeds, key=lambda deed: deed.effective))


def _within_a_month(deeds: Sequence[DeedFact]) -> Iterator[str]:
    """A month's result is shared at one place: where that changes, it changes between months."""
    for before, deed in pairwise(deeds):
        start, at = deed.effective.start, deed.one_profit_at
        if start.day != 1 and at != before.one_profit_at:
            what = (
                f"shares one profit at {at}"
                if at
                else f"no longer shares one profit at {before.one_profit_at},"
            )
            yield (
                f"The deed from {day(start)} {what} from within a month: let it begin on the first of a "
                "month, since a month's profit is shared at one place."
            )


def _one_profit(
    deed: DeedFact, told: str, partnership: PartnershipFact, unread: frozenset[str]
) -> Iterator[str]:
    """Where all profit is shared as one, whoever has a part in it has it at the one surgery."""
    shares = f"{told} shares one profit at {deed.one_profit_at}"
    at = next((each for each in partnership.surgeries if each.code == deed.one_profit_at), None)
    if at is None:
        yield f"{shares}, which is not in this file."
        return
    spells = [Alone(spell) for spell in at.memberships]
    if place(whose_surgery(at.code), "membership") not in unread and not within(deed.effective, spells):
        yield f"{shares}, which does not belong to the partnership on all of its days."
    for partner in partnership.partners:
        if any(
            row.surgery != at.code and row.effective.overlaps(deed.effective) for row in partner.memberships
        ):
            yield f"{shares}, but {partner.name} is a partner elsewhere: give the membership at {named(at)}."
    for surgery in partnership.surgeries:
        yield from _owned_elsewhere(surgery, at, deed, shares)


def _owned_elsewhere(surgery: SurgeryFact, at: SurgeryFact, deed: DeedFact, shares: str) -> Iterator[str]:
    owned = any(row.effective.overlaps(deed.effective) for row in surgery.property_shares)
    if owned and surgery is not at:
        yield f"{shares}, but {named(surgery)} has property shares: give those of all premises at {at.code}."


def of_charges(partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    """Each charge once at a time, none before there was a partnership, and only to surgeries of the file."""
    surgeries = {surgery.code for surgery in partnership.surgeries if surgery.code != "CENTRE"}
    for code in in_order(charge.code for charge in partnership.charges):
        rows = [charge for charge in partnership.charges if charge.code == code]
        yield from overlap(f"The charge {code} stands twice", rows)
        for missing in in_order(name for row in rows for name in row.surgeries if name not in surgeries):
            if "surgery" not in unread:
                yield f"The charge {code} names the surgery {missing}, which is not in this file."
        early = min(row.effective.start for row in rows)
        if "founded" not in unread and early < partnership.founded:
            yield f"The charge {code} begins on {day(early)}, before the partnership was founded."
