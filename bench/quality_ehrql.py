"""One indicator by ehrQL's measures, on SQLite with its codes indexed; its answer must be ours."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.measuring import Unequal
from bench.populations import Population

CODE = "DEM004"
DEFINITION = Path(__file__).with_name("quality_measure.py")
CODELISTS = (
    "dem_cod", "demcprvw_cod", "demcp_cod", "deminvite_cod", "dempcapu_cod", "dempcadec_cod",
    "demcprvwdec_cod",
)  # fmt: skip
Months = Mapping[str, tuple[int, int]]
"""How many met it, of how many, by the month's first day."""


def took(population: Population, program: str, ours: Months) -> float:
    """Seconds for twelve months, the start of its process among them and the filling of SQLite not.

    Raises Unequal where ehrQL's answer is not ours.
    """
    with tempfile.TemporaryDirectory(prefix="commonpractice-ehrql-") as folder:
        place = Path(folder)
        _fill(population, place / "events.sqlite")
        concepts = {name: [c for c, codelist in population.members if codelist == name] for name in CODELISTS}
        first = population.asked[0].on.replace(day=1)
        (place / "told.json").write_text(
            json.dumps({**concepts, "first": first.isoformat()}), encoding="utf-8"
        )
        definition = shutil.copy(DEFINITION, place)
        command = [
            program, "generate-measures", definition, "--query-engine", "sqlite",
            "--dsn", f"sqlite:///{place / 'events.sqlite'}",
            "--output", place / "out.csv",
        ]  # fmt: skip
        began = time.perf_counter()
        # it reads the definition in one process and runs it in another, which has to find it too
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": folder}
        subprocess.run([str(part) for part in command], check=True, capture_output=True, env=environment)
        seconds = time.perf_counter() - began
        with (place / "out.csv").open(encoding="utf-8", newline="") as file:
            theirs = {
                row["interval_start"]: (int(row["numerator"]), int(row["denominator"]))
                for row in csv.DictReader(file)
            }
    if theirs != ours:
        raise Unequal(f"ehrQL and we differ: {sorted(set(theirs.items()) ^ set(ours.items()))[:4]}")
    return seconds


def _fill(population: Population, file: Path) -> None:
    """Only the codes that the indicator looks for, indexed as ehrQL asks: to its advantage."""
    import duckdb

    concepts = sorted({concept for concept, name in population.members if name in CODELISTS})
    with sqlite3.connect(file) as made, duckdb.connect() as read:
        for name, asked in {
            "patients": "SELECT patient AS patient_id, died_on::VARCHAR AS died_on FROM {}",
            "registrations": """SELECT patient AS patient_id, registered_on::VARCHAR AS registered_on,
                ended_on::VARCHAR AS ended_on FROM {}""",
            "events": f"""SELECT patient AS patient_id, concept, day::VARCHAR AS day FROM {{}}
                WHERE concept IN {tuple(concepts)}""",
        }.items():
            rows = read.execute(asked.format("read_parquet($1)"), [[str(f) for f in population.files(name)]])
            columns = ", ".join(column[0] for column in rows.description)
            made.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" * len(rows.description))
            while some := rows.fetchmany(100_000):
                made.executemany(f"INSERT INTO {name} VALUES ({marks})", some)
        made.execute("CREATE INDEX of_patient ON registrations (patient_id)")
        made.execute("CREATE UNIQUE INDEX one ON patients (patient_id)")
        made.execute("CREATE INDEX of_concept ON events (concept, patient_id, day)")
