"""`commonpractice statement`: NHS payment statements."""

from pathlib import Path

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.options import AMonth, surgeries_of
from commonpractice.interfaces.commands.runtime import now, with_database

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHERE = click.option("--partnership", "code", help="The partnership's code, where there are several.")


@click.group()
def statement() -> None:
    """NHS payment statements: what each line is for, what of it waits, and where it was posted."""


@statement.command("take-in")
@click.argument("files", type=A_FILE, nargs=-1, required=True, metavar="FILE...")
@WHERE
@with_database
def take_in(files: tuple[Path, ...], code: str | None) -> None:
    """Take statements in: the text of an expanded statement, or CSV (docs/guides/payment-statement.md).

    Each FILE is one statement of one practice, taken in whole or not at all, and once. A statement that does
    not add up to what it prints is refused; the other files are taken in all the same. Lines whose purpose is
    not known wait until somebody says what they are.
    """
    from commonpractice.domain.banking import actions
    from commonpractice.domain.banking.facts import TakenIn
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    taken: list[TakenIn] = []
    refused: list[tuple[Path, tuple[str, ...]]] = []
    with acting_for(the_only_partnership(code)) as (_, scope):
        for file in files:
            try:
                taken.append(
                    actions.take_in_statement(
                        content=file.read_bytes(), name=file.name, scope=scope, at=now()
                    )
                )
            except actions.CannotTakeIn as refusal:
                refused.append((file, refusal.problems))
    rows = [
        [
            each.practice_code,
            each.month.words,
            pounds(each.net),
            f"{each.recognised}",
            f"{each.waiting}",
            pounds(each.waiting_amount),
            "" if each.posted_to == each.month else f"posted to {each.posted_to.words}",
        ]
        for each in taken
    ]
    if rows:
        headings = ["practice", "month", "net", "recognised", "waiting", "waiting £", ""]
        text_tables.show(rows, headings=headings, left=(0, 1, 6))
    for file, problems in refused:
        said = "\n".join(f"  - {problem}" for problem in problems)
        click.echo(f"{file} was not taken in; nothing has changed.\n{said}", err=True)
    if refused:  # only now, when what was taken in is kept
        raise SystemExit(1)


@statement.command()
@click.argument("practice")
@click.argument("month", type=AMonth())
@WHERE
@with_database
def show(practice: str, month: Month, code: str | None) -> None:
    """Show the statements of PRACTICE (its code) for MONTH, each line with what it is for and its journal.

    Where lines name persons, the log has who looked.
    """
    from commonpractice.domain.banking import actions, queries
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        found = queries.statements(
            scope=scope, surgeries=surgeries_of(where, practice), first=month, last=month
        )
        if not found:
            raise click.ClickException(
                f"No statement of {practice.upper()} for {month.words} has been taken in."
            )
        views = [actions.look_at_statement(statement_id=each.id, scope=scope, at=now()) for each in found]
    for view in views:
        _print(view)


def _print(view) -> None:
    from commonpractice.domain.ledger.parameters import nhs_items
    from commonpractice.foundations.dated import day
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables

    summary = view.summary
    reference = f", reference {summary.reference}" if summary.reference else ""
    text_tables.title(f"{summary.name or summary.code}, {summary.month.words}{reference}")
    click.echo(f"Dated {day(summary.dated)}, from {summary.file_name}: {pounds(summary.net)}")
    rows = [
        [
            str(line.line.number),
            line.line.paycode,
            line.line.words,
            line.line.source,
            pounds(line.line.amount),
            nhs_items()[line.recognised.item].words if line.recognised else "",
            line.recognised.concerns.short if line.recognised else "",
            f"journal {line.journal_id}, {line.posted_to.short}" if line.recognised else line.why_waiting,
        ]
        for line in view.lines
    ]
    headings = ["line", "paycode", "words", "source", "amount", "what for", "of", "posted"]
    text_tables.show(rows, headings=headings, left=(1, 2, 3, 5, 6, 7))
    arrived = "All of it has arrived." if not summary.open else f"{pounds(summary.open)} has not arrived."
    click.echo(arrived)


@statement.command()
@click.argument("line", type=int)
@click.argument("item")
@click.option("--of", "concerns", type=AMonth(), help="The month that it is of, where its words do not say.")
@click.option("--partner", help="The partner's code, for what is kept by partner.")
@WHERE
@with_database
def say(line: int, item: str, concerns: Month | None, partner: str | None, code: str | None) -> None:
    """Say what a LINE that waits is for: an ITEM of NHS money, as rent. Its number is in `statement waiting`.

    A line that was said to be something else before is moved.
    """
    from commonpractice.domain.banking import actions, queries
    from commonpractice.domain.ledger.actions import CannotPost
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            journal = actions.recognise_line(
                line_id=line,
                item=item,
                concerns=concerns,
                partner_id=_partner(partner, scope) if partner else None,
                scope=scope,
                at=now(),
            )
        except (actions.CannotRecognise, CannotPost, queries.NoSuchStatement) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"Posted by journal {journal}.")


@statement.command()
@click.argument("practice")
@click.argument("person")
@click.option("--number", default="", help="The number that is printed with the name.")
@click.option("--partner", help="The partner's code.")
@click.option("--staff", is_flag=True, help="No partner: a salaried doctor.")
@WHERE
@with_database
def name(practice: str, person: str, number: str, partner: str | None, staff: bool, code: str | None) -> None:
    """Say whom the name of a PERSON on the statements of PRACTICE stands for; their lines are posted then."""
    from commonpractice.domain.banking import actions
    from commonpractice.domain.ledger.actions import CannotPost
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    if bool(partner) == staff:
        raise click.UsageError("Say either which partner it is with --partner, or --staff.")
    with acting_for(the_only_partnership(code)) as (where, scope):
        try:
            posted = actions.name_person(
                surgery_id=surgeries_of(where, practice)[0],
                name=person,
                code=number,
                partner_id=_partner(partner, scope) if partner else None,
                scope=scope,
                at=now(),
            )
        except (actions.CannotRecognise, CannotPost) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{posted} line{'' if posted == 1 else 's'} posted.")


@statement.command()
@WHERE
@with_database
def waiting(code: str | None) -> None:
    """List the lines that wait for somebody to say what they are, with the number that `say` wants."""
    from commonpractice.domain.banking import actions
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        lines = actions.look_at_waiting_lines(scope=scope, at=now())
    codes = {surgery.id: surgery.code for surgery in where.surgeries}
    if not lines:
        click.echo("No line waits.")
        return
    text_tables.show(
        [
            [
                str(each.id),
                codes[each.surgery_id],
                each.month.words,
                each.line.paycode,
                each.line.words,
                pounds(each.line.amount),
                each.why_waiting,
            ]
            for each in lines
        ],
        headings=["line", "practice", "month", "paycode", "words", "amount", "why"],
        left=(1, 2, 3, 4, 6),
    )


def _partner(code: str, scope) -> int:
    from commonpractice.domain.partnership import queries

    ids = {each.upper(): number for each, number in queries.partner_ids(scope=scope).items()}
    if code.upper() not in ids:
        raise click.ClickException(f"“{code}” is not the code of a partner here.")
    return ids[code.upper()]
