"""The statements and postings as the sheets of a workbook: the same rows as on the screens."""

from collections.abc import Iterator, Sequence

from commonpractice.domain.ledger.queries.movements import Span
from commonpractice.domain.ledger.queries.periods import Period
from commonpractice.domain.ledger.queries.statement_tables import (
    Statement,
    StatementTable,
    balance_sheet_by_month,
    consolidation_table,
    income_by_month,
    statement_table,
)
from commonpractice.domain.ledger.rules.statement_rows import RowKind
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.journal_formats import Book, Column, Row, Sheet, Shown, Stress

CODE = Column("Account", Shown.NUMBER)
NAME = Column("Name", Shown.TEXT)
STRESS = {
    RowKind.HEADING: Stress.HEADING,
    RowKind.LINE: Stress.PLAIN,
    RowKind.SUBTOTAL: Stress.SUBTOTAL,
    RowKind.TOTAL: Stress.TOTAL,
}


def statements(
    *,
    scope: Scope,
    partnership: PartnershipSummary,
    places: Sequence[SurgerySummary],
    first: Month,
    last: Month,
    title: str,
    notes: tuple[str, ...],
) -> Iterator[Sheet]:
    """The three statements as at the last month; of several months, month by month too; of several profit
    centres, the consolidation over all the months too."""
    asked = {"scope": scope, "places": places}
    every = list(months(first, last))
    period = Period(last.last, None, partnership.year_starts)
    for statement in (Statement.TRIAL_BALANCE, Statement.INCOME, Statement.BALANCE_SHEET):
        table = statement_table(statement, **asked, period=period)
        yield _sheet(statement.words, table, title, notes)
    if len(every) > 1:
        yield _sheet("Income by month", income_by_month(**asked, months=every), title, notes)
        by_month = balance_sheet_by_month(**asked, months=every, year_starts=partnership.year_starts)
        yield _sheet("Balance sheet by month", by_month, title, notes)
    if len(places) > 1:
        table = consolidation_table(**asked, span=Span(first.first, last.last), period=period)
        yield _sheet(Statement.CONSOLIDATION.words, table, title, notes)


SIGNS = {
    Statement.TRIAL_BALANCE: "Debits and credits each have a column of their own.",
    Statement.INCOME: "Income and spending are positive; a loss is negative.",
    Statement.BALANCE_SHEET: (
        "What is owned, what is owed and partners' funds are each positive; what is owed is taken off."
    ),
    Statement.CONSOLIDATION: "Income and spending are positive; a loss is negative.",
}
"""How to read the signs of each statement: as on the screens."""


def _sheet(name: str, table: StatementTable, title: str, notes: tuple[str, ...]) -> Sheet:
    """A statement as a sheet, its rows as they are."""
    surgeries = table.statement is Statement.CONSOLIDATION
    code = Column("Code", Shown.TEXT) if surgeries else CODE
    amounts = [Column(column.words, Shown.MONEY) for column in table.columns]
    return Sheet(
        name,
        f"{name}, {table.words}: {title}",
        (f"{notes[0]} {SIGNS[table.statement]}", *notes[1:]),
        (code, NAME, *amounts),
        [Row([row.code, row.name, *row.amounts], STRESS[row.kind], row.level) for row in table.rows],
    )


def postings(book: Book) -> Sheet:
    """Every posting of a book, a row each; its rows may be read once only."""
    columns = (
        Column("Month", Shown.TEXT),
        Column("Date", Shown.DATE),
        Column("Journal", Shown.NUMBER),
        Column("Code", Shown.TEXT),
        Column("Surgery", Shown.TEXT),
        CODE,
        Column("Account name", Shown.TEXT),
        Column("Amount", Shown.MONEY),
        Column("Narrative", Shown.TEXT),
        Column("Document", Shown.TEXT),
        Column("Partner", Shown.TEXT),
    )
    return Sheet("Postings", f"Postings: {book.title}", book.notes, columns, _rows(book), filtered=True)


def _rows(book: Book) -> Iterator[Row]:
    for entry in book.entries:
        month = str(Month.of(entry.on))
        for key, amount, partner in entry.lines:
            account = book.accounts[key]
            yield Row(
                (
                    month,
                    entry.dated or entry.on,
                    entry.number,
                    account.owner_code,
                    account.owner,
                    account.code,
                    account.name,
                    amount,
                    entry.narrative,
                    entry.title,
                    partner,
                )
            )
