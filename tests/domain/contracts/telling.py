"""Months of a small partnership's NHS income, told and closed one after the other, for tests."""

from datetime import date

from commonpractice.domain.contracts import queries
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.months import Month
from tests.domain.contracts.test_income import close, sides
from tests.domain.partnerships import TwoRivers

APRIL, MAY, JUNE, JULY, AUGUST = (Month(2025, number) for number in range(4, 9))
LIST = 85_253_00  # 8,400 weighted patients at £121.79, a month


def close_in_order(rivers: TwoRivers, *closed: Month) -> None:
    """Post each month's income on the day after it."""
    for month in closed:
        close(rivers, month, (month + 1).first)


def earned(rivers: TwoRivers, item: str) -> dict[Month, int]:
    return {month: amounts[0] for (one, month), amounts in sides(rivers).items() if one == item}


def shown(rivers: TwoRivers, on: date, item: str) -> dict[Month, int]:
    """What a page shows as earned up to July, posted or not yet."""
    (found,) = queries.settled_sides(
        scope=rivers.everything, surgeries=[rivers.a], paid_for={rivers.a: JULY}, known_on=on, by=JULY
    )
    return {side.month: side.earned for side in found.sides if side.item == item}


def months_as_they_stand(rivers: TwoRivers, *asked: Month) -> list[dict[int, int]]:
    """What A's accounts stood at when each month ended."""
    spans = [Span.ever_to(month.last) for month in asked]
    sums = books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=spans)
    return [
        {account: amounts[place] for account, amounts in sums.items() if amounts[place]}
        for place in range(len(asked))
    ]


def in_pence(pounds: str) -> int:
    return int(pounds.replace(",", "").replace(".", ""))
