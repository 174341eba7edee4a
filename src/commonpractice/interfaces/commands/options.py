"""Options that several commands take: months, days, and whose books."""

from collections.abc import Callable
from typing import Any

import click

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.foundations.months import Month, NotAMonth

A_DAY = click.DateTime(formats=["%Y-%m-%d"])


class AMonth(click.ParamType):
    """A month, as 2025-04."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        if isinstance(value, Month):
            return value
        try:
            return Month.parse(value)
        except NotAMonth as fault:
            self.fail(str(fault), param, ctx)


def whose(command: Callable) -> Callable:
    """The options that say whose books: a partnership's, or one of its surgeries'."""
    command = click.option("--partnership", "code", help="The partnership's code, where there are several.")(
        command
    )
    return click.option(
        "--surgery", help="One surgery by its code, or CENTRE; the whole partnership where none is given."
    )(command)


def surgeries_of(where: PartnershipSummary, code: str | None) -> list[int]:
    """The ids of the surgery asked for, or of all and the centre."""
    if code is None:
        return [surgery.id for surgery in where.surgeries]
    for surgery in where.surgeries:
        if surgery.code == code.upper():
            return [surgery.id]
    raise click.ClickException(f"{where.name} has no surgery {code}.")
