"""Small snapshots to write and to damage."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa

from commonpractice.gateways.event_store import reading, writing
from commonpractice.gateways.event_store.layout import EVENTS, PATIENTS, Layout

STORE = UUID(int=7)
EXAMPLES = {
    pa.int8(): 3,
    pa.int16(): 28,
    pa.int32(): 5,
    pa.float64(): 5.5,
    pa.string(): "other",
    pa.bool_(): False,
    pa.date32(): date(2020, 5, 1),
    pa.timestamp("s"): datetime(2020, 5, 1, 9, 30),
    pa.binary(16): b"p" * 16,
}


def rows(layout: Layout, count: int) -> pa.Table:
    """Rows of a table, in its order: whole numbers of the first column it is sorted by go up."""
    columns = {field.name: [EXAMPLES[field.type]] * count for field in layout.schema}
    first = layout.order[0]
    if pa.types.is_integer(layout.schema.field(first).type):
        columns[first] = list(range(count))
    return pa.Table.from_pydict(columns, schema=layout.schema)


def write(root: Path, uuid: UUID, *, events: int = 10, store: UUID = STORE) -> reading.StoredSnapshot:
    with writing.incoming(root, uuid) as incoming:
        incoming.add(PATIENTS, [rows(PATIENTS, 3)])
        incoming.add(EVENTS, [rows(EVENTS, events)])
        incoming.finish(store=store, surgery=1)
    return reading.open_snapshot(root, uuid)


def later(**gone: int) -> datetime:
    return datetime.now(UTC) + timedelta(**gone)
