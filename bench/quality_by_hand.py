"""Ten indicators as SQL by hand (quality_by_hand.sql), and the floor: reading the columns that they need."""

from pathlib import Path
from typing import Any

from bench.populations import Population

SQL = Path(__file__).with_suffix(".sql")
TEN = (
    "AF006", "CHD005", "STIA007", "DM012", "DM020", "COPD010", "DEM004", "NDH002", "MH003", "MH006",
)  # fmt: skip
CONDITIONS = ("af", "chd", "stia", "dm", "copd", "dem", "ndh", "mh")
FEATURES: dict[str, tuple[str, ...]] = {
    "af_dx": ("afib_cod",), "af_res": ("afibres_cod",), "dm_dx": ("dm_cod",), "dm_res": ("dmres_cod",),
    "copd_dx": ("copd_cod",), "copd_res": ("copdres_cod",), "chd_dx": ("chd_cod",), "strk": ("strk_cod",),
    "tia": ("tia_cod",), "hstrk": ("hstrk_cod",), "dem_dx": ("dem_cod",),
    "ndh_dx": ("ndh_cod", "igt_cod", "prd_cod"), "mh_dx": ("mh_cod",), "mh_rem": ("mhrem_cod",),
    "lithium": ("lit_cod",), "lithium_stopped": ("litstp_cod",), "chads": ("chads2vasc_own",),
    "sal": ("sal_cod",), "dipyridamole": ("dipy_own",),
    "thinner": ("clo_cod", "nonaspantipltdrug_cod", "oranticoagdrug_cod", "oranticoag_cod"),
    "xsal": ("xsal_cod",), "txsal": ("txsal_cod", "saldec_own"), "xclo": ("xclo_cod",),
    "txclo": ("txclo_cod", "clodec_own"), "xthinner": ("xoranticoag_cod",),
    "txthinner": ("txoranticoag_cod", "oranticoagdec_cod"), "xdipy": ("xdipy_cod",), "feet": ("frc_cod",),
    "amputated": ("footamp_own",), "no_feet": ("fepu_cod", "fedec_cod"),
    "frail": ("modfrail_cod", "sevfrail_cod"), "mild": ("mildfrail_cod",), "hba1c": ("ifcchbam_cod",),
    "gluc": ("gluc_cod",), "fructosamine": ("serfruc_cod",), "dmmax": ("dmmax_cod",),
    "no_blood": ("bldtestdec_cod",), "no_glucose": ("glucdec_cod",), "copd_review": ("copdrvw_cod",),
    "copd_flare": ("copdexacb_cod",), "mrc": ("mrc_cod",), "dem_plan": ("demcprvw_cod", "demcp_cod"),
    "no_dem_plan": ("demcprvwdec_cod",), "pressure": ("bp_cod", "clinbp_cod", "homeambbp_cod"),
    "no_pressure": ("bpdec_cod",), "bmi_value": ("bmival_cod",), "bmi": ("bmi_cod",),
    "no_bmi": ("bmipu_cod", "bmidec_cod"),
    **{f"{name}_pca": (f"{name}pcapu_cod", f"{name}pcadec_cod") for name in CONDITIONS},
    **{f"{name}_inv": (f"{name}invite_cod",) for name in CONDITIONS},
}  # fmt: skip


def answer(population: Population) -> dict[tuple[str, int, int, str], int]:
    """How many patients, by indicator, surgery, month and status."""
    with _connected(population) as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
        return {
            (code, surgery, k, status): patients
            for code in TEN
            for surgery, k, status, patients in connection.execute(
                f'SELECT surgery, k, "{code}", count(*) FROM judged WHERE "{code}" IS NOT NULL GROUP BY ALL'
            ).fetchall()
        }


def scan(population: Population) -> float:
    """Reads the columns that indicators need of every event and medicine; sums, so that all are read."""
    with _connected(population) as connection:
        sums = connection.execute(
            "SELECT sum(concept), sum(patient), sum(day - DATE '1900-01-01'), sum(value) FROM events"
        ).fetchone()
        more = connection.execute(
            "SELECT sum(concept), sum(patient), sum(day - DATE '1900-01-01') FROM medications"
        ).fetchone()
    return float(sum(sums) + sum(more))


def _connected(population: Population) -> Any:
    import duckdb

    connection = duckdb.connect(config={"preserve_insertion_order": False})
    for name in ("patients", "registrations", "events", "medications"):
        files = ", ".join(f"'{file}'" for file in population.files(name))
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet([{files}])")
    names = ", ".join(f"'{name}'" for name in FEATURES)
    connection.execute(f"CREATE TYPE feature AS ENUM ({names})")
    connection.execute("CREATE TEMP TABLE lists (concept INTEGER, f feature)")
    rows = {
        (concept, name)
        for concept, codelist in population.members
        for name, codelists in FEATURES.items()
        if codelist in codelists
    }
    connection.executemany("INSERT INTO lists VALUES (?, ?)", sorted(rows))
    connection.execute("CREATE TEMP TABLE asked (k SMALLINT, on_day DATE)")
    asked = [(k, day.on) for k, day in enumerate(population.asked)]
    connection.executemany("INSERT INTO asked VALUES (?, ?)", asked)
    return connection
