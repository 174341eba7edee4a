"""What a command needs around it: the database running and up to date, and the time."""

import functools
import os
import pwd
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any

import click

from commonpractice.gateways import embedded_postgres

GAVE_WAY = {"40P01", "40001"}
"""What PostgreSQL says to the one of two transactions, each waiting for the other, that it turns back."""


def now() -> datetime:
    """The time, with its zone. Commands are one of the places where the clock is read."""
    from django.utils import timezone

    return timezone.now()


def today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def administrator():
    """The program, at the bidding of whoever types the command, as the machine knows them."""
    from commonpractice.domain.audit.facts import at_the_bidding_of

    account = _account(os.getuid())
    # what sudo says is believed of root alone, who could say anything; of others it would be hearsay
    before = os.environ.get("SUDO_UID", "") if os.getuid() == 0 else ""
    if before.isdecimal() and int(before):
        account = f"{_account(int(before))} as {account}"
    return at_the_bidding_of(account, socket.gethostname())


def _account(number: int) -> str:
    """The machine's own name of an account: not what LOGNAME says, which anybody may set."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # an account without a name, as containers have
        return f"user {number}"


@contextmanager
def database(*, refuse_if_behind: bool = True) -> Iterator["embedded_postgres.Server | None"]:
    """Django, over a database that is running and (the embedded one) up to date.

    Says in a sentence what is wrong where it cannot be had, or where a server of one's own is behind.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpractice.config.settings")
    with ExitStack() as stack:
        import django
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        server = None
        try:
            django.setup()
            if settings.EMBEDDED_DATABASE:
                server = stack.enter_context(embedded_postgres.running(settings.DATA))
        except (embedded_postgres.CannotRunPostgres, ImproperlyConfigured) as refusal:
            raise click.ClickException(str(refusal)) from None
        stack.callback(_close)
        if server or refuse_if_behind:
            _prepare(embedded=server is not None)
        with _saying_when_it_stops():
            yield server


def with_database(command: Callable) -> Callable:
    """Run a command inside `database()`."""

    @functools.wraps(command)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with database():
            return command(*args, **kwargs)

    return inside


def _prepare(*, embedded: bool) -> None:
    """Bring an embedded database to this version; ask for it where the server is somebody else's."""
    from django.db import OperationalError

    from commonpractice.interfaces.commands import migrate

    try:
        behind = migrate.is_behind()
    except OperationalError as error:
        raise _unreachable(error) from None
    if behind and embedded:
        migrate.bring_up_to_date()
    elif behind:
        raise click.ClickException(
            "The database is of an earlier version. Run: commonpractice migrate (it needs DATABASE_OWNER_URL)"
        )


@contextmanager
def _saying_when_it_stops() -> Iterator[None]:
    """A database that goes away under a command, or lets another go first, ends it with a sentence."""
    import psycopg
    from django.db import InterfaceError, OperationalError

    try:
        yield
    # COPY and cursors of our own raise psycopg's errors, as they are
    except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
        if getattr(error.__cause__ or error, "sqlstate", None) in GAVE_WAY:
            raise click.ClickException(
                "Somebody else was changing the same things at the same moment, and this command had to give "
                "way. Nothing of it has been kept; run it again."
            ) from None
        if str(error).startswith("connection failed"):
            raise _unreachable(error) from None
        said = str(error).strip().splitlines()[0]
        raise click.ClickException(
            f"The database stopped while this was being done ({said}). Nothing that was unfinished has been "
            "kept; run the command again."
        ) from None


def _unreachable(error: Exception) -> click.ClickException:
    return click.ClickException(
        f"The database cannot be reached: {str(error).strip()}\n"
        "Check DATABASE_URL, or leave it out to use the embedded one."
    )


def _close() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
