"""A year of books from published payments: which months, how much in each, which journals.

A published line is one amount for a year. It is spread evenly over the months in which the practice was open,
the pennies by largest remainder, and posted to its account against the control account for NHS payments: in
the months in which the surgery belonged to the partnership, for the rest was another's. What was paid each
month, income less deductions, then clears the control, so that it is nil at every month's end.

What is posted is always the difference between what is published now and what has been posted before, month
by month: the first time that is all of it, the second time nothing, and of a corrected file the correction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonpractice.domain.ledger.facts import Document, Journal, Line, PublishedAccounts
from commonpractice.domain.ledger.rules.posting import revised_key
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import FinancialYear, Month

PAID = "paid"
"""In place of a line's key: the document of what was paid into the bank."""


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
    belonged: frozenset[Month] | None = None
    """The months in which the surgery belonged to the partnership; None for all."""


@dataclass(frozen=True)
class PostedBefore:
    """What has been posted of one line of a practice's year, reversals taken off.

    `by_month` is signed as published; `revisions` the number of documents that it was posted by.
    """

    heading: str
    revisions: int
    by_month: Mapping[Month, Pence] = field(default_factory=dict[Month, Pence])


Before = Mapping[tuple[int, str], PostedBefore]
"""By surgery id and the line's key, or PAID."""

NOTHING = PostedBefore("", 0)


def months_open(year: FinancialYear, opened: date | None, closed: date | None) -> list[Month]:
    """The months of a year in which a practice was open, whole or in part; all of them where that is none.

    A practice that closed before the year, or opened after it, and was paid all the same had something
    settled late: its payments are spread over the whole year, for want of a better month.
    """
    first = Month.of(opened) if opened else year.first
    last = Month.of(closed) if closed else year.last
    return [month for month in year.months if first <= month <= last] or year.months


def months_posted(line: YearLine, year: FinancialYear) -> list[Month]:
    """The months of a year for which a line is posted: open, and the surgery in the partnership."""
    months = months_open(year, line.opened, line.closed)
    return [month for month in months if line.belonged is None or month in line.belonged]


def entries(
    lines: Sequence[YearLine],
    *,
    year: FinancialYear,
    accounts: PublishedAccounts,
    before: Before | None = None,
) -> list[tuple[Document, list[Journal]]]:
    """The documents and journals still to be posted: one document a line, one a practice for what was paid.

    `before` is what has been posted of these practices' year. A line that the file no longer has is taken
    back. Lines of which nothing is to be posted make no document.
    """
    before = before or {}
    posted: list[tuple[Document, list[Journal]]] = []
    paid: dict[int, dict[Month, Pence]] = {}
    of_surgery = {line.surgery_id: line for line in lines}
    for line in [*lines, *_gone(lines, before)]:
        earlier = before.get((line.surgery_id, line.key), NOTHING)
        due = spread(line, year)
        sums = paid.setdefault(line.surgery_id, {})
        for month, part in due.items():
            sums[month] = sums.get(month, 0) + part
        account = accounts.of(line.key)
        journals = [
            _journal(line, month, part, account, accounts.control, correcting=earlier.revisions > 0)
            for month, part in _still_due(due, earlier)
        ]
        if journals:
            posted.append((_document(line, year, journals, earlier), journals))
    for surgery_id, due in paid.items():
        earlier = before.get((surgery_id, PAID), NOTHING)
        if entry := _payments(of_surgery[surgery_id], due, earlier, year, accounts):
            posted.append(entry)
    return posted


def spread(line: YearLine, year: FinancialYear) -> dict[Month, Pence]:
    """A line's amount by month, evenly over the months in which the practice was open.

    Of these, the months in which the surgery belonged: the others' parts are left out, not spread again.
    """
    months = months_open(year, line.opened, line.closed)
    parts = share(line.amount, [1] * len(months))
    posted = set(months_posted(line, year))
    return {month: part for month, part in zip(months, parts, strict=True) if part and month in posted}


def _still_due(due: Mapping[Month, Pence], earlier: PostedBefore) -> list[tuple[Month, Pence]]:
    """What is due less what has been posted, by month; months without a difference are left out."""
    return [
        (month, left)
        for month in sorted({*due, *earlier.by_month})
        if (left := due.get(month, 0) - earlier.by_month.get(month, 0))
    ]


