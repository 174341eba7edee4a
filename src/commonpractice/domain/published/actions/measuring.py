"""England's figures for what is not money, noted while a file streams by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import SummaryFact
from commonpractice.domain.published.rules import rates, summaries
from commonpractice.gateways import nhs_publications
from commonpractice.gateways.nhs_publications import facts
from commonpractice.gateways.nhs_publications.maxima import greatest_points

HUNDRED = Decimal(100)
GOOD = ("good", "outstanding")
Value = tuple[Decimal | None, Decimal | None]


class Measures:
    """Takes note of each record's measures: (amount, patients) by measure and year."""

    def __init__(self, published: nhs_publications.Publication) -> None:
        self._begins = published.year.begins if published.year else 0
        self._greatest = greatest_points(published.recognised)
        self._values: dict[tuple[str, int], list[Value]] = defaultdict(list)

    def noting(self, records: Iterable[Any]) -> Iterator[Any]:
        """The records unchanged, noted on the way."""
        for record in records:
            for key, year, value in self._of(record):
                self._values[key, year].append(value)
            yield record

    def summaries(self) -> Iterator[tuple[int, SummaryFact]]:
        for (key, year), values in self._values.items():
            times = parameters.peers().patients if key == "gps_per_10000" else 1
            if summary := summaries.of_measure(key, values, times=times):
                yield year, summary

    def _of(self, record: Any) -> Iterator[tuple[str, int, Value]]:
        match record:
            case facts.QofPoints(points=points, percentage=share):
                greatest = Decimal(self._greatest) if self._greatest else None
                yield "qof_points", self._begins, (points, None)
                yield "qof_percentage", self._begins, (share or rates.percentage(points, greatest), None)
            case facts.ListSize(sex="ALL", patients=int() as patients):
                yield "list_size", self._begins, (Decimal(patients), None)
            case facts.Workforce(year=year, gp_fte=gps, patients=patients):
                if patients:
                    yield "gps_per_10000", year, (gps, patients)
            case facts.Deprivation(year=year, score=score):
                yield "deprivation", year, (score, None)
            case facts.Rating(rating=rating):
                yield "rated_good", 0, (HUNDRED if rating.lower() in GOOD else Decimal(0), None)
