"""Importing the published payments, beside reading the same files with Python's csv and doing nothing."""

import csv
import gzip
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bench.measuring import Result, compared, summary

CHECKOUT = Path(__file__).resolve().parent.parent


def measure(*, at: datetime) -> Iterator[Result]:
    """Each payments file there is, imported once: a second time would change nothing."""
    from commonpractice.domain.audit.facts import PROGRAM
    from commonpractice.domain.published import actions
    from commonpractice.gateways.scoped_postgres import tickets

    folder = Path(os.environ.get("COMMONPRACTICE_TEST_DATA", CHECKOUT.parent / "shared" / "data"))
    files = sorted((folder / "payments").glob("*.csv.gz"))
    if not files:
        yield Result("import of published payments", "", f"no files in {folder / 'payments'}")
        return
    for file in files:
        began = time.perf_counter()
        with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as text:
            rows = sum(1 for _ in csv.reader(text))
        read = time.perf_counter() - began
        began = time.perf_counter()
        with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
            actions.import_file(file, year=None, actor=PROGRAM, at=at)
        took = time.perf_counter() - began
        yield compared(
            f"import of {file.name.removesuffix('.csv.gz')}, {rows:,} rows",
            summary([took]),
            summary([read]),
            "reading it alone",
        )
