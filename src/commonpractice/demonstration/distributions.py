"""What practices of England were paid, as distributions: the material that the demonstration is sized by.

Reads the two publications “NHS Payments to General Practice” of 2021/22 and 2022/23 (NHS England, Open
Government Licence v3.0) and writes one row a measure: how many practices have any, and quantiles among
those. No practice can be told from it. The result is kept in the rulebook, as
demonstration/published_distributions.csv, and is made anew by

    python -m commonpractice.demonstration.distributions FOLDER > published_distributions.csv

where FOLDER holds the two files as published, gzipped or not.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TextIO

from commonpractice.gateways import nhs_publications

YEARS = {"21-22": "2021/22", "22-23": "2022/23"}
"""The years read, by how the publisher writes them in the name of a file."""

PERCENTILES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)
COLUMNS = (
    "year", "measure", "unit", "group", "practices", "with_any", *(f"p{p:02d}" for p in PERCENTILES),
)  # fmt: skip
OF_PATIENTS = "GP practice"  # among walk-in centres, prisons and the like
SMALLEST_LIST = 1000  # below, practices are opening or closing: their payments a patient mean little

ABOUT = (
    "Distributions of NHS Payments to General Practice, 2021/22 and 2022/23, over all practices of England",
    f"that are open and have {SMALLEST_LIST:,} registered patients or more. Source: NHS England, NHS",
    "Payments to General Practice (nhspaymentsgp-21-22-prac-csv-v2.csv, nhspaymentsgp-22-23-prac-csv.csv).",
    "Contains public sector information licensed under the Open Government Licence v3.0.",
    "Made by python -m commonpractice.demonstration.distributions; no practice can be told from it.",
    "practices = in the group; with_any = of them, with an amount other than nil; p01 ... p99 = percentiles",
    "among those. Pounds are a year's, for each patient.",
)

# measure: the published line that it is of (rulebook/published/payment_lines.toml).
LINES = {
    "qof": "qof",
    "childhood_vaccination": "childhood_vaccination",
    "influenza": "influenza_pneumococcal",
    "learning_disabilities": "learning_disabilities",
    "meningitis": "meningitis",
    "minor_surgery": "minor_surgery",
    "pertussis": "pertussis",
    "rotavirus_shingles": "rotavirus_shingles",
    "violent_patients": "violent_patients",
    "weight_management": "weight_management",
    "local_incentives": "local_schemes",
    "premises": "premises",
    "retainer": "retainer",
    "locum_allowances": "locums",
    "administered": "pco_administration",
    "information_technology": "technology",
    "childhood_programme": "pneumococcal_childhood",
    "transformation": "transformation",
    "pcn_participation": "pcn_participation",
    "winter_access": "winter_access",
    "other": "other",
    "covid_vaccination": "covid_vaccination",
    "pcn_workforce": "pcn_workforce",
    "total": "total",
    "deductions": "deductions",
}
# These mean different things where the practice dispenses to its patients.
BY_DISPENSING = {
    "drugs": "drugs",
    "dispensing_fees": "dispensing_fees",
    "prescribing_fees": "prescribing_fees",
}
CORE = {"global_sum": "global_sum", "pms_balance": "pms_balance"}


class NotTheFiles(ValueError):
    """The folder does not hold the two publications; the message says which is missing."""


@dataclass(frozen=True)
class Practice:
    """One practice's row of one year's file, as numbers."""

    contract: str
    dispensing: bool
    registered: Decimal
    weighted: Decimal
    payments: dict[str, Decimal]


@dataclass(frozen=True)
class Distribution:
    """One measure over a year's practices: how many have any, and the quantiles among those."""

    year: str
    measure: str
    unit: str
    group: str
    practices: int
    with_any: int
    quantiles: tuple[Decimal, ...]


def distributions(folder: Path, today: date) -> list[Distribution]:
    """Every measure of both years, as read on a day.

    Raises NotTheFiles where one is missing, nhs_publications.FileRefused where one cannot be read.
    """
    found: list[Distribution] = []
    for written, year in YEARS.items():
        files = sorted(folder.glob(f"*{written}*.csv*"))
        if not files:
            raise NotTheFiles(
                f"There is no file of NHS Payments to General Practice for {year} in {folder}: "
                f"its name has {written} in it."
            )
        found += _of_year(year, list(_practices(files[0], today)))
    return found


