"""Whether the facts of a partnership agree with one another: nothing overlaps, everybody exists."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from commonpractice.domain.partnership.facts import Model, PartnerFact, PartnershipFact, SurgeryFact
from commonpractice.foundations.dated import Dated, Period, first_overlap


class _AtSurgery(Dated, Protocol):
    @property
    def surgery(self) -> str: ...


def problems(partnership: PartnershipFact, *, known_codes: frozenset[str] | None = None) -> list[str]:
    """Every disagreement in a partnership's facts, in sentences; none means that it may be loaded.

    `known_codes` are the codes of the ODS register, where one has been imported; None leaves that check
    out, as does a demonstration, whose codes are invented.
    """
    return [
        *_duplicates("surgery code", [surgery.code for surgery in partnership.surgeries]),
        *_duplicates("partner code", [partner.code for partner in partnership.partners]),
        *_model(partnership),
        *(line for surgery in partnership.surgeries for line in _surgery(surgery, partnership)),
        *(line for partner in partnership.partners for line in _partner(partner, partnership)),
        *_unknown_codes(partnership, known_codes),
    ]


def _duplicates(what: str, codes: Sequence[str]) -> Iterator[str]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"The {what} {code} stands {times} times; each may stand once."


def _model(partnership: PartnershipFact) -> Iterator[str]:
    lists = [surgery for surgery in partnership.surgeries if surgery.contracts]
    if not any(surgery.code != "CENTRE" for surgery in partnership.surgeries):
        yield "There is no surgery: a partnership has at least one [[surgery]]."
    if partnership.model is Model.CENTRALISED and len(lists) > 1:
        yield (
            f"A centralised partnership holds one contract, but {len(lists)} surgeries here hold one. "
            "Describe the others as [[surgery.site]] of the surgery that holds it, or make the "
            "model “decentralised”."
        )


def _surgery(surgery: SurgeryFact, partnership: PartnershipFact) -> Iterator[str]:
    name = f"{surgery.name} ({surgery.code})"
    memberships = [_Alone(period) for period in surgery.memberships]
    yield from _overlap(f"{name} belongs to the partnership twice", memberships)
    yield from _overlap(f"{name} holds two core contracts", surgery.contracts)
    yield from _overlap(f"{name} has two sizes", surgery.sizes)
    for code in {site.code for site in surgery.sites}:
        yield from _overlap(
            f"The site {code} of {name} stands twice", [site for site in surgery.sites if site.code == code]
        )
    for code in {network.code for network in surgery.networks}:
        yield from _overlap(
            f"{name} is in the network {code} twice", [row for row in surgery.networks if row.code == code]
        )
    for place in _in_order(row.location_id or row.name for row in surgery.locations):
        yield from _overlap(
            f"The location {place} of {name} stands twice",
            [row for row in surgery.locations if (row.location_id or row.name) == place],
        )
    yield from _overlap(f"{name} has two main sites", [site for site in surgery.sites if site.main])
    for period in surgery.memberships:
        if period.start < partnership.founded:
            yield f"{name} joins {period}, before the partnership was founded."


def _partner(partner: PartnerFact, partnership: PartnershipFact) -> Iterator[str]:
    surgeries = {surgery.code: surgery for surgery in partnership.surgeries}
    if not partner.memberships:
        yield f"{partner.name} ({partner.code}) is at no surgery: give at least one [[partner.membership]]."
    for code in _in_order(row.surgery for row in (*partner.memberships, *partner.shares)):
        if code not in surgeries:
            yield f"{partner.name} is at the surgery {code}, which is not in this file."
            continue
        memberships = [row for row in partner.memberships if row.surgery == code]
        shares = [row for row in partner.shares if row.surgery == code]
        yield from _overlap(f"{partner.name} is a partner at {code} twice", memberships)
        yield from _overlap(f"{partner.name} has two shares at {code}", shares)
        yield from _within(f"{partner.name} has a share at {code}", shares, memberships, "is a partner there")
        belongs = [_Alone(period) for period in surgeries[code].memberships]
        yield from _within(
            f"{partner.name} is a partner at {code}", memberships, belongs, "it belongs to the partnership"
        )


def _unknown_codes(partnership: PartnershipFact, known: frozenset[str] | None) -> Iterator[str]:
    if known is None or partnership.demonstration:
        return
    for surgery in partnership.surgeries:
        if surgery.code != "CENTRE" and surgery.code not in known:
            yield f"{surgery.code} ({surgery.name}) is not in the ODS register that was imported."


class _Alone:
    """A bare period, as a dated row."""

    def __init__(self, effective: Period):
        self.effective = effective


def _overlap(what: str, rows: Sequence[Dated]) -> Iterator[str]:
    if pair := first_overlap(rows):
        yield f"{what} on the same days: {pair[0].effective}, and {pair[1].effective}."


def _within(what: str, rows: Sequence[_AtSurgery], whole: Sequence[Dated], words: str) -> Iterator[str]:
    """Each row's days must all lie in the joined days of `whole`."""
    for row in rows:
        if not any(_covers(period, row.effective) for period in _joined(whole)):
            yield f"{what} {row.effective}, but not on all of those days {words}."


def _joined(rows: Sequence[Dated]) -> list[Period]:
    """Periods that touch, made one."""
    joined: list[Period] = []
    for row in sorted(rows, key=lambda row: row.effective.start):
        if joined and joined[-1].end is not None and row.effective.start <= joined[-1].end:
            joined[-1] = Period(joined[-1].start, row.effective.end)
        else:
            joined.append(row.effective)
    return joined


def _covers(whole: Period, part: Period) -> bool:
    return whole.start <= part.start and (
        whole.end is None or (part.end is not None and part.end <= whole.end)
    )


def _in_order(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
