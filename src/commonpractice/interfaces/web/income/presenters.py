"""NHS income as pages show it: each item's three sides, what settles, what is left, and the query on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.banking import parameters as banking
from commonpractice.domain.contracts.facts.due import CannotSay, SettledBy, Side
from commonpractice.domain.contracts.facts.querying import QueryView
from commonpractice.domain.contracts.queries import OpenDifference, SurgerySides
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.amounts import pounds

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A line of the table of a month, or (`side` None) of an item's months together."""

    item: str
    words: str
    earned: Pence
    payable: Pence
    paid: Pence
    settled: Pence
    left: Pence
    accrued: Pence
    brought_forward: Pence = 0
    side: Side | None = None
    query: QueryView | None = None


@dataclass(frozen=True)
class Table:
    """Rows, the worst first, and their sums."""

    rows: tuple[Row, ...]
    total: Row

    @property
    def settles(self) -> bool:
        return any(row.settled for row in self.rows)

    @property
    def accrues(self) -> bool:
        return any(row.accrued for row in self.rows)

    @property
    def unposted(self) -> bool:
        """Whether something of it is reckoned and not posted yet."""
        return any(row.side and row.side.unposted for row in self.rows)


@dataclass(frozen=True)
class Page:
    """A page of differences: those shown, how many there are, and what they come to either way."""

    rows: tuple[OpenDifference, ...]
    page: int
    last: int
    number: int
    less: Pence
    more: Pence
    asked: Pence
    """What of both, without its sign, a query stands on."""


def words(item: str) -> str:
    return ledger.nhs_items()[item].words


def of_month(sides: Iterable[Side], month: Month, queries: Iterable[QueryView]) -> Table:
    """The items of a month."""
    asked = {(query.item, each): query for query in queries for each in query.months}
    return _table([_row(side, words(side.item), asked) for side in sides if side.month == month])


def _row(side: Side, said: str, asked: Mapping[tuple[str, Month], QueryView]) -> Row:
    query = asked.get((side.item, side.month))
    return Row(
        side.item,
        said,
        side.earned,
        side.payable,
        side.paid,
        side.settled,
        side.left,
        side.accrued,
        side.brought_forward,
        side,
        query,
    )


def of_item(sides: Iterable[Side], item: str, queries: Iterable[QueryView]) -> Table:
    """The months of an item, the latest first."""
    asked = {(query.item, each): query for query in queries for each in query.months}
    rows = [_row(side, side.month.words, asked) for side in reversed(list(sides)) if side.item == item]
    return Table(tuple(rows), _together("", "Together", rows))


def of_every_month(sides: Iterable[Side]) -> Table:
    """The items of all months together."""
    by_item: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        by_item[side.item].append(side)
    return _table([_together(item, words(item), each) for item, each in by_item.items()])


def over_months(sides: Iterable[Side], first: Month, last: Month) -> Row:
    """An item's months from the first to the last, as one line."""
    parts = [side for side in sides if first <= side.month <= last]
    return _together("", "Together", parts)


def _together(item: str, said: str, parts: Sequence[Side | Row]) -> Row:
    names = ("earned", "payable", "paid", "settled", "left", "accrued", "brought_forward")
    return Row(item, said, *(sum(getattr(part, name) for part in parts) for name in names))


def _table(rows: list[Row]) -> Table:
    ordered = sorted(rows, key=lambda row: (-abs(row.left), -abs(row.payable), -abs(row.earned), row.words))
    return Table(tuple(ordered), _together("", "Together", ordered))


def page_of(found: Sequence[OpenDifference], page: int) -> Page:
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(page, 1), last)
    return Page(
        rows=tuple(found[(page - 1) * A_PAGE : page * A_PAGE]),
        page=page,
        last=last,
        number=len(found),
        less=sum(each.amount for each in found if each.amount > 0),
        more=-sum(each.amount for each in found if each.amount < 0),
        asked=sum(abs(each.amount) for each in found if each.query),
    )


def settled_in_words(side: Side) -> list[str]:
    """Which places settle a difference: “£1,033.46 as Adjustments to the global sum of August 2025”.

    Places of one item are told together.
    """
    by_item: dict[str, list[SettledBy]] = defaultdict(list)
    for one in side.settled_by:
        by_item[one.item].append(one)
    found: list[str] = []
    for item, places in by_item.items():
        months = sorted(one.month for one in places)
        of = months[0].words if len(months) == 1 else f"{months[0].words} to {months[-1].words}"
        amount = sum(one.amount for one in places)
        if amount > 0:
            found.append(f"{pounds(amount)} was paid as {words(item)} of {of}")
        else:
            found.append(f"{pounds(-amount)} of it is for {words(item)} of {of}, which was paid less")
    return found


def months_offered(every: SurgerySides) -> list[Month]:
    """The months of which anything is known, the latest first."""
    return sorted({side.month for side in every.sides} | {one.month for one in every.unknown}, reverse=True)


def unknown_of(every: SurgerySides, month: Month | None) -> list[CannotSay]:
    return [one for one in every.unknown if month in (None, one.month)]


def month_is_assumed(item: str) -> bool:
    """Whether the month that payments of an item are put to is a rule's guess where their words name none."""
    return any(rule.months_before for rule in banking.paycode_rules() if rule.item == item)
