"""How records reach their tables: by COPY, as they are read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from commonpractice.domain.published import models
from commonpractice.domain.published.facts import SummaryFact
from commonpractice.gateways.nhs_publications import facts as published

MODELS: dict[type, Any] = {
    published.Payments: models.PracticePayments,
    published.QofPoints: models.QofPoints,
    published.QofRegister: models.QofRegister,
    published.QofAchievement: models.QofAchievement,
    published.Geography: models.Geography,
    published.Rating: models.Rating,
    published.Workforce: models.Workforce,
    published.ListSize: models.ListSize,
    published.ListBand: models.ListBand,
    published.Organisation: models.Organisation,
    published.NetworkMember: models.NetworkMember,
    published.Deprivation: models.Deprivation,
}
SUMMARY = ("year", "peer_group", "key", "basis", "practices", "total", "value", "lower", "median", "upper")


class Store:
    """Writes the facts of one publication. Its number is taken before it is known whether it will be kept."""

    def __init__(self) -> None:
        self._written: set[str] = {models.Publication._meta.db_table}
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('published_publication', 'id'))")
            self.publication_id: int = cursor.fetchone()[0]

    def rows(self, model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows to a model's table, each with the publication's number put before it."""
        table = model._meta.db_table
        self._written.add(table)
        names = ", ".join(f'"{column}"' for column in ("publication_id", *columns))
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as sink:
            for row in rows:
                sink.write_row((self.publication_id, *row))

    def records(self, records: Iterable[Any]) -> None:
        """Write records of any kinds; those of one kind must follow one another."""
        for kind, run in _runs(iter(records)):
            self.rows(MODELS[kind], kind._fields, run)

    def summaries(self, figures: Iterable[tuple[int, SummaryFact]]) -> None:
        """Write summaries, each with the year (in which it begins) that it is of."""

        def rows() -> Iterator[tuple[Any, ...]]:
            for year, one in figures:
                spread = one.spread
                quartiles = (spread.lower, spread.median, spread.upper) if spread else (None, None, None)
                group = (one.peer_group, one.key, one.basis.value, one.practices)
                yield (year, *group, one.total, one.value, *quartiles)

        self.rows(models.Summary, SUMMARY, rows())

    def sample(self) -> None:
        """Let the planner know of the new rows; until it does, a look-up may be a hundred times slower."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT app.sample_published(%s)", [sorted(self._written)])


def _runs(records: Iterator[Any]) -> Iterator[tuple[Any, Iterator[Any]]]:
    """Split a stream into runs of one kind, without holding it."""
    pending = next(records, None)

    def run(kind: type) -> Iterator[Any]:
        nonlocal pending
        while pending is not None and type(pending) is kind:
            yield pending
            pending = next(records, None)

    while pending is not None:
        yield type(pending), run(type(pending))
