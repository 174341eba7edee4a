"""The plain schema: what every extract is turned into, and the shape of files that people make themselves.

Every value is a text; docs/guides/clinical-extracts.md says what each may be.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlainTable:
    """One table: its columns in order, which of them a file must have, and which names a row, if any."""

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    key: str = ""

    @property
    def wanted(self) -> str:
        """The columns that a file must have, for a sentence."""
        return ", ".join(self.needed)


PATIENTS = PlainTable(
    "patients",
    ("patient", "nhs_number", "given_name", "family_name", "born", "sex", "died_on", "clinician", "ethnicity",
     "language", "deprivation", "care_home", "address", "postcode", "phone", "email"),
    ("patient", "born", "sex"),
    key="patient",
)  # fmt: skip
CLINICIANS = PlainTable("clinicians", ("clinician", "name", "role"), ("clinician",), key="clinician")
REGISTRATIONS = PlainTable(
    "registrations",
    ("patient", "registered_on", "ended_on"),
    ("patient", "registered_on"),
)
EVENTS = PlainTable(
    "events",
    ("id", "patient", "code", "term", "day", "value", "unit"),
    ("patient", "code", "day"),
    key="id",
)
MEDICATIONS = PlainTable(
    "medications",
    ("id", "patient", "code", "term", "day", "days", "quantity"),
    ("patient", "code", "day"),
    key="id",
)
CONSULTATIONS = PlainTable(
    "consultations",
    ("id", "patient", "day", "clinician", "mode"),
    ("patient", "day"),
    key="id",
)
APPOINTMENTS = PlainTable(
    "appointments",
    ("id", "patient", "booked_at", "starts_at", "minutes", "clinician", "category", "mode", "status"),
    ("starts_at", "status"),
    key="id",
)

TABLES = (PATIENTS, CLINICIANS, REGISTRATIONS, EVENTS, MEDICATIONS, CONSULTATIONS, APPOINTMENTS)
BY_NAME = {table.name: table for table in TABLES}

RESOLVED = "resolved:"
"""Before a code: not that the condition is there, but that it is over, in whichever code says so."""

WHY = ("refused_file", "refused_line", "refused_column", "refused_reason")
"""What a file of refused rows has beside their own columns; read back, they are passed over."""
