"""Small extracts to take in: plain files from tables drawn as text, and what came of them."""

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from django.test import TestCase

from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.facts import ImportReport, System
from commonpractice.gateways.event_store import ownership
from commonpractice.gateways.event_store.layout import TABLES
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import TwoRivers

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)  # after every extract
MARCH = date(2026, 3, 31)
ANN, BOB = "9434765919", "4010232137"
PATIENTS = f"""
    patient | nhs_number | given_name | family_name | born       | sex
    p1      | {ANN}      | Ann        | Ash         | 1960-05-17 | female
    p2      |            | Bob        | Birch       | 2020-01-31 | Male
"""
T2, HBA1C, HEIGHT = "44054006", "999791000000106", "50373000"
LAYOUTS = {layout.name: layout for layout in TABLES}


def drawn(table: str) -> str:
    """A table drawn with pipes, as a CSV file."""
    lines = []
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
    return "\n".join(lines) + "\n"


def events(*lines: str) -> str:
    """A drawn table of events: patient, code, term, day, value, unit; each with an id of its own."""
    head = "id | patient | code | term | day | value | unit"
    return "\n".join([head, *(f"e{number} | {line}" for number, line in enumerate(lines, start=1))])


def files(folder: Path, **tables: str) -> list[Path]:
    """Write drawn tables as CSV files in a folder, which is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(drawn(table), encoding="utf-8")
    return sorted(folder.iterdir())


def take_in(
    rivers: TwoRivers,
    paths: Sequence[Path],
    *,
    surgery: int | None = None,
    system: System = System.PLAIN,
    as_at: date = MARCH,
    mended: bool = False,
    accept_fewer: bool = False,
    at: datetime = NOON,
) -> ImportReport:
    """Take an extract in at a surgery (A, where none is named) with a ticket for its patients."""
    surgery = rivers.a if surgery is None else surgery
    scope = rivers.everything
    # what is done once a transaction is kept is done, though a test's is not
    with (
        tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries, patients=[surgery]),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        asked = actions.Asked(surgery, system, as_at, mended=mended, accept_fewer=accept_fewer)
        return actions.import_extract(paths, asked=asked, scope=scope, at=at)


def numbers(rivers: TwoRivers, surgery: int | None = None) -> dict[str, int]:
    """The numbers that stand for a surgery's patients, by its own."""
    surgery = surgery or rivers.a
    with tickets.acting(actor_id=0, surgeries=[surgery], patients=[surgery]):
        return dict(models.Patient.objects.order_by("id").values_list("local_id", "id"))


def kept(folder: Path) -> list[str]:
    """The names of the snapshots, and of anything else that lies with them, but for the folder's marker."""
    return sorted(path.name for path in folder.iterdir() if path.name != ownership.FILE)


def rows(
    rivers: TwoRivers, table: str, columns: str = "*", *, where: str = "true", surgery: int | None = None
) -> list[tuple]:
    """Rows of a table of the snapshot in use, by SQL of DuckDB."""
    surgery = rivers.a if surgery is None else surgery
    scope = rivers.everything
    with tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries, patients=[surgery]):
        snapshot = queries.in_use(scope=scope, surgeries=[surgery])[surgery]
    path = queries.stored(snapshot).path(LAYOUTS[table])
    return duckdb.sql(f"SELECT {columns} FROM '{path}' WHERE {where}").fetchall()


def refused(report: ImportReport, table: str) -> list[dict[str, str]]:
    """The refused rows of a table as they were given back."""
    import csv

    path = Path(report.refused) / f"{table}.csv"
    if not report.refused or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
