"""`commonpractice user`: the people who sign in, and the roles that decide what they see."""

from datetime import datetime

import click

from commonpractice.domain.partnership.facts import Role
from commonpractice.interfaces.commands.runtime import now, today, with_database

ROLES = click.Choice([role.value for role in Role])
A_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def user() -> None:
    """Add the people who sign in, and give and end their roles.

    Somebody without a role sees nothing. A role is held at a surgery, or at CENTRE for the whole partnership.
    """


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that colleagues know them by.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_database
def add(email: str, name: str, password: str) -> None:
    """Let somebody sign in with EMAIL. Give them a role afterwards."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions

    try:
        validate_password(password)
        actions.add_user(email=email, name=name, password=password, actor=PROGRAM, at=now())
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    except actions.AlreadyThere as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{name} may sign in as {email}. Next: commonpractice user role {email} ROLE --at SURGERY")


@user.command()
@click.argument("email")
@click.argument("role", type=ROLES)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@click.option("--at", "surgery", required=True, help="The surgery's ODS code, or CENTRE.")
@click.option("--from", "start", type=A_DAY, help="The first day; today where none is given.")
@click.option("--until", "last", type=A_DAY, help="The last day; open where none is given.")
@with_database
def role(
    email: str, role: str, code: str | None, surgery: str, start: datetime | None, last: datetime | None
) -> None:
    """Give the person of EMAIL a ROLE."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions
    from commonpractice.foundations.dated import NotAPeriod
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, _):
        try:
            actions.give_role(
                email=email,
                role=Role(role),
                surgery_id=_surgery_id(where, surgery),
                start=start.date() if start else today(),
                last_day=last.date() if last else None,
                actor=PROGRAM,
                at=now(),
            )
        except (actions.NoSuchUser, actions.AlreadyThere, NotAPeriod) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{email} is {Role(role).words} at {surgery}.")


@user.command("end-role")
@click.argument("email")
@click.argument("role", type=ROLES)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@click.option("--at", "surgery", required=True, help="The surgery's ODS code, or CENTRE.")
@click.option("--last-day", "last", type=A_DAY, help="Their last day; today where none is given.")
@with_database
def end_role(email: str, role: str, code: str | None, surgery: str, last: datetime | None) -> None:
    """End the ROLE that the person of EMAIL holds."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.partnership import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, _):
        try:
            actions.end_role(
                email=email,
                role=Role(role),
                surgery_id=_surgery_id(where, surgery),
                last_day=last.date() if last else today(),
                actor=PROGRAM,
                at=now(),
            )
        except actions.NoSuchUser as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{email} is {Role(role).words} at {surgery} no longer.")


def _surgery_id(where, code: str) -> int:
    for surgery in where.surgeries:
        if surgery.code == code.upper():
            return surgery.id
    raise click.ClickException(f"{where.name} has no surgery {code}.")
