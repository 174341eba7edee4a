"""What an import says when it is done: a row a file, and the rows that were refused."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from commonpractice.domain.published.facts import ImportReport
from commonpractice.foundations.money import plain_pounds, pounds
from commonpractice.gateways.nhs_publications import FileRefused
from commonpractice.interfaces.commands import text_tables

COLUMNS = ("file", "dataset", "year", "rows", "practices", "registered_patients", "total_gbp")
REFUSED = ("file", "line", "column", "value", "reason")


class Csv:
    """A row a file, as soon as it is in."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def write(self, report: ImportReport) -> None:
        self._writer.writerow(
            [
                report.file_name,
                report.dataset,
                str(report.year or ""),
                report.rows,
                report.practices,
                "" if report.registered is None else plain(report.registered),
                "" if report.total is None else plain_pounds(report.total),
            ]
        )
        self._stream.flush()


def print_table(reports: Sequence[ImportReport]) -> None:
    """The same for people."""
    rows = [
        [
            *(report.file_name, report.dataset, str(report.year or ""), f"{report.rows:,}"),
            f"{report.practices:,}",
            "" if report.registered is None else f"{report.registered:,.0f}",
            "" if report.total is None else pounds(report.total),
            "was here already" if report.unchanged else "",
        ]
        for report in reports
    ]
    headings = ["file", "dataset", "year", "rows", "practices", "registered", "total", ""]
    text_tables.show(rows, headings=headings, left=(0, 1, 2, 7))


def write_refused(path: Path, refusals: Sequence[FileRefused]) -> None:
    """Every refused row with what is wrong with it and its own fields, under its file's headings.

    A file that was refused as a whole has one row, with the reason alone.
    """
    headings = dict.fromkeys(heading for refusal in refusals for heading in refusal.headings)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*REFUSED, *headings])
        for refusal in refusals:
            if not refusal.rows:
                writer.writerow([refusal.file_name, "", "", "", refusal.sentence])
            for row in refusal.rows:
                own = dict(zip(refusal.headings, row.cells, strict=False))
                told = (refusal.file_name, row.line, row.column, row.value, row.reason)
                writer.writerow([*told, *(own.get(heading, "") for heading in headings)])


def plain(number: Decimal) -> str:
    """A number for a file, exactly, with neither exponent nor idle noughts: 60316398.16665497."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
