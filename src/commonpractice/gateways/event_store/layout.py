"""What a snapshot's files hold: one Parquet file a table, columns, types and the order of rows.

A snapshot is everything that is known of one surgery's patients on the day of its extract. Patients and
concepts are small whole numbers that the database gave out (`records_patient`, `records_concept`), the same
in every snapshot, so that files of many surgeries can be read as one table. Names, NHS numbers and days of
birth are not in the files.

Events and medications lie in the order of (concept, patient, day): whoever asks for some concepts reads only
the pieces of the file in which they lie (docs/decisions/0012).
"""

from dataclasses import dataclass

import pyarrow as pa

VERSION = 1
# Rows in a piece of a file (a Parquet row group), the smallest part that can be left unread.
PIECE = 32_768


@dataclass(frozen=True)
class Layout:
    """One table of a snapshot: its name (and its file's), its columns, and how its rows are sorted."""

    name: str
    schema: pa.Schema
    order: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.parquet"


def _schema(**columns: pa.DataType) -> pa.Schema:
    """Columns in order; a type that ends in None may be blank."""
    return pa.schema(
        [pa.field(name, kind[0] if isinstance(kind, tuple) else kind, nullable=isinstance(kind, tuple))
         for name, kind in columns.items()]
    )  # fmt: skip


WORD = pa.string()

PATIENTS = Layout(
    "patients",
    _schema(
        patient=pa.int32(),
        surgery=pa.int32(),  # of the database, partnership_surgery
        pseudonym=pa.binary(16),  # keyed, of the NHS number; the same person at two surgeries has one
        born=pa.date32(),  # the first day of the month of birth
        sex=WORD,  # female | male | other | unknown
        died_on=(pa.date32(), None),
        clinician=(pa.int32(), None),  # usual: named and accountable, or on whose list they are
        ethnicity=(WORD, None),  # white | mixed | asian | black | other; blank: not recorded
        language=(WORD, None),  # main spoken: ISO 639-1, en; blank: not recorded
        deprivation=(pa.int8(), None),  # decile of where they live, 1 the most deprived
        care_home=pa.bool_(),
    ),
    ("patient",),
)
REGISTRATIONS = Layout(
    "registrations",
    _schema(
        patient=pa.int32(),
        surgery=pa.int32(),
        registered_on=pa.date32(),
        ended_on=(pa.date32(), None),  # the first day on which no longer registered
    ),
    ("patient", "registered_on"),
)
EVENTS = Layout(
    "events",
    _schema(
        concept=pa.int32(),
        patient=pa.int32(),
        day=pa.date32(),
        value=(pa.float64(), None),  # in the concept's unit of rulebook/records/values.toml
        unit=(WORD, None),  # that unit; blank where the value came without one
    ),
    ("concept", "patient", "day"),
)
MEDICATIONS = Layout(
    "medications",
    _schema(
        concept=pa.int32(),
        patient=pa.int32(),
        day=pa.date32(),  # of issue
        days=(pa.int16(), None),  # for which it lasts, where told
        quantity=(pa.float64(), None),
    ),
    ("concept", "patient", "day"),
)
CONSULTATIONS = Layout(
    "consultations",
    _schema(
        patient=pa.int32(),
        day=pa.date32(),
        clinician=pa.int32(),  # records_clinician
        role=WORD,  # gp | nurse | pharmacist | paramedic | physiotherapist | social_prescriber | other
        mode=WORD,  # surgery | telephone | video | online | home | other
    ),
    ("patient", "day"),
)
APPOINTMENTS = Layout(
    "appointments",
    _schema(
        patient=(pa.int32(), None),
        booked_at=(pa.timestamp("ms"), None),
        starts_at=pa.timestamp("ms"),
        minutes=(pa.int16(), None),
        clinician=(pa.int32(), None),
        category=(WORD, None),  # the national category, as written
        mode=WORD,
        status=WORD,  # booked | attended | did_not_attend | cancelled
    ),
    ("starts_at", "patient"),
)

TABLES = (PATIENTS, REGISTRATIONS, EVENTS, MEDICATIONS, CONSULTATIONS, APPOINTMENTS)