def write(found: Iterable[Distribution], out: TextIO) -> None:
    """Write distributions as the rulebook keeps them."""
    out.write("".join(f"# {line}\n" for line in ABOUT))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow(
            [row.year, row.measure, row.unit, row.group, row.practices, row.with_any, *row.quantiles]
        )


def _of_year(year: str, practices: Sequence[Practice]) -> Iterator[Distribution]:
    groups = {
        "all": practices,
        "GMS": [practice for practice in practices if practice.contract == "GMS"],
        "PMS": [practice for practice in practices if practice.contract == "PMS"],
        "dispensing": [practice for practice in practices if practice.dispensing],
        "not dispensing": [practice for practice in practices if not practice.dispensing],
    }

    def of(measure: str, unit: str, group: str, values: Iterable[Decimal]) -> Distribution:
        some = sorted(value for value in values if value)
        return Distribution(
            year, measure, unit, group, len(groups[group]), len(some), tuple(_quantiles(some))
        )

    def each_patient(measure: str, group: str) -> Distribution:
        values = (practice.payments[measure] / practice.registered for practice in groups[group])
        return of(measure, "pounds a registered patient", group, values)

    yield of("list_size", "registered patients", "all", (practice.registered for practice in practices))
    yield of(
        "weighted_ratio",
        "weighted for each registered patient",
        "all",
        (practice.weighted / practice.registered for practice in practices),
    )
    for kind in ("GMS", "PMS", "APMS"):
        held = (Decimal(practice.contract == kind) for practice in practices)
        yield of(f"contract_{kind}", "1 where held", "all", held)
    yield of("dispensing", "1 where it dispenses", "all", (Decimal(p.dispensing) for p in practices))
    yield of(
        "global_sum",
        "pounds a weighted patient",
        "GMS",
        (p.payments["global_sum"] / p.weighted for p in groups["GMS"] if p.weighted),
    )
    yield each_patient("pms_balance", "PMS")
    for measure in LINES:
        yield each_patient(measure, "all")
    for measure in BY_DISPENSING:
        yield each_patient(measure, "dispensing")
        yield each_patient(measure, "not dispensing")


def _practices(path: Path, today: date) -> Iterator[Practice]:
    """The open general practices of a file with a list of a fair size."""
    measures = {**LINES, **BY_DISPENSING, **CORE}
    with nhs_publications.read(path, year=None, today=today) as publication:
        for row in publication.records():
            if (row.registered or 0) < SMALLEST_LIST or row.kind != OF_PATIENTS or row.closed:
                continue
            pounds: defaultdict[str, Decimal] = defaultdict(Decimal)
            for column in publication.columns:
                pounds[column.key] += Decimal(row.amounts[column.position] or 0) / 100
            yield Practice(
                contract=row.contract,
                dispensing=row.dispensing.casefold() == "yes",
                registered=row.registered,
                weighted=row.weighted or Decimal(0),
                payments={measure: pounds[key] for measure, key in measures.items()},
            )
        publication.finish()


def _quantiles(ordered: Sequence[Decimal]) -> Iterator[Decimal]:
    """Percentiles by straight lines between neighbours, to four places; blank where there are no values."""
    if not ordered:
        return
    for percentile in PERCENTILES:
        whole, part = divmod((len(ordered) - 1) * percentile, 100)
        low, high = ordered[whole], ordered[min(whole + 1, len(ordered) - 1)]
        value = low + (high - low) * Decimal(part) / 100
        yield value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


if __name__ == "__main__":
    try:
        write(distributions(Path(sys.argv[1]), datetime.now(UTC).date()), sys.stdout)
    except (IndexError, NotTheFiles, nhs_publications.FileRefused) as refusal:
        sys.exit(f"{refusal}\nUse: python -m commonpractice.demonstration.distributions FOLDER")
