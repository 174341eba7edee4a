"""`commonpractice serve`: the supervisor of the database and the web server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from commonpractice.interfaces.commands import runtime

GRACE = 20  # seconds that the web server has to finish what it is doing


class Stopped(Exception):
    """Somebody asked us to stop."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes that answer pages.")
def serve(host: str, port: int, workers: int) -> None:
    """Run Common Practice until it is stopped (Ctrl-C).

    With an embedded database this starts it, and stops it afterwards when nobody else uses it.
    """
    refuse_taken(host, port)
    with stopping_cleanly(), runtime.database() as server:
        collect_static_files()
        run(server, host=host, port=port, workers=workers)


def run(server, *, host: str, port: int, workers: int = 2) -> None:
    """Run the web server until it ends or we are told to stop."""
    web = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "commonpractice.config.wsgi:application",
            f"--bind={host}:{port}",
            f"--workers={workers}",
            "--threads=4",
            "--preload",
            "--no-control-socket",  # a door that nobody needs, in a home that may not be ours to write in
            "--log-level=warning",
        ],
        # the children count as users of the database, so that it outlives us if we are killed
        pass_fds=server.keep_alive_fds if server else (),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "commonpractice.config.settings"},
    )
    try:
        wait_until_it_answers(web, host, port)
        click.echo(f"Common Practice is at http://{_named(host)}:{port} (Ctrl-C stops it)")
        if web.wait():
            raise click.ClickException("The web server stopped by itself; what it said is above.")
    except (Stopped, KeyboardInterrupt):
        click.echo("\nStopping.")
    finally:
        web.terminate()
        with suppress(subprocess.TimeoutExpired):
            web.wait(GRACE)
        web.kill()


def wait_until_it_answers(web: subprocess.Popen, host: str, port: int) -> None:
    """Return as soon as the web server answers, or when it has ended without."""
    while web.poll() is None and not answers(host, port):
        time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whether a Common Practice answers there."""
    try:
        with urllib.request.urlopen(f"http://{_named(host)}:{port}/healthz", timeout=2) as answer:
            return answer.headers.get("X-Common-Practice") is not None
    except OSError:
        return False


def refuse_taken(host: str, port: int) -> None:
    """Say so, in a sentence, where something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            if answers(host, port):
                raise click.ClickException(
                    f"Common Practice is running already at http://{_named(host)}:{port}"
                ) from None
            raise click.ClickException(
                f"Something else listens on port {port}. Choose another with --port."
            ) from None


def collect_static_files() -> None:
    """Gather the styles and scripts that the pages need."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.NHSUK_FRONTEND.is_dir():
        raise click.ClickException(
            "The NHS design system is not installed: run `make setup` in the checkout (it runs npm ci)."
        )
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that everything started is stopped on the way out."""

    def stop(number: int, frame: object) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except Stopped:
        click.echo("\nStopping.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _named(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 (only shown)