def _gone(lines: Sequence[YearLine], before: Before) -> list[YearLine]:
    """Lines of these practices that were posted before and that the file no longer has, as lines of nil."""
    like = {line.surgery_id: line for line in lines}
    there = {(line.surgery_id, line.key) for line in lines}
    return [
        YearLine(
            surgery_id=surgery_id,
            practice_code=like[surgery_id].practice_code,
            practice_name=like[surgery_id].practice_name,
            key=key,
            heading=earlier.heading,
            amount=0,
            opened=like[surgery_id].opened,
            closed=like[surgery_id].closed,
            belonged=like[surgery_id].belonged,
            reference=_without_place(like[surgery_id].reference),
        )
        for (surgery_id, key), earlier in before.items()
        if key != PAID and surgery_id in like and (surgery_id, key) not in there
    ]


def document_key(year: FinancialYear, practice_code: str, line: str) -> str:
    """The key of a published line's document: a line of a year posts once, whatever file it is in."""
    return f"published payments/{year}/{practice_code}/{line}"


def _document(
    line: YearLine, year: FinancialYear, journals: Sequence[Journal], earlier: PostedBefore
) -> Document:
    key = document_key(year, line.practice_code, line.key)
    title = f"{line.heading}, {line.practice_name} ({line.practice_code}), {year}, as published"
    details = {**line.reference, "line": line.key, "pence": line.amount, "year": str(year)}
    months, of = months_posted(line, year), len(months_open(year, line.opened, line.closed))
    if len(months) < of:
        title = f"{title}, {len(months)} of {of} months"
        details |= {"months": [str(month) for month in months], "of_months": of}
    return _of_revision(key, title, line.surgery_id, details, journals, earlier)


def _of_revision(
    key: str,
    title: str,
    surgery_id: int,
    details: Mapping[str, Any],
    journals: Sequence[Journal],
    earlier: PostedBefore,
) -> Document:
    """A line's first document; or, of one posted before, the next, which says by how much it differs."""
    difference = {"difference_in_pence": sum(journal.lines[0].amount for journal in journals)}
    return Document(
        kind="published payment",
        key=revised_key(key, earlier.revisions + 1),
        title=f"{title}, corrected" if earlier.revisions else title,
        home_id=surgery_id,
        details={**details, **difference} if earlier.revisions else dict(details),
    )


def _journal(
    line: YearLine, month: Month, amount: Pence, account: int, control: int, *, correcting: bool
) -> Journal:
    return Journal(
        dated=month.last,
        narrative=f"{line.heading}, {month.words}{', corrected' if correcting else ''}",
        home_id=line.surgery_id,
        lines=(Line(line.surgery_id, control, amount), Line(line.surgery_id, account, -amount)),
    )


def _payments(
    line: YearLine,
    due: Mapping[Month, Pence],
    earlier: PostedBefore,
    year: FinancialYear,
    accounts: PublishedAccounts,
) -> tuple[Document, list[Journal]] | None:
    """What was paid into the bank each month: the month's lines together."""
    corrected = ", corrected" if earlier.revisions else ""
    journals = [
        Journal(
            dated=month.last,
            narrative=f"NHS payments received, {month.words}{corrected}",
            home_id=line.surgery_id,
            lines=(
                Line(line.surgery_id, accounts.bank, amount),
                Line(line.surgery_id, accounts.control, -amount),
            ),
        )
        for month, amount in _still_due(due, earlier)
    ]
    if not journals:
        return None
    key = document_key(year, line.practice_code, PAID)
    title = f"NHS payments received, {line.practice_name} ({line.practice_code}), {year}"
    details = {
        **_without_place(line.reference),
        "line": PAID,
        "pence": sum(due.values()),
        "year": str(year),
    }
    return _of_revision(key, title, line.surgery_id, details, journals, earlier), journals


def _without_place(reference: Mapping[str, Any]) -> dict[str, Any]:
    """Where something was published, without the column: what is told of the practice's whole row."""
    return {name: value for name, value in reference.items() if name not in ("row", "column")}
