"""Statements and bank files for tests, written as people get them, and what the books say of them."""

import csv
import io
from datetime import UTC, datetime

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.foundations.money import plain_pounds
from commonpractice.foundations.months import Month
from tests.domain.partnerships import TwoRivers

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)
LATER = datetime(2025, 7, 1, 9, tzinfo=UTC)
HEADINGS = ["practice_code", "statement_date", "month", "section", "paycode", "words", "source", "amount"]
MORE = ["concerns", "item", "partner", "reference"]
CONTROL, DUE, BANK, PENSION = 8150, 8160, 8010, 7010


def statement(
    *lines: tuple,
    month: Month = APRIL,
    code: str = "A1",
    reference: str = "R-1",
    total: int | None = None,
    day: int = 24,
) -> bytes:
    """A CSV statement: (paycode, words, pence), and by name concerns, item, partner or section."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*HEADINGS, *MORE], restval="")
    writer.writeheader()
    same = {
        "practice_code": code,
        "statement_date": month.first.replace(day=day).isoformat(),
        "month": str(month),
        "reference": reference,
    }
    for paycode, words, amount, *extra in lines:
        named = dict(extra[0]) if extra else {}
        row = {"paycode": paycode, "words": words, "source": "COM", "amount": plain_pounds(amount)}
        writer.writerow({**same, "section": "", **row, **named})
    net = sum(line[2] for line in lines) if total is None else total
    writer.writerow({**same, "section": "total", "amount": plain_pounds(net)})
    return out.getvalue().encode()


def bank_file(*lines: tuple, code: str = "A1") -> bytes:
    """A CSV of bank lines: (day of 2025 as 06-30, pence, and perhaps a reference)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["dated", "amount", "words", "reference", "practice_code"])
    for dated, amount, *reference in lines:
        told = reference[0] if reference else ""
        writer.writerow([f"2025-{dated}", plain_pounds(amount), "NHS ENGLAND", told, code])
    return out.getvalue().encode()


def take_in(rivers: TwoRivers, content: bytes, name: str = "statement.csv", at=LATER, scope=None):
    return banking.take_in_statement(content=content, name=name, scope=scope or rivers.everything, at=at)


def receive(rivers: TwoRivers, content: bytes, name: str = "bank.csv", at=LATER, scope=None):
    return banking.take_in_receipts(content=content, name=name, scope=scope or rivers.everything, at=at)


def stands(rivers: TwoRivers, account: int, surgery: int | None = None) -> int:
    """What an account of A (or another) stands at; debits positive."""
    from datetime import date

    sums = ledger.movements(
        scope=rivers.everything,
        surgeries=[surgery or rivers.a],
        spans=[ledger.Span.ever_to(date(2099, 12, 31))],
    )
    return int(sums.get(account, (0,))[0])


def partner(rivers: TwoRivers, code: str = "P1") -> int:
    return partnership.partner_ids(scope=rivers.everything)[code]
