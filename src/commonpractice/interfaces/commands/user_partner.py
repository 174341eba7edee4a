"""`commonpractice user is-partner`: as whom a partner signs in."""

import click

from commonpractice.interfaces.commands.runtime import administrator, now, with_database


@click.command("is-partner", short_help="Say that somebody is a partner.")
@click.argument("email")
@click.argument("partner")
@click.option("--no-longer", is_flag=True, help="They are not, or no longer.")
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def is_partner(email: str, partner: str, no_longer: bool, code: str | None) -> None:
    """Say that the person of EMAIL is a PARTNER, by the code of the partnership's file.

    They see their own statement then, and what the deed shows to partners. It gives no role: give one besides
    with `user role`. A partner signs in as one person.
    """
    from commonpractice.domain.partnership import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    deed = actions.say_is_no_partner if no_longer else actions.say_is_partner
    with acting_for(the_only_partnership(code)) as (_, scope):
        try:
            deed(email=email, code=partner, scope=scope, actor=administrator(), at=now())
        except (actions.AlreadyThere, actions.NoSuchPartner, actions.NoSuchUser) as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{email} is {'not ' if no_longer else ''}partner {partner.upper()}.")
