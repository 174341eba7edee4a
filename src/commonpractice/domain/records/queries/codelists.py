"""Ask what codes make up a cluster: which version of a list was in force on a day, and its members."""

from datetime import date, datetime

import pyarrow as pa
from django.db import connection

from commonpractice.domain.records.facts import CodelistFact

# A list of somebody's own goes before the starter list that comes with the program, whatever its day. Of
# those in force the one that began last; of two that began on one day the one loaded last.
IN_FORCE = """
    SELECT DISTINCT ON (cluster) id, cluster, version, source, effective_from, at
    FROM records_codelist
    WHERE effective_from <= %(on)s AND (%(known_at)s::timestamptz IS NULL OR at <= %(known_at)s)
    ORDER BY cluster, source = %(starter)s, effective_from DESC, id DESC
"""
STARTER = "the starter list of Common Practice"
"""The source of what comes with the program."""


def in_force(*, on: date, known_at: datetime | None = None) -> dict[str, CodelistFact]:
    """The version of each cluster in force on a day, by cluster; as known at a moment, if one is given."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cluster, version, source, effective_from, at, "  # noqa: S608 no words of anybody's
            "(SELECT count(*) FROM records_codelist_member m WHERE m.codelist_id = l.id) "
            f"FROM ({IN_FORCE}) l ORDER BY cluster",
            _asked(on, known_at),
        )
        return {row[0]: CodelistFact(*row) for row in cursor.fetchall()}


def membership(*, on: date, known_at: datetime | None = None) -> pa.Table:
    """Which concepts (their numbers) are in which cluster on a day: columns `cluster` and `concept`, in
    order.

    As it was known at a moment, where one is given.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.cluster, m.concept_id FROM ({IN_FORCE}) l "  # noqa: S608 no words of anybody's
            "JOIN records_codelist_member m ON m.codelist_id = l.id ORDER BY 1, 2",
            _asked(on, known_at),
        )
        rows = cursor.fetchall()
    return pa.table(
        {
            "cluster": pa.array([row[0] for row in rows], pa.string()),
            "concept": pa.array([row[1] for row in rows], pa.int32()),
        }
    )


def _asked(on: date, known_at: datetime | None) -> dict:
    return {"on": on, "known_at": known_at, "starter": STARTER}
