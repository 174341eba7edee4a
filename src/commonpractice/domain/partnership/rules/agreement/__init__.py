"""Whether the facts of a partnership agree with one another: nothing overlaps, everybody exists."""

from collections import Counter
from collections.abc import Iterator, Sequence

from commonpractice.domain.partnership.facts import KnownCodes, Model, PartnershipFact
from commonpractice.domain.partnership.rules.agreement import (
    deeds,
    partners,
    property_shares,
    registers,
    surgeries,
)

NOTHING_KNOWN = KnownCodes()


def problems(
    partnership: PartnershipFact,
    *,
    known: KnownCodes = NOTHING_KNOWN,
    unread: frozenset[str] = frozenset(),
) -> list[str]:
    """Every disagreement in a partnership's facts, in sentences; none means that it may be loaded.

    `known` are the codes of the ODS registers that have been imported; a demonstration's are invented, and
    not looked up. `unread` are the places of its file that could not be read (rules.unread): what depends on
    them is not asked.
    """
    return [
        *_duplicates("surgery code", [surgery.code for surgery in partnership.surgeries]),
        *_duplicates("partner code", [partner.code for partner in partnership.partners]),
        *_model(partnership, unread),
        *(line for each in partnership.surgeries for line in surgeries.of_one(each, partnership, unread)),
        *surgeries.between(partnership.surgeries),
        *(line for each in partnership.partners for line in partners.of_one(each, partnership, unread)),
        *(line for each in partnership.surgeries for line in partners.one_basis(each, partnership)),
        *property_shares.of_all(partnership, unread),
        *deeds.of_deeds(partnership, unread),
        *deeds.of_charges(partnership, unread),
        *registers.unknown_codes(partnership, known),
    ]


def _duplicates(what: str, codes: Sequence[str]) -> Iterator[str]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"The {what} {code} stands {times} times; each may stand once."


def _model(partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    lists = [surgery for surgery in partnership.surgeries if surgery.contracts]
    if "surgery" not in unread and not any(surgery.code != "CENTRE" for surgery in partnership.surgeries):
        yield "There is no surgery: a partnership has at least one [[surgery]]."
    if partnership.model is Model.CENTRALISED and len(lists) > 1:
        yield (
            f"A centralised partnership holds one contract, but {len(lists)} surgeries here hold one. "
            "Describe the others as [[surgery.site]] of the surgery that holds it, or make the "
            "model “decentralised”."
        )
