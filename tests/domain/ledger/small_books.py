"""A small book to take away as a file, and what its accounts stand at."""

import io
from datetime import timedelta

import openpyxl

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span, exports
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month
from commonpractice.gateways.journal_formats import write_hledger, write_workbook
from tests.domain.partnerships import NOON, TwoRivers

APRIL, MAY, JUNE, MARCH = Month(2025, 4), Month(2025, 5), Month(2025, 6), Month(2026, 3)


def post(rivers: TwoRivers, *journals: Journal) -> tuple[int, ...]:
    """Post journals, each from a document of its own."""
    return ledger.post(
        [
            (Document("invoice", f"{kept.narrative}/{at}", "A paper", kept.home_id, kept.host_id), [kept])
            for at, kept in enumerate(journals)
        ],
        scope=rivers.everything,
        at=NOON,
    ).journals


def journal(
    home: int, month: Month, *lines: tuple, host: int | None = None, words: str = "Cotton"
) -> Journal:
    return Journal(
        dated=month.first + timedelta(days=9),
        month=month,
        narrative=words,
        home_id=home,
        host_id=host,
        lines=tuple(Line(*line) for line in lines),
    )


def a_small_book(rivers: TwoRivers) -> tuple[int, ...]:
    """
    2025-04-10 Income         avon    1010 Global sum         -£300.00   8010 Bank              £300.00
    2025-05-10 Cotton         avon    2030 Consumables          £12.50   8310 Trade creditors   -£12.50
    2025-05-10 Drawings       avon    9040 Drawings (Dr Ash)    £50.00   8010 Bank              -£50.00
    2025-05-10 Recharge       avon    5820 Recharges             £7.00   8620 Other surgeries    -£7.00
                              brook   8620 Other surgeries       £7.00   5820 Recharges          -£7.00
    2025-06-10 Centre's rent  centre  4010 Rent                 £99.99   8010 Bank              -£99.99
    """
    partner = partnership.partners(scope=rivers.everything, on=APRIL.first, surgery_id=rivers.a)[0].id
    return post(
        rivers,
        journal(rivers.a, APRIL, (rivers.a, 1010, -30000), (rivers.a, 8010, 30000), words="Income"),
        journal(rivers.a, MAY, (rivers.a, 2030, 1250), (rivers.a, 8310, -1250)),
        journal(rivers.a, MAY, (rivers.a, 9040, 5000, partner), (rivers.a, 8010, -5000), words="Drawings"),
        journal(
            rivers.a,
            MAY,
            (rivers.a, 5820, 700),
            (rivers.a, 8620, -700),
            (rivers.b, 8620, 700),
            (rivers.b, 5820, -700),
            host=rivers.b,
            words="Recharge",
        ),
        journal(rivers.centre, JUNE, (rivers.centre, 4010, 9999), (rivers.centre, 8010, -9999), words="Rent"),
    )


def book_of(rivers: TwoRivers, surgeries, first=APRIL, last=MARCH, scope: Scope | None = None):
    return exports.export_book(
        scope=scope or rivers.everything, surgeries=surgeries, first=first, last=last, at=NOON
    )


def hledger_text(book) -> str:
    out = io.StringIO()
    write_hledger(book, out)
    return out.getvalue()


def ours(rivers: TwoRivers, surgeries, first: Month, last: Month) -> dict:
    """What each account stands at, from the statements' own sums: results over the months, the rest ever.

    Results of before are one sum a surgery, under nought.
    """
    chart = parameters.chart()
    before = Span(queries.EVER, first.first - timedelta(days=1))
    sums = queries.by_surgery(
        scope=rivers.everything, surgeries=surgeries, spans=[before, Span(first.first, last.last)]
    )
    result = {}
    for surgery, accounts in sums.items():
        results = {code for code in accounts if chart[code].kind in RESULT}
        for code, (earlier, now) in accounts.items():
            result[surgery, code] = now if code in results else earlier + now
        result[surgery, 0] = sum(accounts[code][0] for code in results)
    return {key: amount for key, amount in result.items() if amount}


def named(balances: dict, names: dict) -> dict[str, int]:
    return {names[key]: amount for key, amount in balances.items()}


def workbook_of(rivers: TwoRivers, surgeries, first, last):
    title, sheets = exports.export_sheets_of(
        scope=rivers.everything, surgeries=surgeries, first=first, last=last, at=NOON
    )
    out = io.BytesIO()
    write_workbook(sheets, out, title=title)
    return openpyxl.load_workbook(out)


def sheet_rows(book, name: str) -> list[tuple]:
    """The rows below the header, which is the first row with a value in each column."""
    rows = list(book[name].iter_rows(values_only=True))
    header = next(at for at, row in enumerate(rows) if all(row))
    return rows[header + 1 :]
