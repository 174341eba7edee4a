"""`commonpractice user`: the people who sign in, and the roles that decide what they see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from commonpractice.domain.partnership.facts import HeldRole, Role
from commonpractice.interfaces.commands.options import A_DAY
from commonpractice.interfaces.commands.runtime import administrator, now, today, with_database
from commonpractice.interfaces.commands.user_partner import is_partner

ROLES = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """Add the people who sign in, close and open their accounts, give and end their roles.

    Somebody without a role sees nothing. A role is held at a surgery, or at CENTRE for the whole partnership.
    Everything done here is written in the audit log.

    \b
    Somebody comes:        user add EMAIL --name NAME
                           user role EMAIL ROLE --at SURGERY
    Another job:           user end-role EMAIL ROLE --at SURGERY, then user role for the new one
    Somebody leaves:       user deactivate EMAIL
    A password is lost:    user set-password EMAIL
    A partner signs in:    user is-partner EMAIL PARTNER, besides a role
    """


user.add_command(is_partner)


def _where(command: Callable) -> Callable:
    """The options that say where a role is held."""
    command = click.option("--at", "surgery", required=True, help="The surgery's ODS code, or CENTRE.")(
        command
    )
    return click.option("--partnership", "code", help="The partnership's code, where there are several.")(
        command
    )


@user.command("list", short_help="Everybody who signs in, with their roles.")
@with_database
def list_() -> None:
    """List everybody who signs in or once did: whether they may, when they last did, their roles.

    Roles are those held today and those that start later. Roles that are over are in the audit log.
    """
    from commonpractice.domain.audit import actions as audit
    from commonpractice.domain.partnership import queries
    from commonpractice.foundations.dated import day
    from commonpractice.foundations.days import local_day
    from commonpractice.interfaces.commands import text_tables
    from commonpractice.interfaces.commands.scopes import acting_everywhere

    with acting_everywhere():
        people = queries.people(on=today())
        several = len(queries.partnerships()) > 1
        audit.record(
            actor=administrator(), deed="partnership.list_people", subject="everybody who signs in", at=now()
        )
    if not people:
        click.echo("Nobody signs in yet. Add somebody: commonpractice user add EMAIL --name NAME")
        return
    text_tables.show(
        [
            [
                person.name,
                person.email,
                "active" if person.active else "deactivated",
                day(local_day(person.last_seen)) if person.last_seen else "never",
                "; ".join(_words(role, several) for role in person.roles) or "none",
            ]
            for person in people
        ],
        headings=["name", "email", "account", "last signed in", "roles"],
        left=range(5),
    )


def _words(held: HeldRole, several: bool) -> str:
    """Surgery manager at A81001 from 1 April 2026; with the partnership, where there are several."""
    place = f"{held.partnership_code} {held.surgery_code}" if several else held.surgery_code
    return f"{held.role.words} at {place}, {held.effective}"


@user.command(short_help="Let somebody sign in.")
@click.argument("email")
@click.option("--name", required=True, help="The name that colleagues know them by.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_database
def add(email: str, name: str, password: str) -> None:
    """Let somebody sign in with EMAIL. Give them a role afterwards: without one they see nothing.

    They can change the password when they have signed in, and should.
    """
    from commonpractice.domain.partnership import actions

    with _saying_why():
        actions.add_user(email=email, name=name, password=password, actor=administrator(), at=now())
    click.echo(f"{name} may sign in as {email}. Next: commonpractice user role {email} ROLE --at SURGERY")


@user.command(short_help="Close the account of somebody who has left.")
@click.argument("email")
@with_database
def deactivate(email: str) -> None:
    """Close the account of EMAIL, for somebody who has left: they cannot sign in any more.

    Where they are signed in, that ends at once. Nothing that they did is lost, and their roles stay as they
    are, for when the account is opened again: commonpractice user reactivate EMAIL
    """
    from commonpractice.domain.partnership import actions

    with _saying_why():
        actions.deactivate(email=email, actor=administrator(), at=now())
    click.echo(f"{email} cannot sign in any more; where they were signed in, that has ended.")


@user.command(short_help="Open an account again.")
@click.argument("email")
@with_database
def reactivate(email: str) -> None:
    """Open the account of EMAIL again, with the password and the roles that it had.

    Look at the roles first (commonpractice user list), and end those that are not theirs any more.
    """
    from commonpractice.domain.partnership import actions

    with _saying_why():
        actions.reactivate(email=email, actor=administrator(), at=now())
    click.echo(f"{email} may sign in again.")


@user.command("set-password", short_help="Give somebody a new password.")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_database
def set_password(email: str, password: str) -> None:
    """Give the person of EMAIL a new password, where “forgotten password” is of no help.

    Wherever they, or somebody with the old password, are signed in, that ends at once. A second step that
    they have set up stays.
    """
    from commonpractice.domain.partnership import actions

    with _saying_why():
        actions.set_password(email=email, password=password, actor=administrator(), at=now())
    click.echo(f"{email} has a new password; where they were signed in, that has ended.")


@user.command(short_help="Give somebody a role.")
@click.argument("email")
@click.argument("role", type=ROLES)
@_where
@click.option("--from", "start", type=A_DAY, help="The first day; today where none is given.")
@click.option("--until", "last", type=A_DAY, help="The last day; open where none is given.")
@with_database
def role(
    email: str, role: str, code: str | None, surgery: str, start: datetime | None, last: datetime | None
) -> None:
    """Give the person of EMAIL a ROLE, from the first day to the last, both included."""
    from commonpractice.domain.partnership import actions
    from commonpractice.foundations.dated import Period
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    first, last_day = start.date() if start else today(), last.date() if last else None
    with acting_for(the_only_partnership(code)) as (where, _), _saying_why():
        actions.give_role(
            email=email,
            role=Role(role),
            surgery_id=_surgery_id(where, surgery),
            start=first,
            last_day=last_day,
            actor=administrator(),
            at=now(),
        )
    click.echo(f"{email} is {Role(role).words} at {surgery.upper()}, {Period.until(first, last_day)}.")


@user.command("end-role", short_help="Take a role away, at once or after a last day.")
@click.argument("email")
@click.argument("role", type=ROLES)
@_where
@click.option("--last-day", "last", type=A_DAY, help="They keep it to the end of this day, instead.")
@with_database
def end_role(email: str, role: str, code: str | None, surgery: str, last: datetime | None) -> None:
    """Take the ROLE that the person of EMAIL holds, or is to hold later, away at once.

    From this moment they see nothing by it. A role given today by mistake is undone so, and one that starts
    tomorrow. With --last-day they keep it to the end of that day.
    """
    from commonpractice.domain.partnership import actions
    from commonpractice.foundations.dated import day
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    named = f"{Role(role).words} at {surgery.upper()}"
    with acting_for(the_only_partnership(code)) as (where, _), _saying_why():
        asked = {"email": email, "role": Role(role), "surgery_id": _surgery_id(where, surgery)}
        if last is None:
            actions.withdraw_role(**asked, actor=administrator(), at=now())
        else:
            actions.end_role(**asked, last_day=last.date(), actor=administrator(), at=now())
    if last is None:
        click.echo(f"{email} is no longer {named}, from this moment.")
    elif last.date() < today():
        click.echo(f"{email} was {named} until {day(last.date())}, and is so no longer.")
    else:
        click.echo(f"{email} is {named} until the end of {day(last.date())}.")


@contextmanager
def _saying_why() -> Iterator[None]:
    """End a command with the sentence of what was refused; nothing has changed then."""
    from commonpractice.domain.partnership import actions
    from commonpractice.foundations.dated import NotAPeriod

    refusals = (
        actions.AlreadyThere,
        actions.NoSuchRole,
        actions.NoSuchUser,
        actions.NotAPerson,
        actions.WeakPassword,
        NotAPeriod,
    )
    try:
        yield
    except refusals as refusal:
        raise click.ClickException(str(refusal)) from None


def _surgery_id(where, code: str) -> int:
    for surgery in where.surgeries:
        if surgery.code == code.upper():
            return surgery.id
    raise click.ClickException(f"{where.name} has no surgery {code}.")
