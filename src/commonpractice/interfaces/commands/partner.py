"""`commonpractice partner`: what a partner has."""

import click

from commonpractice.domain.profits.facts import PartnerStatement
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.interfaces.commands.options import AMonth, surgeries_of
from commonpractice.interfaces.commands.runtime import now, today, with_database


@click.group()
def partner() -> None:
    """What partners have: capital, property capital, current account, tax reserve."""


@partner.command()
@click.argument("partner_code", metavar="PARTNER")
@click.option(
    "--from", "first", type=AMonth(), help="The first month; that of the financial year where none."
)
@click.option("--to", "last", type=AMonth(), help="The last month; this one where none is given.")
@click.option("--surgery", help="One surgery by its code; all of theirs where none is given.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def statement(
    partner_code: str, first: Month | None, last: Month | None, surgery: str | None, code: str | None
) -> None:
    """Show the statement of PARTNER (the code of the partnership's file): opening, movements, closing.

    Shares of months of a year that has not been closed are provisional, and marked. Other partners of the
    surgery are lettered or named, as the deed says. The log has who looked.
    """
    from commonpractice.domain.partnership.queries import NoDeed
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (of, scope):
        until = last or Month.of(today())
        since = first or FinancialYear.of(until, of.year_starts).first
        if until < since:
            raise click.UsageError(f"{since.words} is after {until.words}: give --from before --to.")
        try:
            found = actions.look_at_statement(
                of=of,
                code=partner_code,
                surgery=surgeries_of(of, surgery)[0] if surgery else None,
                first=since,
                last=until,
                scope=scope,
                at=now(),
            )
        except (actions.NoSuchPartner, NoDeed) as refusal:
            raise click.ClickException(str(refusal)) from None
    _print(found)


def _print(found: PartnerStatement) -> None:
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables

    where = ", ".join(found.surgeries.values())
    text_tables.title(f"{found.name} ({found.code}), {where}: {found.first.words} to {found.last.words}")
    for account in found.accounts:
        if not (account.opening or account.movements or account.closing):
            continue
        text_tables.title(account.account.words)
        rows = [["", "", "Opening", pounds(account.opening), ""]]
        for each in account.movements:
            of = "" if each.concerns == each.month else f", of {each.concerns.words}"
            mark = "provisional" if each.provisional else ""
            rows.append(
                [each.month.short, f"journal {each.journal}", f"{each.words}{of}", pounds(each.pence), mark]
            )
        rows.append(["", "", "Closing", pounds(account.closing), ""])
        text_tables.show(rows, left=(0, 1, 2, 4))
    text_tables.title("Together")
    text_tables.show([["Opening", pounds(found.opening)], ["Closing", pounds(found.closing)]])
    for group in found.peers:
        if group.peers:
            text_tables.title(f"The other partners of {group.name}, {found.last.words}")
            accounts = [account.account for account in found.accounts]
            text_tables.show(
                [
                    [
                        peer.called,
                        *(pounds(peer.closing[account]) for account in accounts),
                        pounds(peer.total),
                    ]
                    for peer in group.peers
                ],
                headings=["", *(account.words for account in accounts), "together"],
            )
