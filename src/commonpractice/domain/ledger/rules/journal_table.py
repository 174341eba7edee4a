"""Journals from a table of rows, as a spreadsheet holds them.

Columns: `journal` (any reference; rows that share it are one journal), `dated` (2025-04-30), `surgery` (ODS
code or CENTRE), `account` (four digits), `amount` (pounds; debits positive, credits negative), `narrative`
(of the journal's first row), and optionally `month` (2025-04, where it is not that of the date).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger.facts import AccountFact, Document, Journal, Line, Unbalanced
from commonpractice.domain.ledger.rules.posting import CannotPost, check_can_post
from commonpractice.foundations.money import NotMoney, pence
from commonpractice.foundations.months import Month, NotAMonth

COLUMNS = ("journal", "dated", "surgery", "account", "amount", "narrative")


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


def entries(
    rows: Sequence[Mapping[str, str | None]],
    *,
    surgeries: Mapping[str, int],
    chart: Mapping[int, AccountFact],
    key: str,
    title: str,
) -> list[tuple[Document, list[Journal]]]:
    """The documents and journals of a table: one document for each pair of sides, keyed `key`.

    `surgeries` are ids by code. Raises TableRefused with every fault found, by line; the header is line 1.
    """
    problems: list[str] = []
    if rows and (missing := [name for name in COLUMNS if name not in rows[0]]):
        raise TableRefused([f"Line 1: the column {', '.join(missing)} is missing."])
    if not rows:
        raise TableRefused(["The file has no rows below its header."])
    by_journal: dict[str, list[_Row]] = {}
    for number, row in enumerate(rows, start=2):
        try:
            read = _row(number, row, surgeries)
        except ValueError as fault:
            problems.append(f"Line {number}: {fault}")
            continue
        by_journal.setdefault(read.journal, []).append(read)
    documents: dict[tuple[int, int | None], list[Journal]] = {}
    for reference, parts in by_journal.items():
        try:
            journal = _journal(parts)
            check_can_post(journal, chart)
        except (Unbalanced, CannotPost) as fault:
            if not problems:  # a journal that lost a bad row cannot balance; the row is the fault
                problems.append(f"Journal {reference} (line {parts[0].number}): {fault}")
            continue
        documents.setdefault((journal.home_id, journal.host_id), []).append(journal)
    if problems:
        raise TableRefused(problems)
    return [
        (
            Document(
                kind="journal file",
                key=f"{key}/{home}" + (f"/{host}" if host else ""),
                title=title,
                home_id=home,
                host_id=host,
            ),
            journals,
        )
        for (home, host), journals in documents.items()
    ]


def _row(number: int, row: Mapping[str, str | None], surgeries: Mapping[str, int]) -> _Row:
    given = {name: (value or "").strip() for name, value in row.items()}
    code = given["surgery"].upper()
    if code not in surgeries:
        raise ValueError(f"“{given['surgery']}” is not a surgery of this partnership.")
    if not given["account"].isdigit():
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
    line = Line(surgeries[code], int(given["account"]), amount)
    return _Row(number, given["journal"], dated, month, given["narrative"], line)


def _journal(parts: Sequence[_Row]) -> Journal:
    first = parts[0]
    sides = list(dict.fromkeys(part.line.surgery_id for part in parts))
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
