"""Axes: where values stand in a drawing, which of them are labelled, and labels that do not touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from commonpractice.interfaces.web.charts.charted import Scale

ROOM = 0.06  # of the span, above the highest and below the lowest
AROUND = 0.1  # of a value from which no other is to be told
MONTHS_APART = (1, 2, 3, 6, 12, 24, 36, 60, 120)
NARROW_LETTERS, WIDE_LETTERS = frozenset("ijlftrI.,:;'’|()[] -"), frozenset("mwMW%@")


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` over pixels from `start` to `stop`, with the values that are labelled."""

    low: float
    high: float
    start: float
    stop: float
    ticks: tuple[float, ...] = ()
    decimals: int = 0

    def at(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.stop) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)

    def within(self, value: float) -> float:
        """As `at`, and at the axis's end where a value lies beyond it."""
        return self.at(min(max(value, self.low), self.high))


def of_values(values: Iterable[float], scale: Scale, *, start: float, stop: float, about: int) -> Axis:
    """An axis of round numbers that holds all values which can be, with some `about` labels.

    It ends where values end: no percentage above 100. Without values it is of 0 to 1.
    """
    known = [value * scale.factor for value in values if scale.holds(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    finest = 10.0**-scale.decimals
    room = (high - low) * ROOM if high - low >= finest else max(abs(high) * AROUND, finest)
    least, most = (None if end is None else end * scale.factor for end in (scale.least, scale.most))
    low, high = low - room, high + room
    if least is not None:
        low = max(low, least)
    if most is not None:
        high = min(high, most)
    step = max(_round_step((high - low) / about), finest)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = [number * step / scale.factor for number in range(first, last + 1)]
    ticks = [tick for tick in ticks if scale.holds(round(tick, 12))]
    ends = [ticks[0], ticks[-1]]
    if least is not None and first * step < least:
        ends[0] = least / scale.factor
    if most is not None and last * step > most:
        ends[1] = most / scale.factor
    return Axis(*ends, start, stop, tuple(ticks), max(0, -floor(log10(step) + 1e-9)))


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … that is no less."""
    power = 10.0 ** floor(log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * (1 - 1e-9))


def labelled(places: Sequence[int], axis: Axis, *, apart: float, monthly: bool) -> list[int]:
    """Which places have their name on the axis, from the last one back, none closer than `apart` pixels.

    Months are labelled evenly, each, or each second, third, sixth, twelfth …, with those that have no point.
    """
    if not places:
        return []
    last = places[-1]
    if monthly:
        wide = abs(axis.at(places[0] + 1) - axis.at(places[0])) if len(places) > 1 else apart
        every = next((step for step in MONTHS_APART if step * wide >= apart), len(places) + last)
        return list(range(last, places[0] - 1, -every))[::-1]
    kept = [last]
    for place in reversed(places):
        if axis.at(kept[-1]) - axis.at(place) >= apart:
            kept.append(place)
    return kept[::-1]


def spread(wanted: Sequence[float], *, apart: float, low: float, high: float) -> list[float]:
    """Heights for labels that want to be at `wanted`, moved no further than needed to be `apart`.

    In any order; they stay in order of height, between `low` and `high` where there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    groups: list[tuple[float, list[int]]] = []  # where a group's first label stands, and its labels
    for at in order:
        top, those = min(max(wanted[at], low), high), [at]
        while groups and groups[-1][0] + apart * len(groups[-1][1]) > top:
            those = [*groups.pop()[1], *those]
            middle = sum(min(max(wanted[one], low), high) for one in those) / len(those)
            top = middle - apart * (len(those) - 1) / 2
            top = max(min(top, high - apart * (len(those) - 1)), low)
        groups.append((top, those))
    placed = [0.0] * len(wanted)
    for top, those in groups:
        for number, at in enumerate(those):
            placed[at] = top + apart * number
    return placed


def width_of(words: str, size: float) -> float:
    """About how wide words are in Arial, in the unit of `size`: to keep labels apart, a hair too wide."""
    ems = sum(
        0.33
        if letter in NARROW_LETTERS
        else 0.9
        if letter in WIDE_LETTERS
        else 0.7
        if letter.isupper()
        else 0.57
        for letter in words
    )
    return ems * size
