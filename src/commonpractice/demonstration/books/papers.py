"""A surgery's books while they are made up: documents, the journals made from them, and what has come of it.

`Book` keeps running balances, so that what is owed is paid, and what is in the bank is known.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.nhs.printed import Receipt, Statement
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

Entry = tuple[Document, Sequence[Journal]]
"""As ledger.actions.post takes them: a document and the journals made from it."""

Amounts = Sequence[
    tuple[int, Pence] | tuple[int, Pence, int | None] | tuple[int, Pence, int | None, str, Month]
]
"""(account, pence, perhaps a partner's id, perhaps an item and its month): debits positive, credits negative;
nil amounts are left out."""

Week = tuple[date, date]


@dataclass(frozen=True)
class Made:
    """A month of one profit centre, made up: what is posted, and the NHS papers that are taken in."""

    month: Month
    entries: tuple[Entry, ...]
    statement: Statement | None = None
    receipts: tuple[Receipt, ...] = ()


class Book:
    """One profit centre's books, month by month."""

    def __init__(self, *, code: str, surgery_id: int, bank: int, rng: random.Random, prefix: str):
        self.code = code
        self.surgery_id = surgery_id
        self.bank = bank
        self.rng = rng
        self.prefix = prefix
        self.balances: defaultdict[int, Pence] = defaultdict(int)
        self.owed: list[tuple[date, str, Pence]] = []
        """Suppliers' invoices not paid yet: (dated, supplier, amount)."""
        self.owed_next_month: dict[str, Pence] = {}
        """What falls due in the month to come, by what it is for."""
        self.invoiced: list[tuple[str, Pence]] = []
        """What others have been invoiced for and not paid yet: (what, amount)."""
        self.carried: dict[str, Pence] = {}
        """Spending not invoiced yet, by line: it is added to the next invoice."""
        self.kept: dict[Any, Any] = {}
        """Lines that are the same month after month."""
        self._papers: list[Paper] = []

    def paper(
        self, kind: str, name: str, title: str, month: Month, *, host_id: int | None = None, **told: Any
    ) -> "Paper":
        """Begin a document of this book; `name` is its own within the month."""
        paper = Paper(self, kind, f"{self.prefix}/{self.code}/{month}/{name}", title, month, host_id, told)
        self._papers.append(paper)
        return paper

    def entries(self, *, brief: bool) -> list[Entry]:
        """What has been written since the last time; `brief` makes one journal of each document's."""
        papers, self._papers = self._papers, []
        return [paper.entry(brief=brief) for paper in papers if paper.journals]


class Paper:
    """A document being written."""

    def __init__(
        self,
        book: Book,
        kind: str,
        key: str,
        title: str,
        month: Month,
        host_id: int | None,
        told: dict[str, Any],
    ):
        self.book = book
        self.journals: list[Journal] = []
        self.document = Document(
            kind=kind,
            key=key,
            title=title,
            home_id=book.surgery_id,
            host_id=host_id,
            details={**made_up(kind), "surgery": book.code, "month": str(month), **told},
        )

    def add(self, dated: date, narrative: str, amounts: Amounts, host: Amounts = ()) -> None:
        """Write a journal, if there is anything in it. `host` are the other side's amounts."""
        surgery_id, host_id = self.book.surgery_id, self.document.host_id
        lines = [Line(surgery_id, *amount) for amount in amounts if amount[1]]
        if host and host_id is not None:
            lines += [Line(host_id, *amount) for amount in host if amount[1]]
        self.add_lines(dated, narrative, tuple(lines))

    def add_lines(self, dated: date, narrative: str, lines: tuple[Line, ...]) -> None:
        """As `add`, where the lines have been made already."""
        book = self.book
        if not lines:
            return
        balances = book.balances
        for line in lines:
            if line.surgery_id == book.surgery_id:
                balances[line.account] += line.amount
        self.journals.append(Journal(dated, narrative, lines, self.document.home_id, self.document.host_id))

    def entry(self, *, brief: bool) -> Entry:
        return self.document, [self._together()] if brief else self.journals

    def _together(self) -> Journal:
        """All its journals as one, dated as the last: what a summary of the document would post.

        What a partner is given and what is taken from them stay apart: a statement tells both.
        """
        sums: defaultdict[tuple[int, int, int | None, str, Month | None, bool], Pence] = defaultdict(int)
        for journal in self.journals:
            for line in journal.lines:
                taken = line.partner_id is not None and line.amount > 0
                sums[line.surgery_id, line.account, line.partner_id, line.item, line.concerns, taken] += (
                    line.amount
                )
        lines = tuple(
            Line(surgery_id, account, amount, partner_id, item, concerns)
            for (surgery_id, account, partner_id, item, concerns, _), amount in sums.items()
            if amount
        )
        dated = max(journal.dated for journal in self.journals)
        return Journal(
            dated,
            self.document.title,
            lines or self.journals[0].lines,
            self.document.home_id,
            self.document.host_id,
        )


def made_up(kind: str) -> dict[str, Any]:
    """How the details of every document of the demonstration begin: what it is, and that it is invented."""
    said = f"{tables.kinds()[kind]} Made up for the demonstration: no real money."
    return {"invented": True, "what": said}


def weeks(month: Month) -> list[Week]:
    """A month in four: to the 7th, the 14th, the 21st and its end, so that a week stays in its month."""
    starts = [month.first.replace(day=number) for number in (1, 8, 15, 22)]
    ends = [month.first.replace(day=number) for number in (7, 14, 21)]
    return list(zip(starts, [*ends, month.last], strict=True))


def some_day(week: Week, rng: random.Random) -> date:
    """A day of a week, not a Saturday or Sunday."""
    first, last = week
    picked = first.replace(day=rng.randint(first.day, last.day))
    weekend = picked.weekday() - 4
    if weekend <= 0:
        return picked
    earlier = picked.day - weekend
    return first.replace(day=earlier if earlier >= first.day else picked.day + 3 - weekend)


def in_words(week: Week) -> str:
    """8 to 14 April 2025."""
    return f"{week[0].day} to {day(week[1])}"
