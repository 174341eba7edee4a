"""Import files as a command does, and a database in which every published file is."""

from datetime import UTC, datetime
from pathlib import Path

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.published import actions
from commonpractice.domain.published.facts import ImportReport
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.scoped_postgres import tickets

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
FOLDERS = ("payments", "qof_points", "qof_prevalence", "cqc", "workforce", "list_size", "ods", "imd_practice")
OHP = 28  # practices


def import_file(path: Path, *, year: str | None = None, **how) -> ImportReport:
    asked = FinancialYear.parse(year) if year else None
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
        return actions.import_file(path, year=asked, actor=PROGRAM, at=NOW, **how)


def files(folder: Path) -> list[Path]:
    return [path for name in FOLDERS for path in sorted((folder / name).iterdir())]


def ohp_codes(folder: Path) -> list[str]:
    """The practices of Our Health Partnership, as the data folder lists them."""
    import csv

    with (folder / "partnerships" / "ohp_mmp_practices.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = [row["ods_code"] for row in rows if (row["organisation"], row["role"]) == ("OHP", "practice")]
    assert len(codes) == OHP
    return codes
