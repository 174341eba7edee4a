"""Runs of the indicators, and what they counted."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from commonpractice.domain.quality.facts.people import Asked


@dataclass(frozen=True)
class RunFact:
    """The indicators of one surgery as at one day; `listed` patients were on its list then."""

    id: int
    surgery_id: int
    batch: UUID
    asked: Asked
    snapshot_id: int
    rulebook: str
    codelists: str
    version: str
    listed: int
    at: datetime


@dataclass(frozen=True)
class Tally:
    """What an indicator counted: `adjusted` and `left_out` by the key of the reason."""

    indicator: str
    met: int = 0
    not_met: int = 0
    adjusted: dict[str, int] = field(default_factory=dict[str, int], hash=False)
    left_out: dict[str, int] = field(default_factory=dict[str, int], hash=False)

    @property
    def denominator(self) -> int:
        return self.met + self.not_met


@dataclass(frozen=True)
class OnRegister:
    """How many are on a register, of how many on the list that it is compared with."""

    register: str
    patients: int
    listed: int


@dataclass(frozen=True)
class Batch:
    """What a batch of runs did: on which days, for how many surgeries, patients and verdicts.

    Surgeries without records, and those whose records were too old to judge the last day by, were left out.
    """

    batch: UUID
    days: tuple[Asked, ...]
    surgeries: int
    without_snapshot: tuple[int, ...]
    too_old: tuple[int, ...]
    listed: int
    verdicts: int
