"""Statements as rows, for the terminal and for CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import click

from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.statements import Section
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import FinancialYear, Month

Cell = str | Pence


@dataclass(frozen=True)
class Shown:
    """A statement as a table: whole numbers are pence; the first `words` columns are text."""

    title: str
    header: list[str]
    rows: list[list[Cell]]
    words: int = 2


def table(
    statement: str,
    *,
    where: PartnershipSummary,
    scope: Scope,
    surgeries: Sequence[int],
    at: date,
    known_at: datetime | None,
) -> Shown:
    """One of the statements of `commonpractice ledger show`, at the end of a day."""
    month = Month.of(at)
    this_month = Span(month.first, at)
    this_year = Span.year_to(at, where.year_starts)
    asked = {"scope": scope, "surgeries": surgeries, "known_at": known_at}
    if statement == "income":
        shown = queries.income_statement(**asked, spans=[this_month, this_year])
        return Shown(
            f"Income and expenditure, {where.name}, to {day(at)}",
            ["account", "name", month.words, "year to date"],
            [
                *_sections(shown.income),
                ["", "Total income", *shown.total_income],
                *_sections(shown.expenses),
                ["", "Total expenses", *shown.total_expenses],
                ["", "Surplus", *shown.surplus],
                *_sections(shown.borne_by_partners),
                ["", "Surplus for partners", *shown.for_partners],
            ],
        )
    if statement == "balance-sheet":
        sheet = queries.balance_sheet(**asked, days=[at])
        return Shown(
            f"Balance sheet, {where.name}, {day(at)}",
            ["account", "name", day(at)],
            [
                *_sections(sheet.assets),
                *_sections(sheet.liabilities),
                ["", "Net assets", *sheet.net_assets],
                *_sections(sheet.equity),
                ["", "Results not yet shared", *sheet.unshared],
                ["", "Partners' funds", *sheet.funds],
            ],
        )
    if statement == "trial-balance":
        trial = queries.trial_balance(**asked, at=at, year_starts=where.year_starts)
        rows = [
            [str(line.account.code), line.account.name, *_two_sides(line.amounts[0])] for line in trial.lines
        ]
        return Shown(
            f"Trial balance, {where.name}, {day(at)}",
            ["account", "name", "debit", "credit"],
            [
                *rows,
                ["", "Results of earlier years not yet shared", *_two_sides(trial.earlier)],
                ["", "Total", trial.debits, trial.credits],
            ],
        )
    names = {surgery.id: surgery for surgery in where.surgeries}
    proof = queries.consolidation(scope=scope, surgeries=surgeries, span=this_year)
    return Shown(
        f"Consolidation, {where.name}, year to {day(at)}",
        ["code", "surgery", "income", "spending", "surplus", "borne by partners", "internal accounts"],
        [[names[row.surgery_id].code, names[row.surgery_id].name, *_figures(row)] for row in proof.rows]
        + [
            ["", "Sum of surgeries and centre", *_figures(proof.sum_of_rows)],
            ["", "The partnership, reckoned as a whole", *_figures(proof.whole)],
        ],
    )


def print_published_result(where: PartnershipSummary, scope: Scope, year: FinancialYear) -> None:
    """The year's consolidated result in a few lines, for the end of `ledger post-published`."""
    shown = queries.income_statement(
        scope=scope,
        surgeries=[surgery.id for surgery in where.surgeries],
        spans=[Span(year.first.first, year.last.last)],
    )
    click.echo(f"{where.name}, {year}:")
    for section in (*shown.income, *shown.borne_by_partners):
        for line in section.lines:
            click.echo(f"  {line.account.code} {line.account.name:<60} {pounds(line.amounts[0]):>18}")
    click.echo(f"  {'Total NHS payments':<65} {pounds(shown.total_income[0]):>18}")
    click.echo(f"  {'Deductions':<65} {pounds(shown.total_borne[0]):>18}")
    click.echo(f"  {'Left for expenses and partners':<65} {pounds(shown.for_partners[0]):>18}")


def _sections(sections: Sequence[Section]) -> list[list[Cell]]:
    return [
        [str(line.account.code), line.account.name, *line.amounts]
        for section in sections
        for line in section.lines
    ]


def _two_sides(amount: Pence) -> list[Cell]:
    return [amount, ""] if amount > 0 else ["", -amount] if amount else ["", ""]


def _figures(row) -> list[Cell]:
    return [row.income, row.spending, row.surplus, row.borne, row.internal]
