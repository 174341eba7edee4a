"""The statements and postings as the sheets of a workbook: the same figures as on the screens."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from commonpractice.domain.ledger.queries.movements import Span
from commonpractice.domain.ledger.queries.statements import (
    balance_sheet,
    consolidation,
    income_statement,
    trial_balance,
)
from commonpractice.domain.ledger.rules.statements import Amounts, Section
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.journal_formats import Book, Column, Row, Sheet, Shown

CODE = Column("Account", Shown.NUMBER, 9)
NAME = Column("Name", Shown.TEXT, 46)


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
    """The trial balance, income and expenditure, the balance sheet; of several, the consolidation too."""
    surgeries = [place.id for place in places]
    asked = {"scope": scope, "surgeries": surgeries}
    every = list(months(first, last))

    trial = trial_balance(**asked, at=last.last, year_starts=partnership.year_starts)
    both = [Column(name, Shown.MONEY, 16) for name in ("Debit", "Credit")]
    rows = [Row([line.account.code, line.account.name, *_sides(line.amounts[0])]) for line in trial.lines]
    if trial.earlier:
        rows.append(Row([None, "Results of earlier years, not yet shared", *_sides(trial.earlier)]))
    rows.append(Row([None, "Total", trial.debits, trial.credits], strong=True))
    yield Sheet(
        "Trial balance", f"Trial balance, {day(last.last)}: {title}", notes, (CODE, NAME, *both), rows
    )

    spans = [*map(Span.of_month, every), Span(first.first, last.last)]
    income = income_statement(**asked, spans=spans)
    yield Sheet(
        "Income and expenditure",
        f"Income and expenditure: {title}",
        notes,
        (CODE, NAME, *_columns([*(month.short for month in every), "Total"])),
        [
            *_sections(income.income),
            _total("Total income", income.total_income),
            *_sections(income.expenses),
            _total("Total expenses", income.total_expenses),
            _total("Surplus", income.surplus),
            *_sections(income.borne_by_partners),
            _total("Total borne by partners", income.total_borne),
            _total("Surplus for partners", income.for_partners),
        ],
    )

    days = [first.first - timedelta(days=1), *(month.last for month in every)]
    sheet = balance_sheet(**asked, days=days)
    yield Sheet(
        "Balance sheet",
        f"Balance sheet: {title}",
        notes,
        (CODE, NAME, *_columns([day(each) for each in days])),
        [
            *_sections(sheet.assets),
            _total("Total assets", sheet.total_assets),
            *_sections(sheet.liabilities),
            _total("Total liabilities", sheet.total_liabilities),
            _total("Net assets", sheet.net_assets),
            *_sections(sheet.equity),
            Row([None, "Results not yet shared", *sheet.unshared]),
            _total("Partners' funds", sheet.funds),
        ],
    )

    if len(places) > 1:
        names = {place.id: (place.code, place.name) for place in places}
        proof = consolidation(**asked, span=Span(first.first, last.last))
        yield Sheet(
            "Consolidation",
            f"Each profit centre's part in the whole: {title}",
            notes,
            (
                Column("Code", Shown.TEXT, 10),
                NAME,
                *_columns(["Income", "Spending", "Surplus", "Borne by partners", "Internal accounts"]),
            ),
            [
                *(Row([*names[row.surgery_id], *_figures(row)]) for row in proof.rows),
                Row([None, "Sum of the above", *_figures(proof.sum_of_rows)], strong=True),
                Row([None, "Reckoned as a whole", *_figures(proof.whole)], strong=True),
            ],
        )


def postings(book: Book) -> Sheet:
    """Every posting of a book, a row each; its rows may be read once only."""
    columns = (
        Column("Month", Shown.TEXT, 9),
        Column("Date", Shown.DATE, 11),
        Column("Journal", Shown.NUMBER, 9),
        Column("Code", Shown.TEXT, 9),
        Column("Surgery", Shown.TEXT, 28),
        CODE,
        Column("Account name", Shown.TEXT, 34),
        Column("Amount", Shown.MONEY, 14),
        Column("Narrative", Shown.TEXT, 40),
        Column("Document", Shown.TEXT, 34),
        Column("Partner", Shown.TEXT, 20),
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


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(name, Shown.MONEY, 15) for name in names]


def _sections(sections: Sequence[Section]) -> Iterator[Row]:
    """A heading, the accounts and their sum, group by group."""
    for section in sections:
        yield Row([None, section.title], strong=True)
        for line in section.lines:
            yield Row([line.account.code, line.account.name, *line.amounts])
        yield _total(f"{section.title}, total", section.totals)


def _total(name: str, amounts: Amounts) -> Row:
    return Row([None, name, *amounts], strong=True)


def _sides(amount: int) -> list[int | None]:
    """A trial balance's two columns."""
    return [amount, None] if amount > 0 else [None, -amount]


def _figures(row) -> list[int]:
    return [row.income, row.spending, row.surplus, row.borne, row.internal]
