"""Who a command acts as: the program at somebody's bidding, over the whole of one partnership, or of all."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.commands.runtime import administrator

AN_HOUR = 60 * 60


@contextmanager
def acting_for(code: str) -> Iterator[tuple[PartnershipSummary, Scope]]:
    """Act as the program over a partnership, in one transaction: all of the command's work or none."""
    from django.db import transaction

    try:
        where = queries.partnership(code=code)
    except queries.NoSuchPartnership as refusal:
        raise click.ClickException(str(refusal)) from None
    actor = administrator()
    scope = queries.whole(where, actor=actor)
    with (
        tickets.acting(actor_id=actor.id, surgeries=scope.surgeries, lasts=AN_HOUR),
        transaction.atomic(),
    ):
        yield where, scope


@contextmanager
def acting_everywhere() -> Iterator[None]:
    """Act as the program over every partnership, in one transaction: for people, wherever they are."""
    from django.db import transaction

    surgeries = [surgery.id for each in queries.partnerships() for surgery in each.surgeries]
    with (
        tickets.acting(actor_id=administrator().id, surgeries=surgeries, lasts=AN_HOUR),
        transaction.atomic(),
    ):
        yield


def the_only_partnership(code: str | None) -> str:
    """The code asked for, or that of the one partnership there is; a choice of several must be made."""
    if code:
        return code
    codes = [each.code for each in queries.partnerships()]
    if len(codes) == 1:
        return codes[0]
    if not codes:
        raise click.ClickException(
            "No partnership has been loaded yet. Run: commonpractice partnership load FILE"
        )
    raise click.ClickException(f"Say which partnership with --partnership: {', '.join(codes)}.")
