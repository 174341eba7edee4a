"""Quartiles of a measure over practices' peers, as they were worked out when the files were imported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import Spread
from commonpractice.domain.published.models import PeerMeasure, PracticePayments
from commonpractice.domain.published.queries.publications import Files
from commonpractice.domain.published.rules import peers

When = tuple[int, int]  # publication, and year


@dataclass(frozen=True)
class _Place:
    """A practice in one year's payments: its peer group and its list."""

    payments_id: int
    group: int
    patients: Decimal


class PeersOf:
    """The peer groups of some practices, in every year whose payments are here."""

    def __init__(self, codes: Sequence[str], files: Files) -> None:
        self._years = {file.id: file.year or 0 for file in files.of("payments")}
        rows = PracticePayments.objects.filter(
            code__in=codes, publication_id__in=self._years, peer_group__isnull=False
        ).values_list("code", "publication_id", "peer_group", "registered")
        self._places = {
            (code, payments_id): _Place(payments_id, group, registered)
            for code, payments_id, group, registered in rows
        }

    def group_of(self, code: str, year: int) -> tuple[int, int] | None:
        """The peers of a practice for what was measured in some year: their payments file and number."""
        place = self._places.get((code, peers.nearest(year, self._years))) if self._years else None
        return (place.payments_id, place.group) if place else None

    def spreads(
        self, key: str, asked: Mapping[When, Iterable[str]]
    ) -> dict[When, list[tuple[Spread, Decimal]]]:
        """For each practice in each file and year, the quartiles of its peers, and its own patients to weigh
        them by. A practice that the nearest payments do not have has no peers there."""
        if not self._years:
            return {}
        places = {
            when: [
                place
                for code in codes
                if (place := self._places.get((code, peers.nearest(when[1], self._years))))
            ]
            for when, codes in asked.items()
        }
        found = PeerMeasure.objects.filter(
            key=key,
            publication_id__in={publication_id for publication_id, _ in asked},
            number__in={place.group for here in places.values() for place in here},
        ).values_list(
            "publication_id", "year", "payments_id", "number", "practices", "lower", "median", "upper"
        )
        spreads = {tuple(row[:4]): Spread(*row[4:]) for row in found}
        return {
            when: [
                (spreads[key_], place.patients)
                for place in here
                if (key_ := (*when, place.payments_id, place.group)) in spreads
            ]
            for when, here in places.items()
        }
