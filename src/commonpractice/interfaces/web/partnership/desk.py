"""What a finance director needs: where the month end stands, what was not paid, cash against the floor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import parameters as contract_parameters
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.deadlines import DueOn
from commonpractice.domain.contracts.facts.querying import StandingQuery
from commonpractice.domain.contracts.queries import OpenDifference
from commonpractice.domain.contracts.rules.deadlines import coming
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ClosingState, SurgeryClosing
from commonpractice.domain.profits.queries import CashAt
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.interfaces.web.closing.months import month_to_close
from commonpractice.interfaces.web.closing.unsigned import only_signatures_missing, unsigned
from commonpractice.interfaces.web.contract_holders import holders
from commonpractice.interfaces.web.places import joined_in

SHOWN = 8
"""Differences and queries on the page; the others are a link away."""
LOOK_AHEAD = 60
"""Days within which a deadline is on the page."""


@dataclass(frozen=True)
class Row:
    """A surgery's line. `closing` is None where the month is not closed for it, or no deed is in force.

    `differences` is what it was paid otherwise than due, either way; `result` is what the month of the desk's
    results came to, and `of_year` the financial year up to it: None where it had no books then. `joined` is
    the month in which it joined, where it is in its first two.
    """

    surgery: SurgerySummary
    closing: SurgeryClosing | None
    differences: Pence
    cash: CashAt
    result: Pence | None
    of_year: Pence | None
    joined: Month | None
    has_contract: bool
    exceptions: int
    """Payment lines and receipts that somebody has to clear."""


SORTS = {
    "name": lambda row: row.surgery.name.casefold(),
    "differences": lambda row: row.differences,
    "cash": lambda row: row.cash.cash - (row.cash.floor or 0),
    "result": lambda row: row.result or 0,
    "year": lambda row: row.of_year or 0,
}


@dataclass(frozen=True)
class Desk:
    """Everything on the page."""

    month: Month
    over: bool
    closing: ClosingState | None
    rows: tuple[Row, ...]
    results_of: Month
    """The latest month whose result is whole: income and charges are posted when a month is closed."""
    year: FinancialYear
    """The one that `results_of` is in, up to that month."""
    sort: str
    differences: tuple[OpenDifference, ...]
    number: int
    not_paid: Pence
    paid_wrongly: Pence
    queries: tuple[StandingQuery, ...]
    outstanding: Pence
    deadlines: tuple[DueOn, ...]
    surgeries: Mapping[int, SurgerySummary]

    @property
    def exceptions(self) -> int:
        return sum(row.exceptions for row in self.rows)

    @property
    def below_floor(self) -> int:
        return sum(bool(row.cash.short) for row in self.rows)

    @property
    def result(self) -> Pence:
        return sum(row.result or 0 for row in self.rows)

    @property
    def result_of_year(self) -> Pence:
        return sum(row.of_year or 0 for row in self.rows)

    @property
    def unsigned(self) -> tuple[SurgeryClosing, ...]:
        """Whose signatures closing waits for, where it waits for nothing else."""
        waits = self.closing and only_signatures_missing(self.closing, over=self.over)
        return unsigned(self.closing) if self.closing and waits else ()

    @property
    def holder(self) -> SurgerySummary | None:
        """The one of several that has the contract; None where each has its own."""
        held = [row.surgery for row in self.rows if row.has_contract]
        sites = sum(not row.surgery.is_centre for row in self.rows)
        return held[0] if len(held) == 1 and sites > 1 else None

    @property
    def cash(self) -> Pence:
        return sum(row.cash.cash for row in self.rows)


def desk(*, scope: Scope, of: PartnershipSummary, on: date, sort: str) -> Desk:
    """The desk on a day; the questions asked of the database do not grow with the surgeries.

    An unknown `sort` is by name. Raises OutOfScope.
    """
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    everywhere = [one.id for one in of.surgeries]
    month = month_to_close(scope=scope, surgeries=everywhere, on=on)
    closing = _closing(scope, of, month, over=month.last < on)
    there = {row.surgery for row in closing.rows} if closing else set(everywhere)
    shown = [one for one in of.surgeries if one.id in there]
    held = holders(scope=scope, of=of, surgeries=shown)
    paid = [one.id for one in shown if one.id in held]
    every = contracts.settled_sides(
        scope=scope,
        surgeries=paid,
        paid_for=banking.paid_for(scope=scope, surgeries=paid),
        known_on=on,
    )
    raised = contracts.open_queries(scope=scope, surgeries=paid)
    found = contracts.worst_first(every, raised, tolerance=contract_parameters.tolerance())
    standing = contracts.standing(raised, [side for one in every for side in one.open])
    found_of = ledger.monthly_results(
        scope=scope,
        surgeries=[one.id for one in shown],
        first=FinancialYear.of(month - 1, of.year_starts).first,
        last=month,
    )
    results_of = _latest_whole(found_of, closing, month)
    year = FinancialYear.of(results_of, of.year_starts)
    rows = _rows(scope, shown, held, closing, found, _results(found_of, year.first, results_of), month, on)
    rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    rows.sort(key=lambda row: row.surgery.is_centre)
    return Desk(
        month=month,
        over=month.last < on,
        closing=closing,
        rows=tuple(rows),
        results_of=results_of,
        year=year,
        sort=sort,
        differences=tuple(found[:SHOWN]),
        number=len(found),
        not_paid=sum(each.amount for each in found if each.amount > 0),
        paid_wrongly=-sum(each.amount for each in found if each.amount < 0),
        queries=tuple(sorted(standing, key=lambda each: each.query.raised_at)),
        outstanding=sum(abs(each.outstanding) for each in standing),
        deadlines=tuple(coming(contract_parameters.deadlines(), on, within=LOOK_AHEAD)),
        surgeries={one.id: one for one in of.surgeries},
    )


def _closing(scope: Scope, of: PartnershipSummary, month: Month, *, over: bool) -> ClosingState | None:
    try:
        return profits.closing_state(scope=scope, of=of, month=month, ended=over)
    except partnership.NoDeed:
        return None


def _latest_whole(found: Iterable[ledger.MonthlyResult], closing: ClosingState | None, month: Month) -> Month:
    """The latest month that is closed, or the one in hand where none is."""
    in_hand = closing is None or closing.closed or not any(one.month == month - 1 for one in found)
    return month if in_hand else month - 1


def _results(
    found: Iterable[ledger.MonthlyResult], first: Month, last: Month
) -> dict[int, tuple[Pence | None, Pence]]:
    """By surgery, the surplus of the last of some months, and of all of them together."""
    of_last: dict[int, Pence] = {}
    together: dict[int, Pence] = defaultdict(int)
    for one in found:
        if first <= one.month <= last:
            together[one.surgery_id] += one.surplus
            if one.month == last:
                of_last[one.surgery_id] = one.surplus
    return {surgery: (of_last.get(surgery), amount) for surgery, amount in together.items()}


def _rows(
    scope: Scope,
    shown: list[SurgerySummary],
    held: set[int],
    closing: ClosingState | None,
    found: list[OpenDifference],
    results: Mapping[int, tuple[Pence | None, Pence]],
    month: Month,
    on: date,
) -> list[Row]:
    ids = [one.id for one in shown]
    states = {row.surgery: row for row in closing.rows} if closing else {}
    differ: dict[int, Pence] = defaultdict(int)
    for each in found:
        differ[each.surgery_id] += abs(each.amount)
    cash = {one.surgery_id: one for one in profits.cash(scope=scope, surgeries=ids, on=on)}
    clear = banking.to_clear(scope=scope, surgeries=ids)
    spells = partnership.memberships(scope=scope, surgeries=ids)
    return [
        Row(
            one,
            states.get(one.id),
            differ[one.id],
            cash[one.id],
            *results.get(one.id, (None, None)),
            joined_in(spells[one.id], month=month),
            one.id in held,
            clear[one.id].number,
        )
        for one in shown
    ]
