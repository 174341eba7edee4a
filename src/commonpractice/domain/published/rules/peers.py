"""Who a practice is compared with.

Peers are the practices of the same contract type and dispensing status, in the same tenth by list size. The
contract decides which lines are paid at all (a PMS practice has a balance of PMS expenditure, an APMS
practice a price), a dispensing practice is reimbursed for drugs that others never see, and fixed costs
weigh more on a short list; so a practice beside all of England mostly shows what kind of practice it is.
Tenths rather than the hundred nearest: everybody in a band sees the same figures, which can be printed,
checked and worked out once. Where a kind has too few practices for ten bands of a decent size it gets fewer
and larger ones; where it has too few for one, its contract type no longer counts, and at last its
dispensing status neither. A practice is one of its own peers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import PeerGroupFact

ANY = ""
Kind = tuple[str, str]


@dataclass(frozen=True)
class Subject:
    """A practice as far as its peers are concerned. `counted`: its figures may stand for others."""

    contract: str
    dispensing: str
    patients: Decimal
    counted: bool


def is_counted(
    *,
    kind: str,
    atypical: str,
    registered: Decimal | None,
    weighted: Decimal | None,
    kinds_kept: frozenset[str],
) -> bool:
    """Whether a practice's rates may stand for others: a general practice, open all year, with patients.

    The publication itself warns of the others: part-year data, large fluctuations, no registered patients.
    """
    return bool(
        not atypical
        and registered
        and weighted
        and registered > 0
        and weighted > 0
        and (not kind or kind.lower() in kinds_kept)
    )


def form(
    subjects: Sequence[Subject], *, bands: int, at_least: int, unknown: frozenset[str]
) -> tuple[PeerGroupFact, ...]:
    """The peer groups of a year, from the practices that count."""
    sizes: dict[Kind, list[Decimal]] = defaultdict(list)
    for subject in subjects:
        if subject.counted and subject.patients > 0:
            for kind in _kinds(subject, unknown):
                sizes[kind].append(subject.patients)
    needed = {_kind_for(subject, sizes, at_least, unknown) for subject in subjects if subject.patients > 0}
    groups: list[PeerGroupFact] = []
    for kind in sorted(needed & sizes.keys()):
        for band in _bands(sorted(sizes[kind]), bands, at_least):
            groups.append(PeerGroupFact(len(groups) + 1, *kind, band[0], band[-1], len(band)))
    return tuple(groups)


def groups_of(
    subject: Subject, groups: Sequence[PeerGroupFact], *, unknown: frozenset[str]
) -> list[PeerGroupFact]:
    """Every group in whose bands a practice falls: its own first, then those of wider kinds."""
    if subject.patients <= 0:
        return []
    found: list[PeerGroupFact] = []
    for kind in _kinds(subject, unknown):
        banded = [group for group in groups if (group.contract, group.dispensing) == kind]
        if banded:
            reached = [group for group in banded if group.smallest <= subject.patients]
            found.append(reached[-1] if reached else banded[0])
    return found


def nearest(year: int, payments: Mapping[int, int]) -> int:
    """Which payments file (number → year in which it begins) groups the peers of a figure of some year: that
    of the nearest year, the earlier of two equally near, the later imported of two of one year."""
    return min(payments, key=lambda number: (abs(payments[number] - year), payments[number], -number))


def _kinds(subject: Subject, unknown: frozenset[str]) -> list[Kind]:
    """The kinds that a practice is of, the narrowest first."""
    contract = ANY if subject.contract in unknown else subject.contract
    dispensing = ANY if subject.dispensing in unknown else subject.dispensing
    return list(dict.fromkeys([(contract, dispensing), (ANY, dispensing), (ANY, ANY)]))


def _kind_for(
    subject: Subject, sizes: dict[Kind, list[Decimal]], at_least: int, unknown: frozenset[str]
) -> Kind:
    for kind in _kinds(subject, unknown):
        if len(sizes.get(kind, ())) >= at_least:
            return kind
    return (ANY, ANY)


def _bands(ordered: Sequence[Decimal], bands: int, at_least: int) -> list[Sequence[Decimal]]:
    """Cut ascending sizes into bands as equal as may be; practices of one size are never parted."""
    number = max(1, min(bands, len(ordered) // at_least))
    cuts = [0]
    for band in range(1, number):
        cut = len(ordered) * band // number
        while 0 < cut < len(ordered) and ordered[cut] == ordered[cut - 1]:
            cut += 1
        if cuts[-1] < cut < len(ordered):
            cuts.append(cut)
    return [ordered[start:end] for start, end in zip(cuts, [*cuts[1:], len(ordered)], strict=True)]
