"""`commonpractice continuity`: of the patients' records month by month, or of a plain CSV of contacts."""

from datetime import datetime

import click

from commonpractice.interfaces.commands.continuity_file import file
from commonpractice.interfaces.commands.quality import A_DAY
from commonpractice.interfaces.commands.runtime import now, today, with_database


class FileUnlessNamed(click.Group):
    """A group whose `file` need not be named: what is none of its commands is a file to be measured."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["file", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["CONTACTS | COMMAND [OPTIONS]"]


@click.group(cls=FileUnlessNamed, no_args_is_help=True)
def continuity() -> None:
    """Who is seen again, and by whom: of the surgeries' own records, or of any contacts in a CSV file.

    \b
      commonpractice continuity contacts.csv       a row a patient; more with: continuity file --help
      commonpractice continuity run --months 24    every surgery's records, two years of months at once

    A file that is called as one of the commands is written with its folder: ./run.
    """


continuity.add_command(file)


@continuity.command()
@click.option(
    "--on", type=A_DAY, help="The day up to which months count, like 2026-10-31; without it, today."
)
@click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=1,
    show_default=True,
    help="So many months that were over by then, in one pass.",
)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def run(on: datetime | None, months: int, code: str | None) -> None:
    """Measure continuity at every surgery with records, month by month, and keep what was found.

    Contacts with GPs count. In each month: how many of the contacts of patients on a list were with their own
    doctor (SLICC), and over the twelve months to its end the usual-provider, Bice-Boxerman, sequential,
    Herfindahl and modified continuity of patients seen often enough. By list, by age and by need, which is
    how many long-term conditions somebody has. Whose list a patient is on is as it was in the last extract.

    What is kept names the records, the rulebook and the program by which it was measured.
    """
    from django.conf import settings

    from commonpractice.domain.continuity import actions, parameters, rules
    from commonpractice.gateways.event_engine import EngineFailed, Limits, open_engine
    from commonpractice.gateways.event_store.reading import SnapshotDamaged
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    last = today() if on is None else on.date()
    times = rules.times(last, months, window=parameters.window_months())
    limits = Limits(memory=settings.EVENT_ENGINE_MEMORY, spill=settings.DATA / "spill")
    try:
        with (
            acting_for(the_only_partnership(code)) as (_, scope),
            open_engine(settings.EVENT_ENGINE, limits) as engine,
        ):
            done = actions.run_continuity(times=times, scope=scope, engine=engine, at=now())
    except (actions.CannotRun, EngineFailed, SnapshotDamaged) as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(
        f"{len(done.times)} month{'' if len(done.times) == 1 else 's'} to {done.times[-1].on}, "
        f"{done.surgeries} surgeries. The last: {done.contacts:,} contacts of patients on a list; "
        f"{done.patients:,} patients measured over the year."
    )
    if done.without_snapshot:
        click.echo(f"{len(done.without_snapshot)} have no records yet, and were left out.")
    if done.too_old:
        click.echo(
            f"{len(done.too_old)} have records that end before the last month does: it was left out there."
        )
