"""The demonstration's patients and what is measured of them: before its pages are served, or meanwhile."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import click

from commonpractice.interfaces.commands import runtime
from commonpractice.interfaces.commands.bars import bars

GRACE = 20  # seconds that it has to put down what it is doing
MEANWHILE = "COMMONPRACTICE_DEMONSTRATION_MEANWHILE"


def make(which: str) -> None:
    """The invented patients of each surgery, and all that is measured of them; what is there is left."""
    from django.conf import settings

    from commonpractice.demonstration import measuring, records
    from commonpractice.demonstration.books.plans import months_with_books
    from commonpractice.demonstration.surgeries import settings as told
    from commonpractice.domain.partnership import queries
    from commonpractice.domain.partnership.facts import Model
    from commonpractice.foundations.months import Month
    from commonpractice.gateways.event_engine import Limits, open_engine
    from commonpractice.gateways.scoped_postgres import tickets

    if MEANWHILE in os.environ:
        os.nice(15)  # whoever looks at pages does not wait for it
    model = Model(which)
    where = queries.partnership(code=told(model)["code"])
    scope = queries.whole(where, actor=runtime.administrator())
    first, last = (Month.of(told(model)["dates"][end]) for end in ("first", "last"))
    on = months_with_books(first, last, runtime.today())[-1].last  # patients to the day that the books go to
    ticket = tickets.acting(
        actor_id=scope.actor.id, surgeries=scope.surgeries, patients=scope.surgeries, lasts=60 * 60
    )
    limits = Limits(memory=settings.EVENT_ENGINE_MEMORY, spill=settings.DATA / "spill")
    with ticket, bars(quiet=MEANWHILE in os.environ) as progress:
        done = records.take_in(where, model=model, on=on, scope=scope, at=runtime.now(), progress=progress)
        measuring.measure(
            on=on,
            scope=scope,
            open_engine=partial(open_engine, settings.EVENT_ENGINE, limits),
            at=runtime.now(),
            progress=progress,
        )
    if done.surgeries:
        click.echo(f"{done.people:,} invented patients, {done.events:,} events: the pages of care show them.")


@contextmanager
def meanwhile(which: str, server) -> Iterator[None]:
    """Make them in a process of its own while something else goes on; stopped with it, taken up next time."""
    making = subprocess.Popen(
        [sys.executable, "-m", "commonpractice", "demo", "--partnership", which, "--only-records"],
        pass_fds=server.keep_alive_fds if server else (),
        env={**os.environ, MEANWHILE: "1"},
    )
    try:
        yield
    finally:
        making.terminate()
        with suppress(subprocess.TimeoutExpired):
            making.wait(GRACE)
        making.kill()
