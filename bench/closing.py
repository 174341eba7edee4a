"""Closing a month, and a back-dated uplift with it, beside the same rows copied into bare tables."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bench import contracts
from bench.books import SURGERIES, Book, acting
from bench.founded import FIRST, UPLIFTED, early, founded, noon, surgeries
from bench.measuring import Result, seconds, summary
from commonpractice.foundations.months import Month, months

ROUNDS = 5
TO_CLOSE, TO_UPLIFT = 5, 10
"""The most seconds that each may take."""

BARE = """CREATE TEMPORARY TABLE bare_closing (journal_id bigint, surgery_id int, month date, account_id int,
          amount bigint, partner_id int, item text, concerns date)"""
ROWS = (
    "SELECT journal_id, surgery_id, month, account_id, amount, partner_id, item, concerns FROM ledger_posting"
)


Deed = Callable[[Book, Month], None]


class TakenBack(Exception):
    """A round is over: nothing of it is kept."""


def measure() -> Iterator[Result]:
    """Two years of months closed one after another; the month in which seven are put up; and the one after.

    Every deed is the real one, on the days on which it would have been done.
    """
    from django.db import connections

    book = founded()
    took: list[float] = []
    for month in months(FIRST, UPLIFTED - 1):
        prepare(book, month)
        began = time.perf_counter()
        close(book, month)
        took.append(time.perf_counter() - began)
    yield Result(
        f"closing {len(took)} months one after another (slowest {seconds(max(took))})", seconds(sum(took))
    )
    prepare(book, UPLIFTED, posted_on=UPLIFTED.last.replace(day=30))
    with connections["owner"].cursor() as owner:
        owner.execute("VACUUM ANALYZE")
    over = f"an uplift over 7 months of {SURGERIES} surgeries"
    yield _measured(book, UPLIFTED, f"posting {over}", TO_UPLIFT, _post_income)
    yield _measured(book, UPLIFTED, f"closing a month, with {over}", TO_UPLIFT, _close)
    close(book, UPLIFTED)
    prepare(book, UPLIFTED + 1)
    yield _measured(book, UPLIFTED + 1, "closing a month", TO_CLOSE, _close)


def prepare(book: Book, month: Month, posted_on: date | None = None) -> None:
    """Everything that comes before a month is closed; with its income posted on a day before it is over."""
    from commonpractice.domain.contracts import actions
    from commonpractice.domain.profits import actions as profits

    there = surgeries(book)
    if month == FIRST or month.number % 3 == 1:
        contracts.tell_of_quarter(book, month)
    if posted_on:
        with acting(book.scope):
            actions.post_income(surgeries=there, month=month, scope=book.scope, at=noon(posted_on))
    contracts.tell_of_month(book, month)
    contracts.post_the_rest(book, month)
    with acting(book.scope):
        for surgery in there:
            profits.sign_off(surgery_id=surgery, month=month, words="", scope=book.scope, at=early(month, 2))


def close(book: Book, month: Month) -> None:
    with acting(book.scope):
        _close(book, month)


def _close(book: Book, month: Month) -> None:
    from commonpractice.domain.profits import actions

    actions.close_month(of=book.partnership, month=month, scope=book.scope, at=early(month, 4))


def _post_income(book: Book, month: Month) -> None:
    """What closing posts first: what contracts are worth by now."""
    from commonpractice.domain.contracts import actions

    actions.post_income(surgeries=surgeries(book), month=month, scope=book.scope, at=early(month, 4))


def _measured(book: Book, month: Month, what: str, most: int, deed: Deed) -> Result:
    """Done and taken back, turn about with the same postings copied into a table that checks nothing."""
    ours: list[float] = []
    floors: list[float] = []
    for at in range(ROUNDS + 1):
        took, rows = _taken_back(book, month, deed)
        floor = _copied(rows)
        if at:  # the first warms up
            ours.append(took)
            floors.append(floor)
    done, bare = summary(ours), summary(floors)
    return Result(
        f"{what}: {len(rows):,} postings",
        seconds(done.median),
        f"{seconds(bare.median)} copied into a bare table",
        done.median / bare.median,
        f"below {most} s",
        done.median < most,
    )


def _taken_back(book: Book, month: Month, deed: Deed) -> tuple[float, Sequence[tuple]]:
    """How long a deed took, the checks that wait for its end among it, and what it posted."""
    from django.db import connection

    took, rows = 0.0, []
    try:
        with acting(book.scope), connection.cursor() as cursor:
            cursor.execute("SELECT max(id) FROM ledger_journal")
            (before,) = cursor.fetchone()
            began = time.perf_counter()
            deed(book, month)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            took = time.perf_counter() - began
            cursor.execute(f"{ROWS} WHERE journal_id > %s", [before])
            rows = cursor.fetchall()
            raise TakenBack
    except TakenBack:
        return took, rows


def _copied(rows: Sequence[tuple]) -> float:
    from django.db import connections

    with connections["owner"].cursor() as owner:
        owner.execute(BARE)
        began = time.perf_counter()
        with owner.copy("COPY bare_closing FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        took = time.perf_counter() - began
        owner.execute("DROP TABLE bare_closing")
    return took
