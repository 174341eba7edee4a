"""How an indicator's year goes, and where it is thought to end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Counted:
    """How many of those who were eligible had met an indicator, as at a day."""

    on: date
    met: int
    eligible: int

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.eligible:
            raise ValueError(f"{self.met} of {self.eligible} patients cannot have met an indicator.")


@dataclass(frozen=True)
class Forecast:
    """Where an indicator should stand on 31 March: of `eligible` patients, as many as now, so many met.

    `low` and `high` are the range in which the truth should lie, both included; how often is in the rulebook
    (quality/forecast.toml). `pace` is this year's beside last year's: 1, the same. `early`: too few months
    were counted this year to know its own pace.
    """

    on: date
    met: int
    eligible: int
    expected: int
    low: int
    high: int
    pace: float
    early: bool

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.expected <= self.high <= self.eligible:
            raise ValueError(f"{self} is no forecast: its range does not hold it.")


@dataclass(frozen=True)
class CannotSay:
    """A year of which nothing can be said yet, and why; `met` of `eligible` had met it as at the day."""

    on: date
    met: int
    eligible: int
    why: str
