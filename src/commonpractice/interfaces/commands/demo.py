"""`commonpractice demo`: the demonstration partnership, built and served."""

import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonpractice.interfaces.commands import runtime, serve

if TYPE_CHECKING:
    from rich.progress import TaskID


@click.command()
@click.option(
    "--partnership",
    "which",
    type=click.Choice(["decentralised", "centralised"]),
    default="decentralised",
    show_default=True,
    help="Many surgeries with a contract and profit each; or many sites with one contract and one profit.",
)
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--check", is_flag=True, help="Ask every page as each role, print a line each, and end.")
@click.option(
    "--records", is_flag=True, help="Make up the surgeries' patients as well, and run the indicators."
)
def demo(which: str, port: int, check: bool, records: bool) -> None:
    """Build the demonstration partnership, if it is not there yet, and serve it.

    Everything in it is invented, and every page says so. It prints who may sign in. The two demonstrations
    may stand side by side: each has people of its own.
    """
    host = "127.0.0.1"
    if not check:
        serve.refuse_taken(host, port)
    began = time.monotonic()
    with serve.stopping_cleanly(), runtime.database() as server:
        serve.collect_static_files()
        password = _password()
        _build(password, which)
        if records:
            _records(which)
        if check:
            _check(password, which)
            return
        _say_who_may_sign_in(password, which)
        click.echo(f"Ready after {time.monotonic() - began:.0f} seconds.")
        serve.run(server, host=host, port=port)


def _password() -> str:
    """The demonstration's password, made once an installation: nothing that could be guessed is served."""
    from django.conf import settings

    kept = Path(settings.DATA) / "demonstration.password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    # the sign-in page of a demonstration shows it; the web server's processes inherit it
    os.environ["COMMONPRACTICE_DEMONSTRATION_PASSWORD"] = kept.read_text().strip()
    return os.environ["COMMONPRACTICE_DEMONSTRATION_PASSWORD"]


def _build(password: str, which: str) -> None:
    from commonpractice.demonstration import build
    from commonpractice.domain.partnership.facts import Model

    with _bars() as progress:
        built = build.build(at=runtime.now(), password=password, progress=progress, model=Model(which))
    if built.months:
        _sample_tables()


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each thing that is being done: what, how much of it is done, and of how much."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield progress


def _records(which: str) -> None:
    """The invented patients of each surgery, and a year of month-ends of every indicator."""
    from django.conf import settings

    from commonpractice.demonstration import records
    from commonpractice.demonstration.surgeries import settings as told
    from commonpractice.domain.partnership import queries
    from commonpractice.domain.partnership.facts import Model
    from commonpractice.domain.quality import actions
    from commonpractice.domain.quality.rules import years
    from commonpractice.foundations.months import Month
    from commonpractice.gateways.event_engine import Limits, open_engine
    from commonpractice.gateways.scoped_postgres import tickets

    model = Model(which)
    where = queries.partnership(code=told(model)["code"])
    scope = queries.whole(where, actor=runtime.administrator())
    on = Month.of(told(model)["dates"]["last"]).last
    with (
        tickets.acting(
            actor_id=scope.actor.id, surgeries=scope.surgeries, patients=scope.surgeries, lasts=60 * 60
        ),
        _bars() as progress,
    ):
        done = records.take_in(where, model=model, on=on, scope=scope, at=runtime.now(), progress=progress)
        if not done.surgeries:
            return
        progress("Indicators", 0, 2)
        limits = Limits(memory=settings.EVENT_ENGINE_MEMORY, spill=settings.DATA / "spill")
        for number, days in enumerate(
            (years.looking_back(years.month_ends(on, 12)), years.towards_the_year_end([on])), start=1
        ):
            with open_engine(settings.EVENT_ENGINE, limits) as engine:
                actions.run_indicators(days=days, scope=scope, engine=engine, at=runtime.now())
            progress("Indicators", number, 2)
    click.echo(f"{done.people:,} invented patients, {done.events:,} events.")


def _sample_tables() -> None:
    """Let PostgreSQL look at what was loaded, so that it plans for half a million postings, not for none."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _check(password: str, which: str) -> None:
    """Ask every page as each role; end with 1 where one of them is not as it should be."""
    from commonpractice.interfaces.commands.page_check import ask_every_page

    asked = []
    for each in ask_every_page(_people(which), password):
        asked.append(each)
        mark = "" if each.well else "  <- WRONG"
        click.echo(f"{each.status}  {each.milliseconds:7.1f} ms  {each.who:<28} {each.path}{mark}")
    shown = [each.milliseconds for each in asked if each.status == 200]
    wrong = sum(not each.well for each in asked)
    click.echo(
        f"{len(asked)} pages asked, {wrong} wrong; median {statistics.median(shown):.1f} ms, "
        f"slowest {max(shown):.1f} ms."
    )
    if wrong:
        raise SystemExit(1)


def _people(which: str) -> list[tuple[str, str]]:
    """Everybody who may sign in: (what they are and where, email)."""
    return [(roles, email) for _, email, roles in _sign_ins(which)]


def _sign_ins(which: str) -> list[tuple[str, str, str]]:
    """(name, email, roles) of a demonstration's people."""
    from commonpractice.demonstration import SEED, people
    from commonpractice.demonstration.partnership import partnership
    from commonpractice.domain.partnership.facts import Model
    from commonpractice.domain.partnership.rules import partnership_file

    fact = partnership_file.read(partnership(SEED, Model(which)))
    names = {surgery.code: surgery.name for surgery in fact.surgeries}
    return [
        (each.name, each.email, "; ".join(f"{role.words}, {names[code]}" for role, code in each.roles))
        for each in people.sign_ins(fact)
    ]


def _say_who_may_sign_in(password: str, which: str) -> None:
    click.echo(f"\nWho may sign in, all with the password {password}")
    for name, email, roles in _sign_ins(which):
        click.echo(f"  {email:<44} {name}, {roles}")
    click.echo("")
