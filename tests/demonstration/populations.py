"""A synthetic population small enough for every run, and the registers of one counted in plain SQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from commonpractice.demonstration import population
from commonpractice.foundations import rulebook_files
from commonpractice.gateways.event_store import layout


def numbers() -> dict[str, int]:
    """A number for every concept, as a database would give them out."""
    return {concept.code: number for number, concept in enumerate(population.used(), start=1)}


def members() -> list[tuple[int, str]]:
    """(concept by its number, cluster) of the starter list, as far as the population records them."""
    known = numbers()
    return [
        (known[row["code"]], row["cluster"])
        for row in rulebook_files.rows("records/starter_concepts.csv")
        if row["code"] in known
    ]


def named(numbers: pa.Array) -> pa.Array:
    """Pseudonyms that a test can read: the NHS number, filled up."""
    return pa.array([f"{number:>16}".encode() for number in numbers.to_pylist()], pa.binary(16))


@contextmanager
def database(tables: Mapping[str, pa.Table] | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The six tables by name, of a folder a surgery or as they were made; the starter list as `members`."""
    with duckdb.connect() as connection:
        _fill(connection, tables)
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table] | Path) -> None:
    for table in layout.TABLES:
        if isinstance(tables, Path):
            files = f"{tables}/*/{table.file_name}"
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{files}')")
        else:
            connection.register(table.name, tables[table.name])
    connection.execute("CREATE TABLE members (concept INTEGER, cluster VARCHAR)")
    connection.executemany("INSERT INTO members VALUES (?, ?)", members())


# A register: codes of which the latest counts, codes that end it, the youngest age, the earliest day, and
# what else has to hold. As the Quality and Outcomes Framework has them, apart from the quality room's engine.
TREATED = (
    "patient IN (SELECT patient FROM issued WHERE cluster = '{0}' AND latest > on_day - INTERVAL {1} MONTH)"
)
REGISTERS = {
    "AF": (["afib_cod"], ["afibres_cod"], 0, None, "true"),
    "AST": (["ast_cod"], ["astres_cod"], 6, None, TREATED.format("asttrt_cod", 12)),
    "CAN": (["can_cod"], [], 0, "2003-04-01", "true"),
    "CHD": (["chd_cod"], [], 0, None, "true"),
    "CKD": (["ckd_cod"], ["ckd1and2_cod", "ckdres_cod"], 18, None, "true"),
    "COPD": (["copd_cod"], ["copdres_cod"], 0, None, "true"),
    "DEM": (["dem_cod"], [], 0, None, "true"),
    "DEP": (["depr_cod"], ["depres_cod"], 18, "2006-04-01", "true"),
    "DM": (["dm_cod"], ["dmres_cod"], 17, None, "true"),
    "EP": (["epil_cod"], ["epilres_cod"], 18, None, TREATED.format("epildrug_cod", 6)),
    "HF": (["hf_cod"], ["hfres_cod"], 0, None, "true"),
    "HYP": (["hyp_cod"], ["hypres_cod"], 0, None, "true"),
    "LD": (["ld_cod"], ["ldrem_cod"], 0, None, "true"),
    "MH": (["mh_cod"], [], 0, None, "true"),
    "NDH": (
        ["ndh_cod", "igt_cod", "prd_cod"],
        [],
        18,
        None,
        "patient NOT IN (SELECT patient FROM register_DM)",
    ),
    "OB": (
        ["bmival_cod"],
        [],
        18,
        None,
        "patient IN (SELECT patient FROM events JOIN members USING (concept) WHERE cluster = 'bmival_cod' "
        "AND day > on_day - INTERVAL 12 MONTH AND value IS NOT NULL "
        "GROUP BY patient HAVING arg_max(value, day) >= 30)",
    ),
    "OST": (
        ["osteo_cod"],
        [],
        50,
        None,
        "patient IN (SELECT patient FROM coded WHERE cluster = 'ff_cod' AND latest >= DATE '2012-04-01')",
    ),
    "PAD": (["pad_cod"], [], 0, None, "true"),
    "PC": (["palcare_cod"], ["palcareni_cod"], 0, "2008-04-01", "true"),
    "RA": (["rarth_cod"], [], 16, None, "true"),
    "STIA": (["strk_cod", "tia_cod", "hstrk_cod"], [], 0, None, "true"),
}


def registers(connection: duckdb.DuckDBPyConnection, on: str) -> dict[str, float]:
    """Percent of the list of each register's ages that is on it, by the register's code."""
    connection.execute(f"SET VARIABLE on_day = DATE '{on}'")
    for name, source in (("coded", "events"), ("issued", "medications")):
        connection.execute(
            f"CREATE TABLE {name} AS "
            "SELECT cluster, patient, max(day) AS latest, getvariable('on_day') AS on_day "
            f"FROM {source} JOIN members USING (concept) GROUP BY cluster, patient"
        )
    connection.execute(
        "CREATE TABLE here AS SELECT DISTINCT patients.*, getvariable('on_day') AS on_day, "
        "date_diff('month', born, getvariable('on_day')) // 12 AS age "
        "FROM patients JOIN registrations USING (patient) "
        "WHERE registered_on <= getvariable('on_day') AND coalesce(ended_on > getvariable('on_day'), true)"
    )
    found: dict[str, float] = {}
    for code, (diagnoses, resolved, youngest, since, where) in sorted(REGISTERS.items(), key=_diabetes_first):
        earliest = f"AND latest >= DATE '{since}'" if since else ""
        connection.execute(
            f"CREATE TABLE register_{code} AS SELECT here.* FROM here "
            "JOIN (SELECT patient, max(latest) AS diagnosed FROM coded "
            f"WHERE list_contains({diagnoses}, cluster) {earliest} GROUP BY patient) USING (patient) "
            "LEFT JOIN (SELECT patient, max(latest) AS over FROM coded "
            f"WHERE list_contains({resolved}::VARCHAR[], cluster) GROUP BY patient) USING (patient) "
            f"WHERE coalesce(over < diagnosed, true) AND age >= {youngest} AND {where}"
        )
        counted = connection.execute(
            f"SELECT 100.0 * (SELECT count(*) FROM register_{code}) "
            f"/ (SELECT count(*) FROM here WHERE age >= {youngest})"
        )
        found[code] = counted.fetchall()[0][0]
    return found


def _diabetes_first(register: tuple[str, object]) -> bool:
    return register[0] != "DM"
