"""How practices of England differ, as distributions: what the synthetic population's surgeries are spread by.

Reads three publications (Open Government Licence v3.0) and writes one row a measure: the quantiles of
practices, and for a register how many of England's patients are on it. No practice can be told from it. Kept
in the rulebook as demonstration/population/published_spread.csv, and made anew by

    python -m commonpractice.demonstration.population.published FOLDER > published_spread.csv

where FOLDER holds qof_prevalence/, list_size/ and imd_practice/ with the files as published, gzipped.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from commonpractice.demonstration.distributions import PERCENTILES

PREVALENCE = "qof_prevalence/PREVALENCE_2021_v2.csv.gz"
AGES = "list_size/hocl_gp-by-age_apr2020.csv.gz"
DEPRIVATION = "imd_practice/fingertips_93553_imd2019_gp_practice.csv.gz"
SMALLEST_LIST = 1000
COLUMNS = ("measure", "unit", "practices", "england", *(f"p{p:02d}" for p in PERCENTILES))
ABOUT = (
    "How practices of England differ. Sources: NHS Digital, Quality and Outcomes Framework 2020/21",
    "(PREVALENCE_2021_v2); NHS Digital, Patients registered at a GP practice, April 2020, by age; Office for",
    "Health Improvement and Disparities, Deprivation score (IMD 2019) of practices. Contains public sector",
    "information licensed under the Open Government Licence v3.0.",
    "Made by python -m commonpractice.demonstration.population.published; no practice can be told from it.",
    "england = over all practices: a register's patients in percent of its list. p01 ... p99 = percentiles",
    f"of practices (registers and ages: of those with {SMALLEST_LIST:,} patients or more).",
)
OLDER = (("65OV", "share_65_and_over"), ("50OV", "share_50_and_over"), ("16OV", "share_16_and_over"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text)


def measures(folder: Path) -> Iterator[tuple[str, str, float, list[float]]]:
    """(measure, unit, England's, practices') in the file's order. Raises OSError where a file is missing."""
    scores = [float(row["Value"]) for row in _rows(folder / DEPRIVATION) if row["Area Type"] == "GP"]
    yield "imd_score", "score", sum(scores) / len(scores), scores
    people = [row for row in _rows(folder / AGES) if float(row["TOTAL"]) >= SMALLEST_LIST]
    everybody = sum(float(row["TOTAL"]) for row in people)
    for column, measure in OLDER:
        shares = [100 * float(row[column]) / float(row["TOTAL"]) for row in people]
        yield measure, "percent", 100 * sum(float(row[column]) for row in people) / everybody, shares
    registers: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in _rows(folder / PREVALENCE):
        registers[row["GROUP_CODE"]].append((float(row["REGISTER"]), float(row["PRACTICE_LIST_SIZE"])))
    for group, found in sorted(registers.items()):
        overall = 100 * sum(on for on, _ in found) / sum(size for _, size in found)
        yield (
            f"register_{group}", "percent", overall,
            [100 * on / size for on, size in found if size >= SMALLEST_LIST],
        )  # fmt: skip


def quantiles(values: Iterable[float]) -> list[float]:
    """At PERCENTILES, straight between the ordered values."""
    ordered = sorted(values)
    found: list[float] = []
    for percentile in PERCENTILES:
        place = (len(ordered) - 1) * percentile / 100
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        found.append(ordered[below] + (ordered[above] - ordered[below]) * (place - below))
    return found


def write(folder: Path, out: TextIO) -> None:
    """Write the rulebook's file."""
    out.write("".join(f"# {line}\n" for line in ABOUT))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for measure, unit, england, values in measures(folder):
        writer.writerow(
            [measure, unit, len(values), f"{england:.4f}", *(f"{at:.4f}" for at in quantiles(values))]
        )


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.stdout)
