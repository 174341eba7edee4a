"""`commonpractice contract`: what surgeries' contracts are reckoned from, and what they come to."""

from pathlib import Path

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.options import AMonth, surgeries_of
from commonpractice.interfaces.commands.runtime import now, today, with_database

A_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
WHERE = click.option("--partnership", "code", help="The partnership's code, where there are several.")
MOST_TOLD = 50  # faults: whoever has more mends these first


@click.group()
def contract() -> None:
    """What NHS contracts are reckoned from, and what is paid of them (docs/guides/contracts.md)."""


@contract.group()
def tell() -> None:
    """Tell what is known of contracts, from a CSV file: all of it is written down, or nothing.

    Every row has practice_code (the surgery's), known_on (the day from which it was known, like 2025-04-01)
    and source (where it is from, in words). A correction is told as a further row, known later. A row that is
    known as it is adds nothing, so a file may be told twice.
    """


def _told(kind: str, file: Path, code: str | None) -> None:
    """Tell a file's rows of a kind, or name each that is wrong by its line and end with 1."""
    from commonpractice.domain.contracts import actions
    from commonpractice.interfaces.commands.contract_tables import KINDS, read
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    table = KINDS[kind]
    with acting_for(the_only_partnership(code)) as (where, scope):
        rows, faults = read(file, table, where, scope=scope, today=today())
        if faults:
            told = "\n".join(faults[:MOST_TOLD])
            more = f"\nAnd {len(faults) - MOST_TOLD:,} more." if len(faults) > MOST_TOLD else ""
            raise click.ClickException(f"Nothing was written down.\n{told}{more}")
        new = getattr(actions, table.deed)(rows, scope=scope, at=now())
    known = sum(len(theirs) for theirs in rows.values()) - new
    click.echo(
        f"{new:,} row{'' if new == 1 else 's'} written down{f'; {known:,} known already' if known else ''}."
    )


@tell.command()
@click.argument("file", type=A_FILE)
@WHERE
@with_database
def lists(file: Path, code: str | None) -> None:
    """Tell patient lists, by quarter: what the global sum is reckoned from.

    Columns: practice_code, from, registered, weighted, known_on, source; and, where it ends, until; or, where
    it was told by mistake, withdrawn (yes). `from` and `until` are days, both included; `weighted` is the
    normalised weighted list as the statement prints it.
    """
    _told("lists", file, code)


@tell.command()
@click.argument("file", type=A_FILE)
@WHERE
@with_database
def terms(file: Path, code: str | None) -> None:
    """Tell what was agreed: a rent, an aspiration, a local scheme, an opt-out that holds.

    Columns: practice_code, item, basis, pounds, from, known_on, source; and, where needed, name (which of
    several), until, and withdrawn (yes, where all of it was told by mistake). `item` is a key of
    rulebook/ledger/nhs_items.csv. `basis` is a_year (paid in twelfths), a_month, once (in the month of
    `from`) or holds (worth what the rulebook says; pounds blank).
    """
    _told("terms", file, code)


@tell.command()
@click.argument("file", type=A_FILE)
@WHERE
@with_database
def claims(file: Path, code: str | None) -> None:
    """Tell what was done in a month and is paid by the piece.

    Columns: practice_code, item, rate, month (like 2025-04), count, known_on, source. `rate` is a key of
    rulebook/contracts/items.csv.
    """
    _told("claims", file, code)


@tell.command("qof-counts")
@click.argument("file", type=A_FILE)
@WHERE
@with_database
def qof_counts(file: Path, code: str | None) -> None:
    """Tell counts of patients by QOF indicator: what achievement is reckoned from.

    Columns: practice_code, year (like 2025/26), indicator, numerator, denominator, known_on, source; and, if
    you like, declared: no where they are a search or a guess, as all is that was known before the year was
    over. Our own forecast goes before such, until all that a year pays is declared.
    """
    _told("qof-counts", file, code)


@tell.command("qof-registers")
@click.argument("file", type=A_FILE)
@WHERE
@with_database
def qof_registers(file: Path, code: str | None) -> None:
    """Tell how common conditions are: what QOF points are weighted by.

    Columns: practice_code, year (like 2025/26), group, register (patients), list_size, national (patients
    in a hundred in England), known_on, source.
    """
    _told("qof-registers", file, code)


@contract.command()
@click.argument("surgery")
@click.argument("month", type=AMonth(), required=False)
@WHERE
@with_database
def show(surgery: str, month: Month | None, code: str | None) -> None:
    """Show what SURGERY earned, what was payable and what was paid: of MONTH, or of all months up to now.

    What a month that is not closed would come to is among it. Of the difference, what another item or month
    of its family settles is taken off: what is left is the query.
    """
    from commonpractice.domain.banking import queries as banking
    from commonpractice.domain.contracts import queries
    from commonpractice.domain.ledger.parameters import nhs_items
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        surgeries = surgeries_of(where, surgery)
        (found,) = queries.settled_sides(
            scope=scope,
            surgeries=surgeries,
            paid_for=banking.paid_for(scope=scope, surgeries=surgeries),
            known_on=today(),
        )
    shown = [side for side in found.sides if month in (None, side.month)]
    unknown = [each for each in found.unknown if month in (None, each.month)]
    items = nhs_items()
    if not shown:
        click.echo(f"Nothing is known of {surgery.upper()}{f' for {month.words}' if month else ''}.")
    else:
        figures = [
            (side.earned, side.payable, side.paid, side.settled, side.left, side.accrued) for side in shown
        ]
        rows = [
            [side.month.short, items[side.item].words, *map(pounds, amounts)]
            for side, amounts in zip(shown, figures, strict=True)
        ]
        rows.append(["", "Together", *(pounds(sum(column)) for column in zip(*figures, strict=True))])
        headings = ["month", "item", "earned", "payable", "paid", "settled", "difference", "accrued"]
        text_tables.show(rows, headings=headings, left=(0, 1))
    for each in unknown:
        click.echo(f"Cannot be reckoned: {items[each.item].words}, {each.month.words}. {each.why}")
