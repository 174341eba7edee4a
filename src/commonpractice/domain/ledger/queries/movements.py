"""Movements on accounts between days: from kept balances, or from the postings where a day asks for them.

One statement a question, however many surgeries and periods. Balances are kept by whole months as known
now; only a month that a period begins or ends within, and what was posted after a day, is asked of postings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

EVER = None
"""In place of the first day of a span that reaches back to when the books began, whenever that was."""

BALANCES, POSTINGS = "ledger_balance", "ledger_posting"
BEFORE_ALL, AFTER_ALL = "-infinity", "infinity"  # PostgreSQL's words for days that none is before or after


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included; with EVER for the first, all up to the last."""

    first: date | None
    last: date

    @classmethod
    def of_month(cls, month: Month) -> "Span":
        return cls(month.first, month.last)

    @classmethod
    def year_to(cls, last: date, starts: int) -> "Span":
        """The financial year up to and including a day."""
        return cls(FinancialYear.of(Month.of(last), starts).first.first, last)

    @classmethod
    def ever_to(cls, last: date) -> "Span":
        return cls(EVER, last)

    @property
    def whole_months(self) -> bool:
        return _begins_whole(self) and Month.of(self.last).last == self.last


def _begins_whole(span: Span) -> bool:
    return span.first is None or span.first.day == 1


def movements(
    *, scope: Scope, surgeries: Sequence[int], spans: Sequence[Span], known_at: datetime | None = None
) -> dict[int, tuple[Pence, ...]]:
    """Sums by account over some surgeries, one amount a span; debits positive, whole pence.

    `known_at` leaves out whatever was posted after that moment. Raises OutOfScope.
    """
    rows = _sums(["account_id"], scope, surgeries, spans, known_at)
    return {row[0]: tuple(row[1:]) for row in rows}


def by_surgery(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    spans: Sequence[Span],
    known_at: datetime | None = None,
    accounts: Sequence[int] = (),
) -> dict[int, dict[int, tuple[Pence, ...]]]:
    """As `movements`, apart for each surgery: {surgery id: {account: amounts}}.

    Of all accounts where none are named; of a few it is some ten times as quick over years of books.
    """
    result: dict[int, dict[int, tuple[Pence, ...]]] = {surgery: {} for surgery in surgeries}
    for row in _sums(["surgery_id", "account_id"], scope, surgeries, spans, known_at, accounts=accounts):
        result[row[0]][row[1]] = tuple(row[2:])
    return result


def movements_from_postings(
    *, scope: Scope, surgeries: Sequence[int], spans: Sequence[Span], known_at: datetime | None = None
) -> dict[int, tuple[Pence, ...]]:
    """As `movements`, summed from the postings themselves: the second way, to check the first.

    No kept balance is looked at. Slower, by what reading every posting of the spans costs. Raises OutOfScope.
    """
    rows = _sums(["account_id"], scope, surgeries, spans, known_at, source=POSTINGS)
    return {row[0]: tuple(row[1:]) for row in rows}


@dataclass(frozen=True)
class MonthlyResult:
    """A surgery's month: income as people read it (credits positive), spending, and what partners bear."""

    surgery_id: int
    month: Month
    income: Pence
    spending: Pence
    borne: Pence

    @property
    def surplus(self) -> Pence:
        return self.income - self.spending


def monthly_results(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month
) -> list[MonthlyResult]:
    """Income and spending of each surgery and month with any, by surgery and month. Raises OutOfScope."""
    check_covers(scope, surgeries)
    kinds = {kind: [] for kind in AccountKind}
    for account in parameters.chart().values():
        kinds[account.kind].append(account.code)
    with connection.cursor() as cursor:
        # int[], as the column: psycopg would send smallint[], which is searched one by one and not hashed
        cursor.execute(
            """
            SELECT surgery_id, month,
                   -coalesce(sum(amount) FILTER (WHERE account_id = ANY (%(income)s::int[])), 0),
                   coalesce(sum(amount) FILTER (WHERE account_id = ANY (%(expense)s::int[])), 0),
                   coalesce(sum(amount) FILTER (WHERE account_id = ANY (%(partners)s::int[])), 0)
            FROM ledger_balance
            WHERE surgery_id = ANY (%(surgeries)s) AND month BETWEEN %(first)s AND %(last)s
            GROUP BY surgery_id, month ORDER BY surgery_id, month
            """,
            {
                "income": kinds[AccountKind.INCOME],
                "expense": kinds[AccountKind.EXPENSE],
                "partners": kinds[AccountKind.PARTNERS],
                "surgeries": list(surgeries),
                "first": first.first,
                "last": last.first,
            },
        )
        return [
            MonthlyResult(surgery, Month.of(month), int(income), int(spending), int(borne))
            for surgery, month, income, spending, borne in cursor.fetchall()
        ]


