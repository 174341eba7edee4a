"""Journals from a table of rows, as a spreadsheet holds them.

Columns: `journal` (a reference of its own; rows that share it are one journal), `dated` (2025-04-30),
`surgery` (ODS code or CENTRE), `account` (four digits), `amount` (pounds; debits positive, credits negative),
`narrative` (of the journal's first row), and optionally `month` (2025-04, where it is not that of the date),
`partner` (the code of the partner whose money it is, on an account that is kept by partner), `concerns`
(2025-03: the earlier month that a row of income or spending is of) and `item` (what the NHS owed it for, of a
month before the books, which `concerns` says).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger.facts import (
    AccountFact,
    AccountKind,
    Document,
    Journal,
    Line,
    Unbalanced,
)
from commonpractice.domain.ledger.rules.of_month import earlier_month, of_earlier
from commonpractice.domain.ledger.rules.owed_before import NhsDebts, owed_before
from commonpractice.domain.ledger.rules.posting import CannotPost, check_can_post
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import NotMoney, pence
from commonpractice.foundations.months import Month, NotAMonth

COLUMNS = ("journal", "dated", "surgery", "account", "amount", "narrative")
KIND = "journal file"
"""The kind of the documents of such journals."""

NO_DEBTS = NhsDebts((), {}, {})
LONGEST_REFERENCE = 100  # characters: it is part of a key, of which an index holds no more than 400

Row = Mapping[str, str | None]
"""A row's text by column."""

BY_PARTNER = {AccountKind.PARTNERS, AccountKind.EQUITY}
"""The kinds of accounts on which a posting may say which partner's it is."""


class TableRefused(ValueError):
    """A table from which nothing is posted; `problems` are sentences with the line and what to mend."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class _Row:
    number: int
    journal: str
    dated: date
    month: Month | None
    narrative: str
    line: Line


@dataclass(frozen=True)
class _Known:
    """What the codes of a table stand for."""

    surgeries: Mapping[str, int]
    barred: Collection[str]
    chart: Mapping[int, AccountFact]
    partners: Mapping[str, int]
    debts: NhsDebts


def entries(
    rows: Sequence[Row],
    *,
    surgeries: Mapping[str, int],
    chart: Mapping[int, AccountFact],
    title: str,
    source: Mapping[str, str],
    partners: Mapping[str, int] | None = None,
    barred: Collection[str] = (),
    debts: NhsDebts = NO_DEBTS,
    numbers: Sequence[int] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[tuple[Document, list[Journal]]]:
    """The journals of a table, each with a document of its own.

    A document is known by its journal's reference and date, so that it posts once to its home whatever file
    it is in, and keeps in its details the reference, the line where it begins, and `source`: where the table
    comes from. `surgeries` and `partners` are ids by code; `barred` the codes of surgeries that the poster
    may not post to; `debts` what the NHS may have owed before the books. Raises TableRefused with every fault
    found, by line: `numbers` are the rows' own, from 2 on unless said. `problems` are faults of rows that are
    not among these, each with its journal's reference.
    """
    found = list(problems or ())
    if rows and (missing := [name for name in COLUMNS if name not in rows[0]]):
        several = len(missing) > 1
        raise TableRefused(
            [
                f"Line 1: the column{'s' if several else ''} {', '.join(missing)} "
                f"{'are' if several else 'is'} missing."
            ]
        )
    if not rows:
        raise TableRefused(found or ["The file has no rows below its header."])
    known = _Known(surgeries, barred, chart, partners or {}, debts)
    by_journal: dict[str, list[_Row]] = {}
    short = set((problems or {}).values())
    for number, row in zip(numbers or range(2, len(rows) + 2), rows, strict=True):
        try:
            read = _row(number, row, known)
        except ValueError as fault:
            found.append(f"Line {number}: {fault}")
            short.add((row["journal"] or "").strip())
            continue
        by_journal.setdefault(read.journal, []).append(read)
    made: list[tuple[Document, list[Journal]]] = []
    for reference, parts in by_journal.items():
        if reference in short:  # it lost a bad row, so it cannot balance; the row is the fault
            continue
        try:
            journal = _journal(parts, surgeries)
            check_can_post(journal, chart)
        except (Unbalanced, CannotPost) as fault:
            found.append(f"Journal {reference} (line {parts[0].number}): {fault}")
            continue
        made.append((_document(reference, parts[0], journal, title, source), [journal]))
    if found:
        raise TableRefused(sorted(found, key=_line_in))
    return made


def key(reference: str, dated: date) -> str:
    """What a journal's document is known by: its own reference, and its date."""
    return f"{KIND}/{dated}/{reference}"


