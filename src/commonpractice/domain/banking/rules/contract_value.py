"""A month's contract payment, divided among the parts that a statement prints for the year."""

from collections.abc import Sequence

from commonpractice.foundations.money import Pence, share

Named = tuple[str, Pence]
"""A part's words and its amount."""


def parts_of_month(*, twelfth: Pence, yearly: Sequence[Named], monthly: Sequence[Named]) -> list[Named]:
    """What of a month's payment each part is, so that together they are the payment to the penny.

    The twelfth is shared by the year's parts, pennies by largest remainder; what the statement takes off or
    adds by the month (opt-outs) stands by itself. A part that takes off a year's sum takes off its own
    twelfth first. Parts of nothing are left out.
    """
    taken_off = [(words, -_twelfth(-amount)) for words, amount in yearly if amount < 0]
    paid = [(words, amount) for words, amount in yearly if amount > 0]
    left = twelfth - sum(amount for _, amount in taken_off)
    shares = share(left, [amount for _, amount in paid]) if paid else []
    parts = [(words, amount) for (words, _), amount in zip(paid, shares, strict=True)]
    if not paid and left:
        parts = [("Monthly payment", left)]
    return [(words, amount) for words, amount in [*parts, *taken_off, *monthly] if amount]


def _twelfth(year: Pence) -> Pence:
    return share(year, [1] * 12)[0]
