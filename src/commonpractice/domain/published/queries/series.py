"""A measure of some practices over the years, and how several practices' figures become one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from commonpractice.domain.published.facts import (
    Beside,
    Joined,
    Measure,
    MeasureYear,
    Part,
    Source,
    Spread,
)
from commonpractice.domain.published.models import Publication, Summary
from commonpractice.domain.published.queries.peers import PeersOf
from commonpractice.domain.published.rules import rates
from commonpractice.domain.published.rules.spread import mixed

Place = tuple[int, int]  # publication, and year as its summaries have it


@dataclass(frozen=True)
class Value:
    """One practice's figure; `over` are the patients that it is shared over, where it is. `rest` is a figure
    of another file that is to be added to it."""

    amount: Decimal
    source: Source
    over: Decimal | None = None
    rest: "Value | None" = None

    @property
    def whole(self) -> Decimal:
        return self.amount + (self.rest.amount if self.rest else 0)


@dataclass
class Series:
    """One measure of the practices asked for. `joined` says how several are taken together."""

    key: str
    words: str
    unit: str
    joined: Joined
    times: int = 1
    values: dict[Place, dict[str, Value]] = field(default_factory=dict)
    labels: dict[Place, str] = field(default_factory=dict)
    order: dict[Place, tuple[int, str, int]] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """Files and years, oldest first."""
        return sorted(self.values, key=lambda place: self.order[place])

    def add(self, file: Publication, year: int, label: str, code: str, value: Value) -> None:
        """Note a figure; the first of a practice in a file and year stands."""
        self.labels[file.id, year] = label
        self.order[file.id, year] = (year, str(file.as_at or ""), file.id)
        self.values.setdefault((file.id, year), {}).setdefault(code, value)

    def latest(self, code: str) -> tuple[Decimal | None, Source | None]:
        """The practice's own latest figure, and where it stands."""
        for place in reversed(self.places):
            if code in self.values[place]:
                value = self.values[place][code]
                return self.rate([value]), value.source
        return None, None

    def rate(self, values: Sequence[Value]) -> Decimal | None:
        """Several practices' figures as one."""
        if not values:
            return None
        amount = sum((value.whole for value in values), Decimal(0))
        if self.joined is Joined.SUM:
            return rates.plain(amount)
        if self.joined is Joined.SHARED:
            return rates.per(
                amount, sum((value.over or Decimal(0) for value in values), Decimal(0)), times=self.times
            )
        return rates.plain(amount) if len(values) == 1 else rates.per(amount, Decimal(len(values)))

    def measure(self, codes: Sequence[str], peers: PeersOf) -> Measure:
        """Year by year, beside England and the practices' peers.

        Several lists added up are like no practice's list, so a sum of several stands beside nothing.
        """
        comparable = not (self.joined is Joined.SUM and len(codes) > 1)
        here = {place: [code for code in codes if code in self.values[place]] for place in self.places}
        england = self._england() if comparable else {}
        spreads = peers.spreads(self.key, here) if comparable else {}
        alone = codes[0] if len(codes) == 1 else ""
        years: list[MeasureYear] = []
        for place, known in here.items():
            national, practices = england.get(place, (None, None))
            values = [self.values[place][code] for code in known]
            years.append(
                MeasureYear(
                    year=self.labels[place],
                    value=self.rate(values),
                    begins=place[1],
                    beside=Beside(
                        national,
                        practices,
                        mixed(spreads.get(place, [])),
                        peers.group_of(alone, place[1]) if spreads.get(place) else None,
                    ),
                    parts=tuple(
                        part
                        for code, value in zip(known, values, strict=True)
                        for part in _parts(code, value)
                    ),
                )
            )
        return Measure(self.key, self.words, self.unit, self.joined, self.times, tuple(years))

    def _england(self) -> dict[Place, tuple[Decimal | None, Spread | None]]:
        found = Summary.objects.filter(
            publication_id__in={place[0] for place in self.values}, key=self.key, peer_group__isnull=True
        )
        return {
            (one.publication_id, one.year): (
                one.value,
                None
                if one.lower is None or one.median is None or one.upper is None
                else Spread(one.practices, one.lower, one.median, one.upper),
            )
            for one in found
        }


def _parts(code: str, value: Value) -> Iterator[Part]:
    over = None if value.over is None else rates.plain(value.over)
    yield Part(code, rates.plain(value.amount), "", over, value.source)
    if value.rest:
        yield from _parts(code, value.rest)
