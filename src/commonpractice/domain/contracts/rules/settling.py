"""What was paid more in one place settles what was paid less in another of its family, the oldest first.

A back-dated price is due month by month, on the price and on what is taken off it, and paid in one line as an
adjustment: side by side two large differences that cancel. Settled, only what is truly different is left.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonpractice.domain.contracts.rules.difference import ItemOfMonth
from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class Settlement:
    """So much that was paid more for `over` is what was paid less for `under`."""

    over: ItemOfMonth
    under: ItemOfMonth
    amount: Pence


@dataclass(frozen=True)
class Settled:
    """What is left of each place's difference, none of nil, and what settled the rest."""

    left: Mapping[ItemOfMonth, Pence]
    settlements: tuple[Settlement, ...]


def settle(differences: Mapping[ItemOfMonth, Pence], families: Mapping[str, str]) -> Settled:
    """Settle differences (payable less paid, by item and month) within families, exactly.

    `families` has the family of each item. What is left of a family is all less, or all more; it sums to what
    its differences sum to, and no place's is greater than it was.
    """
    left = {place: amount for place, amount in differences.items() if amount}
    by_family: dict[str, list[ItemOfMonth]] = defaultdict(list)
    for place in sorted(left, key=_age):
        by_family[families.get(place[0], place[0])].append(place)
    settlements: list[Settlement] = []
    for places in by_family.values():
        settlements += _among(places, left)
    return Settled({place: amount for place, amount in left.items() if amount}, tuple(settlements))


def _among(places: Iterable[ItemOfMonth], left: dict[ItemOfMonth, Pence]) -> Iterable[Settlement]:
    """Settle a family's places, the oldest first, taking what is settled off what is left of each."""
    under, over = deque[ItemOfMonth](), deque[ItemOfMonth]()
    for place in places:
        (under if left[place] > 0 else over).append(place)
    while under and over:
        less, more = under[0], over[0]
        amount = min(left[less], -left[more])
        left[less] -= amount
        left[more] += amount
        yield Settlement(more, less, amount)
        if not left[less]:
            under.popleft()
        if not left[more]:
            over.popleft()


def _age(place: ItemOfMonth) -> tuple:
    item, month = place
    return month, item
