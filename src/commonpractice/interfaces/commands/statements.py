"""Statements drawn as text, for the terminal, and as CSV. What stands in them is the ledger's business."""

import csv
import sys
from collections.abc import Sequence

import click

from commonpractice.domain.ledger.queries import PublishedResult, Statement, StatementTable
from commonpractice.domain.ledger.rules.statement_rows import Row, RowKind
from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.foundations.money import Pence, plain_pounds, pounds
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.commands import text_tables

STEP = "  "


def show(table: StatementTable, *, whose: str) -> None:
    """Print a statement, headed by what it is, whose, and of when; names are set in by their level."""
    text_tables.title(f"{table.statement.words}, {whose}, {table.words}")
    rows: list[list[str]] = []
    for row in table.rows:
        if row.kind is RowKind.HEADING and row.level == 0 and rows:
            rows.append([])
        rows.append([_code(row), STEP * row.level + row.name, *map(_pounds, row.amounts)])
    if any(column.over for column in table.columns):
        rows.insert(0, _headings(table, [column.name for column in table.columns]))
        text_tables.show(rows, headings=["", "", *_two_by_two(table)], left=(0, 1))
    else:
        text_tables.show(rows, headings=_headings(table), left=(0, 1))


def write_csv(table: StatementTable) -> None:
    """Write the same rows as CSV to standard output: pounds without signs or separators."""
    writer = csv.writer(sys.stdout)
    writer.writerow(_headings(table))
    for row in table.rows:
        amounts = ["" if amount is None else plain_pounds(amount) for amount in row.amounts]
        blank = [""] * (len(table.columns) - len(amounts))
        writer.writerow([_code(row), row.name, *amounts, *blank])


def print_published_result(where: PartnershipSummary, result: PublishedResult, year: FinancialYear) -> None:
    """What was posted of a published year, in a few lines, for the end of `ledger post-published`."""
    click.echo(f"{where.name}, {year}:")
    for account, amount in (*result.payments, *result.deductions):
        click.echo(f"  {account.code} {account.name:<60} {pounds(amount):>18}")
    for name, amount in [
        ("Total NHS payments", result.total_payments),
        ("Deductions", result.total_deductions),
        ("Left for expenses and partners", result.left),
    ]:
        click.echo(f"  {name:<65} {pounds(amount):>18}")


def _headings(table: StatementTable, names: Sequence[str] = ()) -> list[str]:
    code = "code" if table.statement is Statement.CONSOLIDATION else "account"
    return [code, "name", *(names or [column.words for column in table.columns])]


def _two_by_two(table: StatementTable) -> list[str]:
    """What each debit and credit share, over the two: “Movement in” over the one, “March 2025” the other."""
    words = [column.over.split(" ", 2) for column in table.columns[::2]]
    return [part for what, joined, when in words for part in (f"{what} {joined}", when)]


def _code(row: Row) -> str:
    return "" if row.code is None else str(row.code)


def _pounds(amount: Pence | None) -> str:
    return "" if amount is None else pounds(amount)
