"""The rows of a new snapshot, table by table, in the order of its layout.

Those judged good; and where mended rows are added to a snapshot in use, that one's too.
"""

# ruff: noqa: S608 what is put into SQL here is of the layout or quoted

from collections.abc import Iterator

import pyarrow as pa

from commonpractice.domain.records import queries
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.gateways.clinical_extracts.staging import Staging, quoted
from commonpractice.gateways.event_store.layout import PATIENTS, PIECE, Layout

GOOD = "fault IS NULL AND NOT repeated"


def batches(
    staging: Staging, layout: Layout, surgery_id: int, follows: SnapshotFact | None
) -> Iterator[pa.RecordBatch]:
    """The rows of one table of the snapshot, a piece at a time."""
    columns = ", ".join(layout.schema.names)
    source = f"({_new(layout, surgery_id)})"
    if follows is not None:
        source = f"({_together(layout, source, follows)})"
    ordered = f"SELECT {columns} FROM {source} ORDER BY {', '.join(layout.order)}"
    yield from staging.connection.sql(ordered).to_arrow_reader(PIECE)


def _new(layout: Layout, surgery_id: int) -> str:
    """The rows judged good."""
    if layout.name == PATIENTS.name:
        return f"""
            SELECT p.patient, {surgery_id} AS surgery, p.pseudonym, j.born, j.sex, j.died_on, k.clinician,
                j.ethnicity, j.language, j.deprivation, j.care_home
            FROM judged_patients j JOIN patient_ids p ON p.local_id = j.local_id AND p.pseudonym IS NOT NULL
            LEFT JOIN clinician_ids k ON k.code = j.clinician_code WHERE {GOOD}
        """
    own = f", {surgery_id} AS surgery" if "surgery" in layout.schema.names else ""
    return f"SELECT *{own} FROM judged_{layout.name} WHERE {GOOD}"


def _together(layout: Layout, new: str, follows: SnapshotFact) -> str:
    """The snapshot in use with new rows added; what it has already is not added again."""
    old = _as_now(layout, follows)
    columns = ", ".join(layout.schema.names)
    if layout.name == PATIENTS.name:
        return (
            f"SELECT {columns} FROM {new} UNION ALL SELECT {columns} FROM {old} "
            f"WHERE patient NOT IN (SELECT patient FROM {new})"
        )
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in layout.schema.names)
    return (
        f"SELECT {columns} FROM {old} UNION ALL SELECT {columns} FROM {new} n "
        f"WHERE NOT EXISTS (SELECT 1 FROM {old} o WHERE {same})"
    )


def _as_now(layout: Layout, follows: SnapshotFact) -> str:
    """The rows of the snapshot in use, under the numbers that its patients have now."""
    old = f"read_parquet({quoted(str(queries.stored(follows).path(layout)))})"
    if "patient" not in layout.schema.names:
        return old
    columns = ", ".join(
        "coalesce(r.patient, s.patient) AS patient" if name == "patient" else f"s.{name}"
        for name in layout.schema.names
    )
    return f"(SELECT {columns} FROM {old} s LEFT JOIN renumbered r ON r.before = s.patient)"
