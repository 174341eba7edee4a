"""Whether what is said of partners agrees: where they are, on what standing, and what they share."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from commonpractice.domain.partnership.facts import (
    Basis,
    PartnerFact,
    PartnerMembershipFact,
    PartnershipFact,
    PriorShareFact,
    ProfitShareFact,
    Standing,
    SurgeryFact,
)
from commonpractice.domain.partnership.rules.agreement.sentences import (
    Alone,
    first_gap,
    in_order,
    named,
    overlap,
    within,
)
from commonpractice.domain.partnership.rules.unread import unread as place
from commonpractice.domain.partnership.rules.unread import whose_partner, whose_surgery
from commonpractice.foundations.dated import day


def of_one(partner: PartnerFact, partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    """Every disagreement in what is said of one partner."""
    surgeries = {surgery.code: surgery for surgery in partnership.surgeries}
    all_places = place(whose_partner(partner.code), "membership") not in unread
    all_shares = place(whose_partner(partner.code), "share") not in unread
    priors = partner.prior_shares
    if not partner.memberships and all_places:
        yield f"{partner.name} ({partner.code}) is at no surgery: give at least one [[partner.membership]]."
    for code in in_order(row.surgery for row in (*partner.memberships, *partner.shares, *priors)):
        memberships = [row for row in partner.memberships if row.surgery == code]
        shares = [row for row in partner.shares if row.surgery == code]
        if code not in surgeries:
            if "surgery" not in unread:
                yield f"{partner.name} is at the surgery {code}, which is not in this file."
            continue
        yield from overlap(f"{partner.name} is a partner at {code} twice", memberships)
        yield from overlap(f"{partner.name} has two shares at {code}", shares)
        for row in shares:
            if all_places and not within(row.effective, memberships):
                yield (
                    f"{partner.name} has a share at {code} ({row.effective}), "
                    "but is not a partner there on all of those days."
                )
        yield from _prior([row for row in priors if row.surgery == code], partner, memberships, all_places)
        spells = [Alone(spell) for spell in surgeries[code].memberships]
        for row in memberships:
            if place(whose_surgery(code), "membership") not in unread and not within(row.effective, spells):
                yield (
                    f"{partner.name} is a partner at {code} ({row.effective}), "
                    f"but {code} does not belong to the partnership on all of those days."
                )
            yield from _fits(partner, row, shares)
            if all_shares:
                yield from _always(partner, row, shares)


def _prior(
    rows: Sequence[PriorShareFact],
    partner: PartnerFact,
    memberships: Sequence[PartnerMembershipFact],
    all_places: bool,
) -> Iterator[str]:
    """A prior share is a partner's: on days on which there is a membership, and of one name once."""
    for name in in_order(row.name for row in rows):
        told = f"{partner.name} has two prior shares “{name}” at {rows[0].surgery}"
        yield from overlap(told, [row for row in rows if row.name == name])
    for row in rows:
        if all_places and not within(row.effective, memberships):
            yield (
                f"{partner.name} has the prior share “{row.name}” at {row.surgery} ({row.effective}), "
                "but is not a partner there on all of those days."
            )


def _fits(
    partner: PartnerFact, membership: PartnerMembershipFact, shares: Sequence[ProfitShareFact]
) -> Iterator[str]:
    """A fixed-share partner has a sum a year; an equity partner shares what is left."""
    at = f"{partner.name} is at {membership.surgery}"
    for row in shares:
        if not row.effective.overlaps(membership.effective):
            continue
        fixed = row.basis is Basis.FIXED
        if membership.standing is Standing.FIXED_SHARE and not fixed:
            yield (
                f"{at} with a fixed share, but the share {row.effective} is {row.basis.words}: "
                "give its sum as “pounds_a_year”."
            )
        if membership.standing is Standing.EQUITY and fixed:
            yield (
                f"{at} as an equity partner, but the share {row.effective} is {row.basis.words}: "
                "give “sessions” or a “ratio”, or make the standing “fixed_share”."
            )


def _always(
    partner: PartnerFact, membership: PartnerMembershipFact, shares: Sequence[ProfitShareFact]
) -> Iterator[str]:
    """There is a share on each day of a membership: without one, nobody could say what it is worth."""
    if gap := first_gap(membership.effective, shares):
        standing = "an equity" if membership.standing is Standing.EQUITY else "a fixed-share"
        yield (
            f"{partner.name} is {standing} partner at {membership.surgery} ({membership.effective}), but has "
            f"no share there on {day(gap)}: give a [[partner.share]] for each day."
        )


def one_basis(surgery: SurgeryFact, partnership: PartnershipFact) -> Iterator[str]:
    """On any day a surgery's balance is shared by sessions or by ratio: eight sessions are no part of 25."""
    rows = [
        (partner, row)
        for partner in partnership.partners
        for row in partner.shares
        if row.surgery == surgery.code and row.basis is not Basis.FIXED
    ]
    for (one, mine), (other, theirs) in combinations(rows, 2):
        if mine.basis is not theirs.basis and mine.effective.overlaps(theirs.effective):
            yield (
                f"{named(surgery)} shares its balance {mine.basis.words} with {one.name} ({mine.effective}) "
                f"and {theirs.basis.words} with {other.name} ({theirs.effective}), on the same days: "
                "it is one or the other."
            )
            return
