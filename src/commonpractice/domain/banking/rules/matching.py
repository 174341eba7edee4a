"""Which statements a receipt pays: what adds up to it exactly, and in one way only."""

from collections import defaultdict
from collections.abc import Sequence

from commonpractice.foundations.money import Pence

Open = tuple[int, Pence]
"""A statement's id, and its net of which nothing has arrived."""


class CannotMatch(ValueError):
    """A receipt that does not pay that; the message says why."""


def statements_paid(amount: Pence, statements: Sequence[Open], *, most: int) -> tuple[int, ...]:
    """The statements, one to `most` of them, that come to an amount exactly; none where there is no such
    choice, or more than one: then a person must say."""
    found = [chosen for size in range(1, most + 1) for chosen in _choices(amount, list(statements), size)]
    return found[0] if len(found) == 1 else ()


def _choices(amount: Pence, statements: list[Open], size: int) -> list[tuple[int, ...]]:
    """Every choice of so many statements that comes to an amount. The last one is looked up, not tried."""
    if size == 1:
        return [(number,) for number, net in statements if net == amount]
    if size == 2:
        places: dict[Pence, list[int]] = defaultdict(list)
        found: list[tuple[int, ...]] = []
        for number, net in statements:
            found += [(before, number) for before in places[amount - net]]
            places[net].append(number)
        return found
    return [
        (number, *rest)
        for place, (number, net) in enumerate(statements)
        for rest in _choices(amount - net, statements[place + 1 :], size - 1)
    ]


def portions(amount: Pence, nets: Sequence[Pence]) -> list[Pence]:
    """How much of an amount goes to each of some statements, in their order, until it is used up.

    Raises CannotMatch where one of them is not of the amount's own direction, or nothing is left for it.
    """
    left = amount
    found: list[Pence] = []
    for net in nets:
        if not net or (net > 0) != (amount > 0):
            raise CannotMatch("One of these statements has nothing left to be paid this way.")
        part = min(left, net, key=abs)
        if not part:
            raise CannotMatch("The receipt is used up before the last of these statements.")
        found.append(part)
        left -= part
    return found


def closest(amount: Pence, statements: Sequence[Open], *, most: int) -> list[tuple[int, ...]]:
    """The statements, one or two of them, that come closest to an amount of their own direction.

    The closest first; of those as close, fewer statements, then the earlier. At most so many choices.
    """
    way = [(number, net) for number, net in statements if net and (net > 0) == (amount > 0)]
    alone = [((number,), net) for number, net in way]
    pairs = [
        ((number, other), net + more)
        for place, (number, net) in enumerate(way)
        for other, more in way[place + 1 :]
    ]
    ranked = sorted([*alone, *pairs], key=lambda choice: (abs(choice[1] - amount), len(choice[0])))
    return [numbers for numbers, _ in ranked[:most]]
