"""A year of books from published payments: which months, how much in each, which journals.

A published line is one amount for a year. It is spread evenly over the months in which the practice was open,
the pennies by largest remainder, and posted to its account against the control account for NHS payments. What
was paid each month, income less deductions, then clears the control, so that it is nil at every month's end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonpractice.domain.ledger.facts import Document, Journal, Line, PublishedAccounts
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import FinancialYear, Month


@dataclass(frozen=True)
class YearLine:
    """One published line of one practice: pence as published, deductions negative."""

    surgery_id: int
    practice_code: str
    practice_name: str
    key: str
    heading: str
    amount: Pence
    opened: date | None
    closed: date | None
    reference: Mapping[str, Any]
    """Where it was published: file, line, column."""


def months_open(year: FinancialYear, opened: date | None, closed: date | None) -> list[Month]:
    """The months of a year in which a practice was open, whole or in part; all of them where that is none.

    A practice that closed before the year, or opened after it, and was paid all the same had something
    settled late: its payments are spread over the whole year, for want of a better month.
    """
    first = Month.of(opened) if opened else year.first
    last = Month.of(closed) if closed else year.last
    return [month for month in year.months if first <= month <= last] or year.months


def entries(
    lines: Sequence[YearLine], *, year: FinancialYear, accounts: PublishedAccounts
) -> list[tuple[Document, list[Journal]]]:
    """The documents and journals of published lines: one document a line, one a practice for what was paid.

    Lines of nil make none.
    """
    posted: list[tuple[Document, list[Journal]]] = []
    paid: dict[int, dict[Month, Pence]] = {}
    of_surgery: dict[int, YearLine] = {}
    for line in lines:
        if not line.amount:
            continue
        months = months_open(year, line.opened, line.closed)
        parts = share(line.amount, [1] * len(months))
        account = accounts.of(line.key)
        journals: list[Journal] = []
        for month, part in zip(months, parts, strict=True):
            if part:
                journals.append(_journal(line, month, part, account, accounts.control))
                by_month = paid.setdefault(line.surgery_id, {})
                by_month[month] = by_month.get(month, 0) + part
        of_surgery[line.surgery_id] = line
        posted.append((_document(line, year), journals))
    for surgery_id, by_month in paid.items():
        if entry := _payments(of_surgery[surgery_id], by_month, year, accounts):
            posted.append(entry)
    return posted


def document_key(year: FinancialYear, practice_code: str, line: str) -> str:
    """The key of a published line's document: a line of a year posts once, whatever file it is in."""
    return f"published payments/{year}/{practice_code}/{line}"


def _document(line: YearLine, year: FinancialYear) -> Document:
    return Document(
        kind="published payment",
        key=document_key(year, line.practice_code, line.key),
        title=f"{line.heading}, {line.practice_name} ({line.practice_code}), {year}, as published",
        home_id=line.surgery_id,
        details={**line.reference, "line": line.key, "pence": line.amount, "year": str(year)},
    )


def _journal(line: YearLine, month: Month, amount: Pence, account: int, control: int) -> Journal:
    return Journal(
        dated=month.last,
        narrative=f"{line.heading}, {month.words}",
        home_id=line.surgery_id,
        lines=(Line(line.surgery_id, control, amount), Line(line.surgery_id, account, -amount)),
    )


def _payments(
    line: YearLine, by_month: Mapping[Month, Pence], year: FinancialYear, accounts: PublishedAccounts
) -> tuple[Document, list[Journal]] | None:
    """What was paid into the bank each month: the month's lines together."""
    journals = [
        Journal(
            dated=month.last,
            narrative=f"NHS payments received, {month.words}",
            home_id=line.surgery_id,
            lines=(
                Line(line.surgery_id, accounts.bank, amount),
                Line(line.surgery_id, accounts.control, -amount),
            ),
        )
        for month, amount in sorted(by_month.items())
        if amount
    ]
    if not journals:
        return None
    reference = {name: value for name, value in line.reference.items() if name not in ("row", "column")}
    document = Document(
        kind="published payment",
        key=document_key(year, line.practice_code, "paid"),
        title=f"NHS payments received, {line.practice_name} ({line.practice_code}), {year}",
        home_id=line.surgery_id,
        details={**reference, "line": "paid", "pence": sum(by_month.values()), "year": str(year)},
    )
    return document, journals
