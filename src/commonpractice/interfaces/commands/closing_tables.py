"""Where a month stands, and what closing it came to, as text."""

from datetime import datetime

import click

from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits.actions import Closed
from commonpractice.domain.profits.facts import ClosingState, SurgeryClosing, YearPosted
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import pounds
from commonpractice.interfaces.commands import text_tables


def print_state(of: PartnershipSummary, state: ClosingState) -> None:
    """A row for each profit centre, what is in the way, and what was closed and reopened lately."""
    text_tables.title(f"{state.month.words} of {of.name}")
    rows = [[row.code, row.name, _month(row), _signature(row), _waits(row)] for row in state.rows]
    text_tables.show(rows, headings=["code", "name", "month", "signed off", "waits"], left=range(5))
    click.echo("")
    click.echo(f"{state.signed} of {state.to_sign} surgeries have signed it off.")
    if state.closed:
        click.echo(f"{state.month.words} is closed.")
    elif state.can_close:
        estimated = state.would_be_estimated
        click.echo(f"It can be closed: commonpractice close month {state.month}")
        if estimated:
            click.echo(f"With an estimate, as the deed lets it be, for {', '.join(estimated)}.")
    else:
        click.echo(state.why_not)
    if state.latest:
        text_tables.title("Lately")
    for event in state.latest:
        said = f": {event.reason}" if event.reason else ""
        without = f", {event.estimated} with an estimate" if event.estimated else ""
        told = f"{event.month.words} {event.deed.words} by {event.by}"
        click.echo(f"{day(local_day(event.at))}  {told}{without}{said}")


def _month(row: SurgeryClosing) -> str:
    if row.locked is None:
        return "not opened"
    if row.locked:
        return "closed with an estimate" if row.estimated else "closed"
    return "open"


def _signature(row: SurgeryClosing) -> str:
    if row.signed is None:
        return "signs nothing"
    if row.signed.at is None:
        return "not yet"
    stale = ", changed since" if row.signed.stale else ""
    return f"{row.signed.by}, {day(local_day(row.signed.at))}{stale}"


def _waits(row: SurgeryClosing) -> str:
    waits = row.waits
    counts = [
        (waits.lines, "statement line not recognised", "statement lines not recognised"),
        (waits.statements, "statement not arrived", "statements not arrived"),
        (waits.receipts, "receipt not matched", "receipts not matched"),
        (waits.recharges, "recharge to answer", "recharges to answer"),
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    if waits.control:
        said.append(f"{pounds(waits.control)} on the NHS payments control account")
    return "; ".join(said)


def print_closed(of: PartnershipSummary, closed: Closed) -> None:
    """What each surgery was charged, given and shared; what could not be reckoned; who was estimated."""
    names = {one.id: (one.code, one.name) for one in of.surgeries}
    places = [*closed.shares.by_surgery, *closed.charges.by_surgery, *closed.centre_result, *closed.passed_on]
    text_tables.title(f"{closed.month.words} of {of.name} is closed")
    rows = [
        [
            *names[place],
            pounds(closed.charges.by_surgery.get(place, 0)),
            pounds(closed.centre_result.get(place, 0)),
            *([pounds(closed.passed_on.get(place, 0))] if closed.passed_on else []),
            pounds(closed.shares.by_surgery.get(place, 0)),
        ]
        for place in names
        if place in places
    ]
    if rows:
        passed = ["passed on"] if closed.passed_on else []
        headings = ["code", "name", "charged", "of the centre's result", *passed, "shared"]
        text_tables.show(rows, headings=headings, left=(0, 1))
    for one in closed.estimated:
        click.echo(f"{one.name} was closed with an estimate: it has not signed.")
    for place, cannot in closed.income.unknown:
        click.echo(f"{names[place][1]}, not reckoned: {cannot}")
    for year in closed.final:
        click.echo(f"The final shares of {year.year} have moved with it.")


def print_year(of: PartnershipSummary, posted: YearPosted, *, scope: Scope, at: datetime) -> None:
    """What the final shares moved, partner by partner; the look is written down."""
    from commonpractice.domain.audit import actions as audit
    from commonpractice.domain.partnership import queries

    text_tables.title(f"The shares of {posted.year} are final")
    names = {one.id: one.name for one in of.surgeries}
    partners = queries.partner_names(ids={each for theirs in posted.by_surgery.values() for each in theirs})
    rows = [
        [names[place], partners[partner], pounds(amount)]
        for place, theirs in posted.by_surgery.items()
        for partner, amount in theirs.items()
    ]
    if not rows:
        click.echo("They are what was shared month by month: nothing was posted.")
        return
    text_tables.show(rows, headings=["surgery", "partner", f"posted to {posted.month.words}"], left=(0, 1))
    for place, theirs in posted.by_surgery.items():
        seen = ", ".join(sorted(partners[partner] for partner in theirs))
        audit.record(
            actor=scope.actor,
            deed="profits.see_shares",
            subject=f"final shares of {posted.year}: {seen}",
            surgery_id=place,
            at=at,
        )
