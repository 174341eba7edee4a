"""Whether the deeds and the charges of a partnership agree: with themselves, and with its surgeries."""

from collections.abc import Iterator

from commonpractice.domain.partnership.facts import PartnershipFact
from commonpractice.domain.partnership.rules.agreement.sentences import in_order, overlap
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
