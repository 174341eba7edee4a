"""Whether what is said of each surgery agrees with itself, and with what is said of the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from commonpractice.domain.partnership.facts import PartnershipFact, PcnFact, SurgeryFact
from commonpractice.domain.partnership.rules.agreement.sentences import Alone, in_order, named, overlap
from commonpractice.domain.partnership.rules.belonging import left_on
from commonpractice.domain.partnership.rules.unread import unread as place
from commonpractice.domain.partnership.rules.unread import whose_surgery
from commonpractice.foundations.dated import Dated, day

Coded = Callable[[SurgeryFact], Iterable[tuple[str, Dated]]]
"""The rows of a surgery that have a code, each with it."""


def of_one(surgery: SurgeryFact, partnership: PartnershipFact, unread: frozenset[str]) -> Iterator[str]:
    """Every disagreement in what is said of one surgery."""
    name = named(surgery)
    yield from overlap(f"{name} belongs to the partnership twice", [Alone(p) for p in surgery.memberships])
    yield from overlap(f"{name} holds two core contracts", surgery.contracts)
    yield from overlap(f"{name} has two sizes", surgery.sizes)
    for code in in_order(site.known_as for site in surgery.sites):
        yield from overlap(
            f"The site {code} of {name} stands twice", [row for row in surgery.sites if row.known_as == code]
        )
    for code in in_order(network.code for network in surgery.networks):
        yield from overlap(
            f"{name} is in the network {code} twice", [row for row in surgery.networks if row.code == code]
        )
    for place_id in in_order(row.known_as for row in surgery.locations):
        yield from overlap(
            f"The location {place_id} of {name} stands twice",
            [row for row in surgery.locations if row.known_as == place_id],
        )
    yield from overlap(f"{name} has two main sites", [site for site in surgery.sites if site.main])
    if "founded" not in unread:
        for period in surgery.memberships:
            if period.start < partnership.founded:
                yield f"{name} joins on {day(period.start)}, before the partnership was founded."
    if place(whose_surgery(surgery.code), "membership") not in unread:
        yield from _in_its_time(surgery)


def _in_its_time(surgery: SurgeryFact) -> Iterator[str]:
    """What a surgery had before it joined may stand here, if it still had it; what it has since it left may
    not, for that is no longer the partnership's to know."""
    left = left_on(surgery.memberships)
    for what, row in _told(surgery):
        told = f"The {what} of {named(surgery)} ({row.effective})"
        if not any(row.effective.overlaps(spell) for spell in surgery.memberships):
            yield f"{told} is of no day on which the surgery belongs to the partnership: leave it out."
        elif left and (row.effective.last_day is None or row.effective.last_day > left):
            yield f"{told} runs on after the surgery left on {day(left)}: give it an “until” of that day."


def _told(surgery: SurgeryFact) -> Iterator[tuple[str, Dated]]:
    """Each dated fact of a surgery, and what to call it."""
    yield from ((f"{row.kind.value} contract", row) for row in surgery.contracts)
    yield from ((f"site {row.known_as}", row) for row in surgery.sites)
    yield from ((f"network {row.code}", row) for row in surgery.networks)
    yield from ((f"location {row.known_as}", row) for row in surgery.locations)
    yield from (("size", row) for row in surgery.sizes)
    yield from ((f"property share of {row.known_as}", row) for row in surgery.property_shares)


def between(surgeries: Sequence[SurgeryFact]) -> Iterator[str]:
    """What two surgeries cannot both have at once, and what must be called one thing at both."""
    yield from _both(surgeries, "site", lambda each: [(row.code, row) for row in each.sites])
    yield from _both(
        surgeries, "CQC location", lambda each: [(row.location_id, row) for row in each.locations]
    )
    for code in in_order(row.code for surgery in surgeries for row in surgery.networks):
        yield from _two_names(code, [row for each in surgeries for row in each.networks if row.code == code])


def _both(surgeries: Sequence[SurgeryFact], what: str, of: Coded) -> Iterator[str]:
    """A sentence for each code that two surgeries have on the same days, naming the first such two."""
    there: dict[str, list[tuple[SurgeryFact, Dated]]] = {}
    for surgery in surgeries:
        for code, row in of(surgery):
            if code:
                there.setdefault(code, []).append((surgery, row))
    for code, rows in there.items():
        for (one, mine), (other, theirs) in combinations(rows, 2):
            if one is not other and mine.effective.overlaps(theirs.effective):
                yield (
                    f"The {what} {code} is at {named(one)} and at {named(other)} on the same days: "
                    "it can be at one of them."
                )
                break


def _two_names(code: str, rows: Sequence[PcnFact]) -> Iterator[str]:
    for one, other in combinations(rows, 2):
        if one.name != other.name and one.effective.overlaps(other.effective):
            yield (
                f"The network {code} is called “{one.name}” and “{other.name}” on the same days: "
                "write its name alike everywhere."
            )
            return
