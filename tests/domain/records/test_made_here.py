"""Rows that were made here are put in use like an extract's; and doctor proves what is in use."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import connection

from commonpractice.domain.audit.facts import Finding
from commonpractice.domain.records import actions, queries
from commonpractice.domain.records.facts import System
from commonpractice.domain.records.queries import integrity
from commonpractice.gateways.event_store.layout import EVENTS, PATIENTS
from commonpractice.gateways.event_store.writing import RowsDoNotFit
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import MARCH, NOON, files, rows, take_in
from tests.gateways.event_store import made


def put(rivers, tables, **how):
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.a]):
        return actions.put_in_use(
            tables, surgery_id=rivers.a, as_at=MARCH, scope=rivers.everything, at=NOON, **how
        )


def test_made_rows_are_put_in_use(rivers):
    tables = {"patients": [made.rows(PATIENTS, 3)], "events": made.rows(EVENTS, 10).to_batches()}
    snapshot = put(rivers, tables, notes=["Invented from seed 7."])
    assert (snapshot.system, snapshot.as_at, snapshot.rows["events"]) == (System.INVENTED, MARCH, 10)
    assert len(rows(rivers, "events")) == 10
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.a]):
        ((_, _, report),) = queries.imports(scope=rivers.everything, surgery_id=rivers.a)
    assert report.notes == ("Invented from seed 7.",)
    # a real extract takes its place
    take_in(rivers, files(rivers_folder(), patients="patient | born | sex\np1 | 1960-05-17 | female"))
    assert len(rows(rivers, "patients")) == 1
    # and is not replaced by invented people again
    with pytest.raises(
        actions.CannotImport, match="are real: the documented plain files, as at 31 March 2026"
    ):
        put(rivers, tables)
    assert len(rows(rivers, "patients")) == 1


def rivers_folder():
    return queries.records_root().parent / "in"


def test_rows_that_do_not_fit_leave_what_was_in_use(rivers):
    first = put(rivers, {"events": [made.rows(EVENTS, 10)]})
    with pytest.raises(RowsDoNotFit):
        put(rivers, {"events": [pa.table({"concept": [1]})]})
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries):
        assert queries.in_use(scope=rivers.everything)[rivers.a].uuid == first.uuid


def doctor() -> list[Finding]:
    with tickets.acting(actor_id=0, surgeries=[1, 2, 3]):
        return list(integrity.findings(connection))


def test_doctor_proves_what_is_in_use_and_names_what_is_damaged(rivers):
    assert doctor() == [Finding(integrity.WHAT, True, "None has been taken in yet.")]
    old = put(rivers, {"events": [made.rows(EVENTS, 10)]})
    new = put(rivers, {"events": [made.rows(EVENTS, 20)]})
    (queries.stored(old).path(EVENTS)).unlink()
    assert [(finding.well, finding.words) for finding in doctor()] == [
        (True, "1 in use, each as it was written.")
    ]
    path = queries.stored(new).path(EVENTS)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (finding,) = doctor()
    assert not finding.well
    assert finding.words.startswith(
        f"A1: The snapshot {new.uuid} is damaged: events.parquet is not as it was"
    )


def test_an_older_snapshot_is_known_as_it_was_in_use_then(rivers):
    first = put(rivers, {"events": [made.rows(EVENTS, 10)]})
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.a]):
        actions.put_in_use(
            {},
            surgery_id=rivers.a,
            as_at=date(2027, 1, 1),
            scope=rivers.everything,
            at=NOON.replace(year=2027),
        )
        then = queries.in_use(scope=rivers.everything, known_at=NOON)
        assert queries.in_use(scope=rivers.everything, known_at=NOON.replace(year=2025)) == {}
    assert then[rivers.a].uuid == first.uuid
