"""hledger and ledger, reading our own export, beside our query; their answers must be ours."""

import csv
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bench.books import Book, acting
from bench.measuring import Result, Unequal, compared, race, seconds

ROUNDS = 3  # each reads half a million postings anew every time
RESULTS = "^[^:]*:(Income|Expenses|Borne by partners)"
Answer = dict[tuple[str, str], int]
"""Pence by account, as far as its second part, and month; debits positive, nil left out."""


def measure(book: Book, *, at: datetime) -> Iterator[Result]:
    """Every surgery's monthly income and expenditure from the whole export, by each program that is here."""
    from commonpractice.domain.ledger import queries
    from commonpractice.domain.ledger.queries import exports
    from commonpractice.gateways import journal_formats
    from commonpractice.gateways.journal_formats import hledger

    asked = {"scope": book.scope, "surgeries": book.surgeries, "first": book.first, "last": book.last}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "books.journal"
        began = time.perf_counter()
        with acting(book.scope), file.open("w", encoding="utf-8") as out:
            taken = exports.export_book(**asked, at=at)
            entries = journal_formats.write_hledger(taken, out)
        took = time.perf_counter() - began
        size = file.stat().st_size / 1e6
        yield Result(f"export of the whole for hledger: {entries:,} journals, {size:.0f} MB", seconds(took))
        called = {
            (key[0], account.heading): ":".join(name.split(":")[:2])
            for (key, account), name in zip(
                taken.accounts.items(), hledger.account_names(taken.accounts).values(), strict=True
            )
        }

        def ours() -> Answer:
            with acting(book.scope):
                found = queries.monthly_results(**asked)
            return {
                (called[row.surgery_id, heading], str(row.month)): amount
                for row in found
                for heading, amount in (
                    ("Income", -row.income),
                    ("Expenses", row.spending),
                    ("Borne by partners", row.borne),
                )
                if amount
            }

        for program, ask in (("hledger", _hledger), ("ledger", _ledger)):
            if not shutil.which(program):
                yield Result(f"income and expenditure by {program}", "", f"{program} is not installed")
                continue
            yield _beside(program, ours, lambda ask=ask: ask(file))


def _beside(program: str, ours: Callable[[], Answer], theirs: Callable[[], Answer]) -> Result:
    # theirs is not warmed up: it is a program that starts anew, and a minute is soon gone
    mine, other = race(ours, theirs, rounds=ROUNDS, warm=0, same=_told(program))
    return compared("income and expenditure by months, stored", mine, other, f"{program} reading the export")


def _told(program: str) -> Callable[[Answer, Answer], bool]:
    def same(ours: Answer, theirs: Answer) -> bool:
        if ours == theirs:
            return True
        first = sorted(set(ours.items()) ^ set(theirs.items()))[:4]
        raise Unequal(f"{program} and we differ: {first}")

    return same


def _hledger(file: Path) -> Answer:
    said = _run("hledger", "-f", file, "balance", "-M", "--depth", "2", "-N", "-O", "csv", RESULTS)
    header, *rows = csv.reader(io.StringIO(said))
    return {
        (account, month): _pence(amount.removesuffix(" GBP"))
        for account, *amounts in rows
        for month, amount in zip(header[1:], amounts, strict=True)
        if amount != "0"
    }


def _ledger(file: Path) -> Answer:
    form = '%(format_date(date, "%Y-%m"))\t%(account)\t%(quantity(display_amount))\n'
    only = ("--limit", f"account =~ /{RESULTS}/")
    said = _run("ledger", "-f", file, "register", "--monthly", "--depth", "2", "--format", form, *only)
    answer: Answer = {}
    for line in said.splitlines():
        month, account, amount = line.split("\t")
        if pence := _pence(amount):
            answer[account, month] = answer.get((account, month), 0) + pence
    return {key: pence for key, pence in answer.items() if pence}


def _run(*command: str | Path) -> str:
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def _pence(amount: str) -> int:
    return int(Decimal(amount) * 100)
