"""Amounts side by side, one a column of a statement, added and taken from each other column by column."""

from collections.abc import Iterable, Mapping

from commonpractice.foundations.money import Pence

Amounts = tuple[Pence, ...]
Movements = Mapping[int, Amounts]
"""By account, one amount a column; debits positive."""


def total(rows: Iterable[Amounts], columns: int) -> Amounts:
    """The sum of any number of rows; nil in every column where there is none."""
    sums = [0] * columns
    for row in rows:
        for column in range(columns):
            sums[column] += row[column]
    return tuple(sums)


def plus(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def less(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def signed(amounts: Amounts, sign: int) -> Amounts:
    """As they are for 1, turned round for -1."""
    return tuple(sign * amount for amount in amounts)


def debits(amounts: Amounts) -> Amounts:
    """What is a debit, and nil where it is a credit."""
    return tuple(max(amount, 0) for amount in amounts)


def credits(amounts: Amounts) -> Amounts:
    """What is a credit, as a positive amount, and nil where it is a debit."""
    return debits(signed(amounts, -1))
