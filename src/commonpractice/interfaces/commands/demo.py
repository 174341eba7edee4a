"""`commonpractice demo`: the demonstration partnership, built and served."""

import os
import secrets
import statistics
import time
from contextlib import nullcontext
from pathlib import Path

import click

from commonpractice.interfaces.commands import demo_records, runtime, serve
from commonpractice.interfaces.commands.bars import bars


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
    "--records",
    type=click.Choice(["meanwhile", "before", "none"]),
    help="When to make up the surgeries' patients and measure their care: while the pages are served already "
    "(so unless --check is asked for), before that, or not at all.",
)
@click.option("--only-records", is_flag=True, hidden=True)
def demo(which: str, port: int, check: bool, records: str | None, only_records: bool) -> None:
    """Build the demonstration partnership, if it is not there yet, and serve it.

    Everything in it is invented, and every page says so. It prints who may sign in. The two demonstrations
    may stand side by side: each has people of its own.
    """
    if only_records:
        with serve.stopping_cleanly(), runtime.database():
            demo_records.make(which)
        return
    host = "127.0.0.1"
    if not check:
        serve.refuse_taken(host, port)
    began = time.monotonic()
    with serve.stopping_cleanly(), runtime.database() as server:
        serve.collect_static_files()
        password = _password()
        _build(password, which)
        if records == "before":
            demo_records.make(which)
        if check:
            _check(password, which)
            return
        _say_who_may_sign_in(password, which)
        click.echo(f"Ready after {time.monotonic() - began:.0f} seconds.")
        making = demo_records.meanwhile(which, server) if records in (None, "meanwhile") else nullcontext()
        with making:
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

    with bars() as progress:
        built = build.build(at=runtime.now(), password=password, progress=progress, model=Model(which))
    if built.months:
        _sample_tables()


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