def in_the_books(document: Document, *, number: int) -> str:
    """What is said of a journal of a table whose reference and date are in the books already."""
    told = document.details
    return (
        f"Journal {told['reference']} of {day(date.fromisoformat(told['dated']))} (line {told['line']}) is "
        f"in the books already, as journal {number}. If this is another one, give it another reference."
    )


def _document(
    reference: str, first: _Row, journal: Journal, title: str, source: Mapping[str, str]
) -> Document:
    return Document(
        kind=KIND,
        key=key(reference, first.dated),
        title=f"{title}: {reference}",
        home_id=journal.home_id,
        host_id=journal.host_id,
        details={
            **source,
            "reference": reference,
            "line": first.number,
            "dated": first.dated.isoformat(),
        },
    )


def _row(number: int, row: Row, known: _Known) -> _Row:
    given = {name: (value or "").strip() for name, value in row.items()}
    code = given["surgery"].upper()
    if code in known.barred:
        raise ValueError(f"you cannot post journals at {code} with the role you have.")
    if code not in known.surgeries:
        raise ValueError(f"“{given['surgery']}” is not a surgery of this partnership.")
    if not re.fullmatch(r"[0-9]{4}", given["account"]):
        raise ValueError(f"“{given['account']}” is not an account: four digits, as 3040.")
    try:
        dated = date.fromisoformat(given["dated"])
    except ValueError:
        raise ValueError(f"“{given['dated']}” is not a date: write it like 2025-04-30.") from None
    try:
        amount = pence(given["amount"])
        month = Month.parse(given["month"]) if given.get("month") else None
    except (NotMoney, NotAMonth) as fault:
        raise ValueError(str(fault)) from None
    if not given["journal"]:
        raise ValueError("the journal has no reference.")
    if len(given["journal"]) > LONGEST_REFERENCE:
        raise ValueError(f"the journal's reference is longer than {LONGEST_REFERENCE} characters.")
    account = known.chart.get(int(given["account"]))
    partner = partner_of(given.get("partner", ""), account, known.partners)
    line = Line(known.surgeries[code], int(given["account"]), amount, partner)
    of = earlier_month(given.get("concerns", ""), month or Month.of(dated))
    if account and (item := given.get("item", "")):
        line = owed_before(line, item, of, account, debts=known.debts, chart=known.chart)
    elif account:
        if of and account.code in known.debts.accounts:
            raise CannotPost(
                f"{account.code} {account.name} is of a month only where the NHS owed it before the books: "
                "write for what in the column item, or leave the column concerns empty."
            )
        line = of_earlier(line, of, account, where="the column concerns")
    return _Row(number, given["journal"], dated, month, given["narrative"], line)


def partner_of(
    typed: str, account: AccountFact | None, partners: Mapping[str, int], *, where: str = "the column partner"
) -> int | None:
    """The id of the partner whose money a row is; None for an account that is not kept by partner.

    `partners` are ids by code; an `account` that is not in the chart is refused elsewhere. Raises CannotPost.
    """
    code = typed.strip()
    if not code:
        if account and account.per_partner:
            raise CannotPost(
                f"{account.code} {account.name} is kept by partner: put the partner's code in {where}."
            )
        return None
    if account and account.kind not in BY_PARTNER:
        raise CannotPost(f"{account.code} {account.name} is not kept by partner: leave {where} empty.")
    found = {each.upper(): number for each, number in partners.items()}.get(code.upper())
    if found is None:
        raise CannotPost(f"“{code}” is not the code of a partner here.")
    return found


def _journal(parts: Sequence[_Row], surgeries: Mapping[str, int]) -> Journal:
    first = parts[0]
    codes = {number: code for code, number in surgeries.items()}
    # its home is the same in whatever order the rows stand, or it might be posted to each side once
    sides = sorted({part.line.surgery_id for part in parts}, key=lambda side: codes[side])
    if len(sides) > 2:
        raise CannotPost("it posts to more than two surgeries; make one journal for each pair.")
    if any((part.dated, part.month) != (first.dated, first.month) for part in parts):
        raise CannotPost("its rows have different dates or months.")
    return Journal(
        dated=first.dated,
        month=first.month,
        narrative=first.narrative or f"Journal {first.journal}",
        lines=tuple(part.line for part in parts),
        home_id=sides[0],
        host_id=sides[1] if len(sides) > 1 else None,
    )


def _line_in(sentence: str) -> int:
    """The number of the first line that a sentence names, so that faults are told from the top down."""
    named = re.search(r"[Ll]ine ([0-9]+)", sentence)
    return int(named[1]) if named else 0
