"""Ask what is known of patients' records: what codes mean, which snapshots are in use, who patients are."""

from commonpractice.domain.records.queries.codelists import in_force, membership
from commonpractice.domain.records.queries.meanings import resolutions, units, values
from commonpractice.domain.records.queries.people import NoSuchPatient, people
from commonpractice.domain.records.queries.snapshots import (
    imports,
    in_use,
    named,
    records_root,
    report,
    store,
    stored,
)

__all__ = [
    "NoSuchPatient",
    "imports",
    "in_force",
    "in_use",
    "membership",
    "named",
    "people",
    "records_root",
    "report",
    "resolutions",
    "store",
    "stored",
    "units",
    "values",
]
