"""`commonpractice query`: what was asked of the payer, and what became of it."""

import click

from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands.options import AMonth, surgeries_of
from commonpractice.interfaces.commands.runtime import now, today, with_database

WHERE = click.option("--partnership", "code", help="The partnership's code, where there are several.")
ANSWERS = ("accepted", "refused", "withdrawn", "closed")


@click.group()
def query() -> None:
    """Queries to the payer: what was payable and not paid, or paid and not payable."""


@query.command("raise")
@click.argument("surgery")
@click.argument("item")
@click.argument("month", type=AMonth())
@click.option("--to", "last", type=AMonth(), help="The last month, where it is of several.")
@click.option("--words", default="", help="Anything to add to the reason, which the books give.")
@WHERE
@with_database
def raise_(surgery: str, item: str, month: Month, last: Month | None, words: str, code: str | None) -> None:
    """Raise a query on an ITEM of NHS money (as rent) of SURGERY for a MONTH. The books say the amount."""
    from commonpractice.domain.contracts import actions
    from commonpractice.domain.contracts.rules.querying import reason
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    last = last or month
    with acting_for(the_only_partnership(code)) as (where, scope):
        surgeries = surgeries_of(where, surgery)
        sides = [
            side
            for one in _settled(scope, surgeries)
            for side in one.sides
            if side.item == item and month <= side.month <= last
        ]
        amount = sum(side.left for side in sides)
        try:
            number = actions.raise_query(
                surgery_id=surgeries[0],
                item=item,
                first=month,
                last=last,
                amount=amount,
                reason=reason(
                    payable=sum(side.payable for side in sides),
                    paid=sum(side.paid for side in sides),
                    settled=sum(side.settled for side in sides),
                    difference=amount,
                ),
                words=words,
                scope=scope,
                at=now(),
            )
        except actions.CannotQuery as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"Query {number} raised: {pounds(amount)}.")


@query.command()
@click.argument("number", type=int)
@click.argument("state", type=click.Choice(ANSWERS), metavar="ANSWER")
@click.option("--words", default="", help="What the payer said, or why.")
@WHERE
@with_database
def answer(number: int, state: str, words: str, code: str | None) -> None:
    """Write down what became of query NUMBER: accepted, refused, withdrawn or closed.

    What is recovered nobody types: the books say what of the difference is gone.
    """
    from commonpractice.domain.contracts import actions, queries
    from commonpractice.domain.contracts.facts.querying import QueryState
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            actions.answer_query(query_id=number, state=QueryState(state), words=words, scope=scope, at=now())
        except (actions.CannotQuery, queries.NoSuchQuery) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"Query {number} is {QueryState(state).words}.")


@query.command("list")
@click.option("--all", "every", is_flag=True, help="Those that are done with, too.")
@WHERE
@with_database
def list_(every: bool, code: str | None) -> None:
    """List the queries of which something is still to come: how old, how much, and what is recovered."""
    from commonpractice.domain.contracts import queries
    from commonpractice.domain.ledger.parameters import nhs_items
    from commonpractice.foundations.money import pounds
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        asked = queries.raised(scope=scope, surgeries=scope.surgeries)
        asked = [each for each in asked if every or each.state.is_open]
        whose = sorted({each.surgery_id for each in asked})
        sides = [side for one in _settled(scope, whose) for side in one.sides]
        found = queries.standing(asked, sides)
    if not found:
        click.echo("No query is open." if not every else "No query has been raised.")
        return
    codes = {surgery.id: surgery.code for surgery in where.surgeries}
    rows = [
        [
            str(each.query.id),
            codes[each.query.surgery_id],
            nhs_items()[each.query.item].words,
            each.query.of,
            pounds(each.query.amount),
            pounds(each.recovered),
            pounds(each.outstanding),
            f"{each.query.days(today())}",
            each.query.state.words,
        ]
        for each in found
    ]
    headings = ["query", "practice", "item", "of", "amount", "recovered", "outstanding", "days", "state"]
    text_tables.show(rows, headings=headings, left=(1, 2, 3, 8))


def _settled(scope, surgeries: list[int]) -> list:
    """The three sides of some surgeries up to now, settled."""
    from commonpractice.domain.banking import queries as banking
    from commonpractice.domain.contracts import queries

    return queries.settled_sides(
        scope=scope,
        surgeries=surgeries,
        paid_for=banking.paid_for(scope=scope, surgeries=surgeries),
        known_on=today(),
    )
