"""Small published files, drawn as tables, and reading them."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways import nhs_publications

TODAY = date(2026, 6, 1)

# Three practices with the columns of 2022/23 that matter; every row adds up.
PAYMENTS = """
| Practice Code | Practice Name | Practice Open Date | Contract Type | Dispensing Practice | \
Average Number of Registered Patients | Average Number of Weighted Patients | Global Sum \
| Total QOF Payments | Premises Payments | Total NHS Payments to General Practice | \
Deductions for Pensions, Levies and Prescription Charge Income | \
Total NHS Payments to General Practice Minus Deductions |
| A81001 | THE DENSHAM SURGERY | 01/04/1974 | GMS | No | 4029.25 | 4579.78 | 438099.78 | 52178.74 \
| 135112.89 | 625391.41 | -84342.76 | 541048.65 |
| A81002 | QUEENS PARK MEDICAL CENTRE | 01/04/1974 | GMS | No | 18353.5 | 20930.12 | 1990614.24 | 285894.21 \
| 318378.78 | 2594887.23 | -319251.24 | 2275635.99 |
| A81004 | BLUEBELL MEDICAL CENTRE | 01/04/1974 | PMS | No | 11000 | 12000 | 1000.00 | 0 \
| 0.50 | 1000.50 | 0 | 1000.50 |
"""


def table(drawn: str) -> list[list[str]]:
    """The cells of a table drawn with bars."""
    lines = [line for line in drawn.strip().splitlines() if line.strip()]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def payments(**changes: dict[str, str]) -> list[list[str]]:
    """PAYMENTS, with some cells changed: payments(A81001={"Global Sum": "1"})."""
    rows = table(PAYMENTS)
    for row in rows[1:]:
        for heading, value in changes.get(row[0], {}).items():
            row[rows[0].index(heading)] = value
    return rows


def write(path: Path, rows: list[list[Any]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


class Read:
    """A file that was read to its end."""

    def __init__(self, publication: nhs_publications.Publication, records: list[Any]) -> None:
        self.publication = publication
        self.records = records
        self.by_code = {record.code: record for record in records}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.publication, name)

    @property
    def remarks(self) -> list[str]:
        """What was noted, but for what is noted of every file as small as one that is drawn."""
        return [note for note in self.publication.notes if "look whether it is whole" not in note]

    def pence(self, code: str, key: str) -> int | None:
        position = next(column.position for column in self.publication.columns if column.key == key)
        return self.by_code[code].amounts[position]

    @property
    def keys(self) -> dict[str, str]:
        """The role of each line key."""
        return {column.key: column.role for column in self.publication.columns}


def read(
    path: Path, *, year: str | None = None, today: date = TODAY, accept_differences: bool = False
) -> Read:
    """Read a whole file; FileRefused where it is refused."""
    asked = FinancialYear.parse(year) if year else None
    with nhs_publications.read(
        path, year=asked, today=today, accept_differences=accept_differences
    ) as publication:
        records = list(publication.records())
        publication.finish()
        return Read(publication, records)
