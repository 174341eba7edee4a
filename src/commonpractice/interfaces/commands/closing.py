"""`commonpractice close`: sign months off, close and reopen them, make a year's shares final."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from commonpractice.foundations.months import FinancialYear, Month, NotAYear
from commonpractice.interfaces.commands.options import AMonth, surgeries_of
from commonpractice.interfaces.commands.runtime import now, today, with_database


def where(command: Callable) -> Callable:
    """The option that says whose months."""
    return click.option("--partnership", "code", help="The partnership's code, where there are several.")(
        command
    )


@click.group()
def close() -> None:
    """The end of a month: each surgery signs off its own, then the partnership closes it.

    \b
    What is in the way:    close show [MONTH]
    A surgery is ready:    close sign-off SURGERY MONTH
    All of them are:       close month MONTH
    Something came late:   close reopen MONTH --why REASON, then sign off and close again
    The year is over:      close year YEAR

    Closing accrues income, charges for the centre and shares what is left, provisionally, all in one. What
    changes of a closed month later is posted to the open month, as that earlier month's: a closed page stays.
    """


@close.command()
@click.argument("month", type=AMonth(), required=False)
@where
@with_database
def show(month: Month | None, code: str | None) -> None:
    """Show where MONTH stands: who has signed, what waits, and what is in the way of closing it.

    The first month that is open, where none is given.
    """
    from commonpractice.domain.partnership.queries import NoDeed
    from commonpractice.domain.profits import queries
    from commonpractice.interfaces.commands.closing_tables import print_state
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope):
        asked = month or _first_open(of, scope)
        try:
            state = queries.closing_state(scope=scope, of=of, month=asked, ended=asked.last < today())
        except NoDeed as refusal:
            raise click.ClickException(str(refusal)) from None
    print_state(of, state)


@close.command("sign-off")
@click.argument("surgery")
@click.argument("month", type=AMonth())
@click.option("--words", default="", help="What is to be kept with the signature.")
@where
@with_database
def sign_off(surgery: str, month: Month, words: str, code: str | None) -> None:
    """Sign MONTH of a SURGERY (its code) off, over its books as they are now.

    What somebody posts to that month afterwards makes the signature stale, and it is asked for again;
    what closing posts itself does not.
    """
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope), saying_why():
        [place] = surgeries_of(of, surgery)
        actions.sign_off(surgery_id=place, month=month, words=words, scope=scope, at=now())
    click.echo(f"{month.words} of {surgery.upper()} is signed off.")


@close.command("month")
@click.argument("month", type=AMonth())
@where
@with_database
def close_month(month: Month, code: str | None) -> None:
    """Close MONTH for every surgery and the centre: all of it is done, or nothing.

    Income due, the centre's charges, rents, provisional shares and the lock. Every surgery has signed it off,
    but for so many as the deed lets be closed with an estimate.
    """
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.closing_tables import print_closed
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope), saying_why():
        closed = actions.close_month(of=of, month=month, scope=scope, at=now())
    print_closed(of, closed)


@close.command()
@click.argument("month", type=AMonth())
@click.option("--why", required=True, help="The reason; it is kept.")
@where
@with_database
def reopen(month: Month, why: str, code: str | None) -> None:
    """Reopen MONTH, the latest that is closed, with the reason. What was posted stays; closing it again posts
    what has changed."""
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope), saying_why():
        actions.reopen_month(of=of, month=month, why=why, scope=scope, at=now())
    click.echo(f"{month.words} of {of.name} is open again. Sign it off and close it when it is right.")


@close.command()
@click.argument("year")
@where
@with_database
def year(year: str, code: str | None) -> None:
    """Make the shares of YEAR (as 2025/26) final: what the deed says they are, less the provisional ones.

    When all months of the year are closed. The difference is posted to the month that is open; together it
    comes to nil at each surgery.
    """
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.closing_tables import print_year
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope), saying_why():
        asked = _year(year, of.year_starts)
        posted = actions.post_year(of=of, year=asked, scope=scope, at=now())
        print_year(of, posted, scope=scope, at=now())


def _year(text: str, starts: int) -> FinancialYear:
    """2025/26; or 2025, where the partnership's year is the calendar's."""
    if starts == 1 and text.strip().isdecimal() and len(text.strip()) == 4:
        return FinancialYear(int(text), starts)
    try:
        return FinancialYear(FinancialYear.parse(text).begins, starts)
    except NotAYear as fault:
        raise click.ClickException(str(fault)) from None


def _first_open(of: Any, scope: Any) -> Month:
    from commonpractice.domain.ledger import queries as ledger
    from commonpractice.domain.profits.queries.closing import first_open

    kept = ledger.months_kept(scope=scope, surgeries=[one.id for one in of.surgeries])
    month = first_open(kept)
    if month is None:
        raise click.ClickException(f"No month of {of.name} is open. Say which month to show.")
    return month


@contextmanager
def saying_why() -> Iterator[None]:
    """End a command with the sentence of what was refused; nothing has changed then."""
    from commonpractice.domain.ledger.actions import CannotPost, MonthRefused
    from commonpractice.domain.partnership.queries import NoDeed
    from commonpractice.domain.profits import actions

    try:
        yield
    except (
        actions.CannotClose,
        actions.CannotCharge,
        actions.CannotPassOn,
        actions.CannotPool,
        actions.NobodyShares,
        actions.NotCounted,
        CannotPost,
        MonthRefused,
        NoDeed,
    ) as refusal:
        raise click.ClickException(str(refusal)) from None
