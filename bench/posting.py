"""Posting with every check on, beside the same rows copied into a table that checks nothing."""

import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from bench.books import Book, acting, journals
from bench.measuring import Result, seconds, summary
from commonpractice.foundations.months import Month

LOTS = 5
POSTINGS = 20_000  # about what one surgery posts in two years
SINGLES = 150
BARE = """CREATE TABLE bare_posting (journal_id bigint, surgery_id int, month date, account_id int,
                                     amount bigint, partner_id int)"""


def bulk(book: Book, *, at: datetime) -> Iterator[Result]:
    """Lots of about 20,000 postings, turn about posted and copied, each its own transaction."""
    from django.db import connections

    from commonpractice.domain.ledger import actions as ledger

    rates: list[float] = []
    floors: list[float] = []
    with connections["owner"].cursor() as owner:
        owner.execute(BARE)
    for lot in range(LOTS + 1):
        entries = journals(book.surgeries, book.first + lot, POSTINGS, lot)
        began = time.perf_counter()
        with acting(book.scope):
            posted = ledger.post(entries, scope=book.scope, at=at)
        took = time.perf_counter() - began
        rows = [
            (number, line.surgery_id, journal.posted_to.first, line.account, line.amount, line.partner_id)
            for number, journal in zip(
                posted.journals, (kept for _, made in entries for kept in made), strict=True
            )
            for line in journal.lines
        ]
        began = time.perf_counter()
        with (
            connections["owner"].cursor() as owner,
            owner.copy("COPY bare_posting FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        floor = time.perf_counter() - began
        if lot:  # the first warms up
            rates.append(posted.postings / took)
            floors.append(len(rows) / floor)
    ours, bare = statistics.median(rates), statistics.median(floors)
    yield Result(
        f"posting in bulk, every check on (lots of {POSTINGS:,})",
        f"{ours:,.0f} postings/s",
        f"{bare:,.0f} rows/s copied into a bare table",
        bare / ours,
    )


def singles(book: Book, *, at: datetime) -> Iterator[Result]:
    """One journal at a time, as somebody posts an invoice, into the whole partnership's books."""
    from django.db import connections

    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.ledger import queries

    month = Month.of(at.date())
    took: list[float] = []
    floors: list[float] = []
    with connections["owner"].cursor() as owner:
        owner.execute(BARE)
    with acting(book.scope):
        states = queries.month_states(scope=book.scope, surgeries=book.surgeries, first=month, last=month)
    still = [state.surgery_id for state in states if not state.locked]
    for entry in journals(still, month, SINGLES * 5, -1)[:SINGLES]:
        began = time.perf_counter()
        with acting(book.scope):
            posted = ledger.post([entry], scope=book.scope, at=at)
        took.append(time.perf_counter() - began)
        began = time.perf_counter()
        with connections["owner"].cursor() as owner:
            rows = [
                (posted.journals[0], line.surgery_id, month.first, line.account, line.amount, None)
                for journal in entry[1]
                for line in journal.lines
            ]
            places = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
            owner.execute(f"INSERT INTO bare_posting VALUES {places}", [*chain.from_iterable(rows)])
        floors.append(time.perf_counter() - began)
    ours, bare = summary(took), summary(floors)
    yield Result(
        f"posting one document, into {book.postings:,} postings (slowest {seconds(ours.worst)})",
        f"{seconds(ours.median)}, {1 / ours.median:,.0f} a second",
        f"{seconds(bare.median)} inserted into a bare table",
        ours.median / bare.median,
    )
