"""What practices' peers measure up to: worked out when a file is imported, read when one is looked up.

Peers are those of the payments file nearest in time to what is measured, so a new payments file brings new
comparisons of older figures as much as a new file of figures does.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from commonpractice.domain.published.models import PeerMeasure, Publication, Summary
from commonpractice.domain.published.rules import peers


@dataclass(frozen=True)
class _Measured:
    """How a measure is read from its table (alias m) for every practice at once."""

    table: str
    value: str
    where: str = "true"
    by_year: bool = False  # the table holds several years of one file


MEASURED = {
    "list_size": _Measured("published_list_size", "m.patients", "m.sex = 'ALL'"),
    "qof_points": _Measured("published_qof_points", "m.points"),
    "qof_percentage": _Measured("published_qof_points", "m.percentage"),
    "gps_per_10000": _Measured(
        "published_workforce", "m.gp_fte * {times} / nullif(m.patients, 0)", by_year=True
    ),
    "deprivation": _Measured("published_deprivation", "m.score", by_year=True),
}


def compare(*, times: int) -> None:
    """Work out every comparison that the files now here allow and that has not been worked out.

    `times`: for how many patients GPs are counted.
    """
    payments = dict(
        Publication.objects.filter(dataset="payments", superseded=False).values_list("id", "year")
    )
    if not payments:
        return
    have = set(PeerMeasure.objects.values_list("payments_id", "publication_id", "key", "year").distinct())
    figures = Summary.objects.filter(
        key__in=MEASURED, peer_group__isnull=True, publication__superseded=False
    ).values_list("publication_id", "key", "year")
    missing: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for publication_id, key, year in figures:
        nearest = peers.nearest(year, payments)
        if (nearest, publication_id, key, year) not in have:
            missing[nearest, publication_id, key].append(year)
    for (payments_id, publication_id, key), years in missing.items():
        _work_out(payments_id, publication_id, key, years, times)


def _work_out(payments_id: int, publication_id: int, key: str, years: list[int], times: int) -> None:
    """Quartiles of rates in ten-thousandths, as rules.spread works them out for the page of all practices."""
    measured = MEASURED[key]
    value = measured.value.format(times=int(times))
    year, only = ("m.year", "m.year = ANY(%(years)s)") if measured.by_year else ("%(year)s::int", "true")
    # table, value and where are the constants above
    sql = f"""
        INSERT INTO published_peer_measure
            (payments_id, publication_id, key, year, number, practices, lower, median, upper)
        SELECT %(payments)s, %(publication)s, %(key)s, year, number, count(*),
               {_quarter(1)}, {_quarter(2)}, {_quarter(3)}
        FROM (
            SELECT {year} AS year, peer.number, round(({value})::numeric, 4) AS v
            FROM published_peer_member peer
            JOIN {measured.table} m ON m.code = peer.code AND m.publication_id = %(publication)s
                 AND {measured.where} AND {only}
            WHERE peer.publication_id = %(payments)s
        ) peers WHERE v IS NOT NULL GROUP BY year, number
    """  # noqa: S608
    values = {"payments": payments_id, "publication": publication_id, "key": key}
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"years": years, "year": years[0]})


def _quarter(quarters: int) -> str:
    """A quartile of v in SQL, exactly: on the straight line between the two values that it falls between."""
    ordered, place = "(array_agg(v ORDER BY v))", f"((count(*) - 1) * {quarters})"
    before, after = f"{ordered}[1 + {place} / 4]", f"coalesce({ordered}[2 + {place} / 4], 0)"
    return f"round(({before} * (4 - mod({place}, 4)) + {after} * mod({place}, 4)) / 4, 4)"
