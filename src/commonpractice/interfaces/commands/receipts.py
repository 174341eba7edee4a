"""`commonpractice receipts`: what came into the bank from the NHS."""

from pathlib import Path

import click

from commonpractice.interfaces.commands.runtime import now, with_database

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def receipts() -> None:
    """What came into the bank from the NHS, matched to payment statements."""


@receipts.command("take-in")
@click.argument("file", type=A_FILE)
@click.option(
    "--practice", default="", help="The code of the practice whose lines do not say whose they are."
)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def take_in(file: Path, practice: str, code: str | None) -> None:
    """Take in the bank lines of FILE, a CSV with the columns dated, amount, words.

    The columns reference and practice_code may be added; amounts are pounds, negative where the money went
    back. All of the file is taken in or none of it, each bank line once. A receipt that comes to one, two or
    three statements exactly, in one way only, is matched to them (docs/guides/payment-statement.md).
    """
    from commonpractice.domain.banking import actions
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            taken = actions.take_in_receipts(
                content=file.read_bytes(), name=file.name, practice_code=practice, scope=scope, at=now()
            )
        except actions.CannotTakeIn as refusal:
            faults = "\n".join(f"  - {problem}" for problem in refusal.problems)
            raise click.ClickException(f"{file} was not taken in; nothing has changed.\n{faults}") from None
    number = len(taken.new)
    click.echo(
        f"{number} bank line{'' if number == 1 else 's'} taken in, {pounds(taken.amount)}; "
        f"{taken.matched} matched to statements."
    )
    for sentence in taken.already:
        click.echo(sentence)


@receipts.command()
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def waiting(code: str | None) -> None:
    """List what has not arrived, and what arrived and belongs to no statement: the control account.

    The numbers are those that `match` wants.
    """
    from commonpractice.domain.banking import queries
    from commonpractice.foundations.dated import day
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        controls = queries.control(scope=scope, surgeries=[surgery.id for surgery in where.surgeries])
    codes = {surgery.id: surgery.code for surgery in where.surgeries}
    rows: list[list[str]] = []
    for each in controls:
        told = codes[each.surgery_id]
        rows += [
            [told, f"statement {paper.id}", f"of {paper.month.words}", pounds(paper.open)]
            for paper in each.statements
        ]
        rows += [
            [told, f"receipt {money.id}", f"of {day(money.dated)}", pounds(-money.open)]
            for money in each.receipts
        ]
        if each.waiting:
            said = f"{len(each.waiting)} line{'' if len(each.waiting) == 1 else 's'} not recognised"
            rows.append([told, said, "", pounds(-each.not_recognised)])
        if each.posted_otherwise:
            rows.append([told, "posted otherwise", "", pounds(each.posted_otherwise)])
        if each.balance:
            rows.append([told, "control account", "", pounds(each.balance)])
    if not rows:
        click.echo("Nothing waits: every statement has arrived, and every receipt belongs to one.")
        return
    text_tables.show(rows, headings=["practice", "", "", "amount"], left=(0, 1, 2))


@receipts.command()
@click.argument("receipt", type=int)
@click.argument("statements", type=int, nargs=-1, metavar="STATEMENT...")
@click.option("--takes-back", type=int, metavar="RECEIPT", help="The earlier receipt that this one reverses.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def match(receipt: int, statements: tuple[int, ...], takes_back: int | None, code: str | None) -> None:
    """Say which STATEMENTs a RECEIPT pays, or which earlier receipt it takes back, by their numbers."""
    from commonpractice.domain.banking import actions, queries
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    if bool(statements) == (takes_back is not None):
        raise click.UsageError("Name the statements that it pays, or the receipt with --takes-back.")
    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            if takes_back is not None:
                actions.take_back(receipt_id=receipt, earlier_id=takes_back, scope=scope, at=now())
            else:
                actions.match(receipt_id=receipt, statement_ids=statements, scope=scope, at=now())
        except (actions.CannotMatch, queries.NoSuchReceipt, queries.NoSuchStatement) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"Receipt {receipt} is matched.")


@receipts.command()
@click.argument("receipt", type=int)
@click.option("--why", required=True, help="The reason; it is kept.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def unmatch(receipt: int, why: str, code: str | None) -> None:
    """Take back whatever a RECEIPT is matched to, with the reason. Nothing is deleted."""
    from commonpractice.domain.banking import actions, queries
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            found = queries.matches_of(scope=scope, receipt_id=receipt)
            for each in found:
                actions.unmatch(match_id=each.id, why=why, scope=scope, at=now())
        except (actions.CannotMatch, queries.NoSuchReceipt) as refusal:
            raise click.ClickException(str(refusal)) from None
    if not found:
        raise click.ClickException(f"Receipt {receipt} is matched to nothing.")
    click.echo(f"Receipt {receipt} is unmatched.")
