"""What a control chart says: of each point its lines and its signal, of each period its limits' standing."""

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """Why a point is not common cause variation, the one that counts before the others first."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


class Side(StrEnum):
    """Which way a signal points: above the centre, or rising; below it, or falling."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines at one point: its limits, and the near limits, two thirds of the way to them."""

    lower: float
    upper: float
    near_lower: float
    near_upper: float


@dataclass(frozen=True, slots=True)
class Point:
    """A value on its chart. `limits` is None where there is nothing to reckon them from (a single value).

    `signal` and `side` are None where the point is common cause variation.
    """

    value: float
    centre: float
    limits: Limits | None
    signal: Signal | None
    side: Side | None


@dataclass(frozen=True, slots=True)
class Period:
    """Points `start` to `stop` (not with it), whose lines were reckoned from `baseline`, a part of them."""

    start: int
    stop: int
    baseline: range
    is_trial: bool
    """Whether there are too few points in the baseline for limits to rely on: say “trial”."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A series' points, in its order, and the periods between one re-basing and the next."""

    points: tuple[Point, ...]
    periods: tuple[Period, ...]


class Better(StrEnum):
    """Which way a measure improves."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Variation(StrEnum):
    """What the last point says: common cause, or a special cause, good, bad or neither, high or low."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """Whether the process as it is now will meet its target: always, never, or by chance."""

    PASS = "pass"  # noqa: S105 (an icon, no secret)
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"
