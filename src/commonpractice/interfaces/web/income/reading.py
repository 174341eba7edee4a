"""What contracts and banking say together of the NHS income of some surgeries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.banking.facts import LineView
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.due import INCOME_DUE, Side
from commonpractice.domain.contracts.facts.querying import QueryView, StandingQuery
from commonpractice.domain.contracts.parameters import tolerance
from commonpractice.domain.contracts.queries import SurgerySides
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import NhsItem, NhsMoney
from commonpractice.domain.ledger.queries import ItemJournal
from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.interfaces.web.contract_holders import paid_within


def settled(*, scope: Scope, surgeries: Sequence[int], on: date) -> list[SurgerySides]:
    """The three sides of surgeries' NHS income up to a day, settled, as far as statements have come."""
    return contracts.settled_sides(
        scope=scope,
        surgeries=surgeries,
        paid_for=banking.paid_for(scope=scope, surgeries=surgeries),
        known_on=on,
    )


@dataclass(frozen=True)
class Otherwise:
    """What a surgery was paid otherwise than due: payable and not paid, and paid and not payable, added up.

    Without what is too little to ask about. Up to a month, as every page has it; None without books.
    """

    amount: Pence = 0
    up_to: Month | None = None


def otherwise_than_due(*, scope: Scope, surgeries: Sequence[int], on: date) -> dict[int, Otherwise]:
    """By surgery, what it was paid otherwise than due, as it stands on a day."""
    least = tolerance()
    return {
        one.surgery_id: Otherwise(
            sum(abs(side.left) for side in one.open if abs(side.left) > least), one.up_to
        )
        for one in settled(scope=scope, surgeries=surgeries, on=on)
    }


def surgeries_paid(request: HttpRequest) -> list[SurgerySummary]:
    """The surgeries whose income somebody may see. The centre has no contract."""
    return [each for each in paid_within(request, Power.SEE_ACCOUNTS) if not each.is_centre]


def standing(queries: Sequence[QueryView], *, scope: Scope, on: date) -> list[StandingQuery]:
    """Queries with what of each is still different by a day."""
    whose = sorted({query.surgery_id for query in queries})
    sides = [side for one in settled(scope=scope, surgeries=whose, on=on) for side in one.open]
    return contracts.standing(queries, sides)


def side_of(sides: Sequence[Side], item: str, month: Month) -> Side | None:
    return next((side for side in sides if (side.item, side.month) == (item, month)), None)


def perhaps_paid(sides: Iterable[Side], *, scope: Scope, surgery_id: int) -> list[tuple[Side, LineView]]:
    """Differences of a surgery, each with a line of just that amount that nobody has recognised."""
    different = [side for side in sides if side.left]
    waiting = banking.unrecognised(scope=scope, surgeries=[surgery_id]) if different else []
    by_amount = {each.line.amount: each for each in reversed(waiting)}
    return [(side, by_amount[side.left]) for side in different if side.left in by_amount]


@dataclass(frozen=True)
class Posted:
    """How an item of a month was reckoned when it was last posted: the journal, and the steps told then."""

    journal: ItemJournal
    told: Sequence[Mapping[str, Any]]


def last_posted(side: Side, *, scope: Scope) -> Posted | None:
    """The latest reckoning of a side that is in the books; None where there is none."""
    journals = ledger_queries.followed(
        scope=scope, surgery_id=side.surgery_id, item=side.item, concerns=side.month
    )
    reckoned = [
        Posted(journal, one["steps"])
        for journal in journals
        if journal.document_kind == INCOME_DUE
        for one in journal.told
    ]
    return reckoned[-1] if reckoned else None


def item_named(key: str) -> NhsItem:
    """An item that the NHS pays. Raises Http404."""
    found = ledger.nhs_items().get(key)
    if found is None or found.kind is not NhsMoney.INCOME:
        raise Http404(f"“{key}” is nothing that the NHS pays.")
    return found


def month_named(text: str) -> Month:
    """A month of an address, like 2025-04. Raises Http404."""
    try:
        month = Month.parse(text)
        ledger_queries.check_day(month.last)
    except (NotAMonth, ledger_queries.DayOutOfReach) as refusal:
        raise Http404(str(refusal)) from None
    return month