def _sums(
    keys: list[str],
    scope: Scope,
    surgeries: Sequence[int],
    spans: Sequence[Span],
    known_at: datetime | None,
    source: str = BALANCES,
    accounts: Sequence[int] = (),
) -> list[tuple]:
    check_covers(scope, surgeries)
    insides = [_inside(span) for span in spans]
    columns = ", ".join(f"coalesce(sum(amount) FILTER (WHERE {condition}), 0)" for condition, _ in insides)
    moved, of_moved = _moved(surgeries, spans, known_at, source, accounts)
    by = ", ".join(keys)
    sql = f"""
        SELECT {by}, {columns} FROM ({moved}) moved
        WHERE month BETWEEN %s AND %s GROUP BY {by} ORDER BY {by}
    """  # noqa: S608 (our own literals; every value is a parameter)
    firsts = [span.first for span in spans]
    first = BEFORE_ALL if EVER in firsts else Month.of(min(day for day in firsts if day)).first
    last = max(Month.of(span.last).first for span in spans)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for _, values in insides for value in values), *of_moved, first, last])
        return [tuple(int(value) for value in row) for row in cursor.fetchall()]


def _inside(span: Span) -> tuple[str, list[date]]:
    """The condition that a movement is in a span. The month that something is posted to decides; its date,
    only within a month cut short."""
    if span.whole_months:
        return "month BETWEEN %s AND %s", bounds(span)[:2]
    return (
        "month BETWEEN %s AND %s AND (month < %s OR dated <= %s) AND (month > %s OR dated >= %s)",
        bounds(span),
    )


def _moved(
    surgeries: Sequence[int],
    spans: Sequence[Span],
    known_at: datetime | None,
    source: str,
    accounts: Sequence[int],
) -> tuple[str, list[Any]]:
    """Movements by month from kept balances (or postings), dated only in the months that a span cuts short.

    Those are summed from their postings; and what was posted after `known_at` is taken off again.
    """
    places, cut = list(surgeries), cut_months(spans)
    of, named = (" AND account_id = ANY (%s::int[])", [list(accounts)]) if accounts else ("", [])
    parts = [
        f"""
        SELECT surgery_id, account_id, month, amount, NULL::date AS dated FROM {source}
        WHERE surgery_id = ANY (%s) AND month <> ALL (%s::date[]){of}
        """  # noqa: S608
    ]
    values: list[Any] = [places, cut, *named]
    if cut:
        parts.append(
            f"""
            SELECT p.surgery_id, p.account_id, p.month, p.amount, j.dated
            FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
            WHERE p.surgery_id = ANY (%s) AND p.month = ANY (%s::date[]){of}
            """  # noqa: S608
        )
        values += [places, cut, *named]
    if known_at is not None:
        parts.append(
            f"""
            SELECT p.surgery_id, p.account_id, p.month, -p.amount,
                   CASE WHEN p.month = ANY (%s::date[]) THEN j.dated END
            FROM ledger_batch b JOIN ledger_journal j ON j.batch_id = b.id
            JOIN ledger_posting p ON p.journal_id = j.id
            WHERE b.at > %s AND p.surgery_id = ANY (%s){of}
            """  # noqa: S608
        )
        values += [cut, known_at, places, *named]
    return " UNION ALL ".join(parts), values


def cut_months(spans: Sequence[Span]) -> list[date]:
    """The first days of the months that a span begins or ends within."""
    return sorted(
        {Month.of(span.first).first for span in spans if span.first and not _begins_whole(span)}
        | {Month.of(span.last).first for span in spans if Month.of(span.last).last != span.last}
    )


def bounds(span: Span) -> list[date | str]:
    """First and last month; where the last month is cut short and by which day; the first month likewise.

    Days as PostgreSQL takes them, which has one before all others and one after.
    """
    last = Month.of(span.last)
    whole_end = span.last == last.last
    first = Month.of(span.first).first if span.first else BEFORE_ALL
    return [
        first,
        last.first,
        AFTER_ALL if whole_end else last.first,
        span.last,
        BEFORE_ALL if _begins_whole(span) else first,
        span.first or BEFORE_ALL,
    ]
