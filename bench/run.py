"""`python -m bench`: what Common Practice costs, beside its peers, in one run.

The demonstration partnership is built in a scratch database on a server of the benchmark's own, with every
safeguard on. Both sides of each ratio are measured turn about in this run, and their answers compared first.
"""

import argparse
import os
import platform
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import (
    books,
    closing,
    imports,
    measuring,
    pages,
    peers,
    posting,
    quality,
    scratch,
    statements,
    walls,
)
from bench.measuring import Result

WRITTEN = Path(__file__).with_name("results.md")
PARTS = {
    "statements": "our statements beside plain SQL",
    "walls": "the cost of row-level security",
    "peers": "hledger and ledger reading our export",
    "pages": "every page as each role",
    "posting": "posting in bulk and one by one",
    "imports": "importing the published payments",
    "closing": "closing a month, and a back-dated uplift with it",
    "quality": "indicators of 281,000 synthetic patients, beside SQL by hand, a scan and ehrQL",
}


def main() -> None:
    """Measure, print, and with --write keep what was printed in bench/results.md."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the table in bench/{WRITTEN.name}")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="; ".join(PARTS.values()))
    parser.add_argument("--many", action="store_true", help="quality: 80 million events instead of 47")
    options = parser.parse_args()
    began = time.monotonic()
    results: list[Result] = []
    about = ""
    with scratch.server():
        for line in measured(options.only or list(PARTS), many=options.many):
            if isinstance(line, str):
                about = line
                continue
            results.append(line)
            _say(line)
    report = [
        "# What it costs",
        "",
        f"{about} Times are medians, both sides of a ratio measured turn about in one run.",
        f"{_machine()}; the whole run took {time.monotonic() - began:.0f} s.",
        "",
        *measuring.table(results),
    ]
    print("\n" + "\n".join(report))
    if options.write:
        WRITTEN.write_text("\n".join(report) + "\n", encoding="utf-8")
        print(f"\nKept in {WRITTEN}.")
    if any(result.met is False for result in results):
        print("\nA goal is missed.", file=sys.stderr)


def measured(parts: list[str], *, many: bool = False) -> Iterator[Result | str]:
    """The results of each part as they come; and a sentence about the books, once."""
    from django.utils import timezone

    at = timezone.now()
    password = secrets.token_urlsafe(12)
    if "quality" in parts:
        yield from quality.measure("many" if many else "usual")
    if set(parts) == {"quality"}:
        return
    with scratch.database():
        began = time.perf_counter()
        book = books.demonstration(at=at, password=password)
        took = time.perf_counter() - began
        yield (
            f"{book.partnership.name} (invented): {len(book.surgeries)} profit centres, {book.postings:,} "
            f"postings, {book.first.words} to {book.last.words} looked at."
        )
        yield Result(f"building the demonstration, {book.postings:,} postings", measuring.seconds(took))
        on_the_demonstration: dict[str, Callable[[], Iterator[Result]]] = {
            "statements": lambda: statements.measure(book),
            "walls": lambda: walls.measure(book),
            "peers": lambda: peers.measure(book, at=at),
            "pages": lambda: pages.measure(book, password=password),
            "posting": lambda: posting.singles(book, at=at),
        }
        for part, measure in on_the_demonstration.items():
            if part in parts:
                yield from measure()
    if {"posting", "imports"} & set(parts):
        with scratch.database():
            if "posting" in parts:
                yield from posting.bulk(books.empty(at=at), at=at)
            if "imports" in parts:
                yield from imports.measure(at=at)
    if "closing" in parts:
        with scratch.database():
            yield from closing.measure()


def _say(result: Result) -> None:
    beside = f"   beside {result.beside}" if result.beside else ""
    print(f"{result.what}: {result.ours}{beside}", flush=True)


def _machine() -> str:
    busy = os.getloadavg()[0]
    return (
        f"{platform.system()} on {os.cpu_count()} processors (load {busy:.1f} at the end), "
        f"Python {platform.python_version()}"
    )
