"""What `doctor` asks of patients' records: that every snapshot in use is there to its last byte."""

from collections.abc import Iterator
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.records.queries.snapshots import records_root
from commonpractice.gateways.event_store import reading

IN_USE = """
    SELECT DISTINCT ON (s.surgery_id) p.code, s.uuid, s.manifest_sha256
    FROM records_snapshot s JOIN partnership_surgery p ON p.id = s.surgery_id
    ORDER BY s.surgery_id, s.id DESC
"""
WHAT = "Snapshots of records"


def findings(owner: Any) -> Iterator[Finding]:
    """Whether each surgery's snapshot in use is as it was written, read whole; by the owner's connection."""
    with owner.cursor() as cursor:
        cursor.execute(IN_USE)
        rows = cursor.fetchall()
    damaged = []
    for code, uuid, manifest_sha256 in rows:
        try:
            reading.prove(reading.open_snapshot(records_root(), uuid, manifest_sha256=manifest_sha256))
        except reading.SnapshotDamaged as fault:
            damaged.append(f"{code}: {fault}")
    if damaged:
        yield Finding(WHAT, False, " ".join(damaged))
    else:
        told = f"{len(rows):,} in use, each as it was written." if rows else "None has been taken in yet."
        yield Finding(WHAT, True, told)
