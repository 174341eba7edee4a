"""Ask what a few codes are in, and what a few codelists hold: for pages about a few patients."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection

from commonpractice.domain.records.queries.codelists import IN_FORCE, STARTER

CLUSTERS = f"""
    SELECT m.concept_id, l.cluster FROM ({IN_FORCE}) l
    JOIN records_codelist_member m ON m.codelist_id = l.id
    WHERE m.concept_id = ANY (%(concepts)s) ORDER BY 1, 2
"""  # noqa: S608 no words of anybody's
MEMBERS = f"""
    SELECT l.cluster, c.id, c.code, c.term FROM ({IN_FORCE}) l
    JOIN records_codelist_member m ON m.codelist_id = l.id JOIN records_concept c ON c.id = m.concept_id
    WHERE l.cluster = ANY (%(clusters)s) ORDER BY l.cluster, c.id
"""  # noqa: S608 no words of anybody's


def clusters_of(
    *, concepts: Collection[int], on: date, known_at: datetime | None = None
) -> dict[int, tuple[str, ...]]:
    """The clusters that some concepts (by number) are in on a day; as it was known at a moment, if given."""
    found: dict[int, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CLUSTERS, {**_asked(on, known_at), "concepts": list(concepts)})
        for concept, cluster in cursor.fetchall():
            found[concept] = (*found.get(concept, ()), cluster)
    return found


def members(*, clusters: Collection[str], on: date) -> dict[str, list[tuple[int, str, str]]]:
    """The codes of some clusters in force on a day, in the order of their numbers: (number, code, term)."""
    found: dict[str, list[tuple[int, str, str]]] = {name: [] for name in clusters}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, {**_asked(on, None), "clusters": list(clusters)})
        for cluster, number, code, term in cursor.fetchall():
            found[cluster].append((number, code, term))
    return found


def _asked(on: date, known_at: datetime | None) -> dict:
    return {"on": on, "known_at": known_at, "starter": STARTER}
