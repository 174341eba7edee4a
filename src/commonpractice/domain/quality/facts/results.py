"""What an indicator or a register came to at a surgery, or at all, on one day: as whoever asks may see it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Result:
    """Patients of one measure on one day.

    `met` and `not_met` are None where they are hidden, for there are very few or others would be given away.
    Of a register `met` are those on it, `not_met` the rest of the list that it is compared with.
    """

    code: str
    on: date
    met: int | None
    not_met: int | None
    adjusted: int | None = None

    @property
    def hidden(self) -> bool:
        return self.met is None

    @property
    def denominator(self) -> int | None:
        return None if self.met is None or self.not_met is None else self.met + self.not_met

    @property
    def percent(self) -> float | None:
        """Met in a hundred; None where it is hidden or concerns nobody."""
        return 100 * self.met / self.denominator if self.met is not None and self.denominator else None


@dataclass(frozen=True)
class GroupResult:
    """Patients of one group of a split; `group` is blank where it is not known. None where hidden."""

    split: str
    group: str
    met: int | None
    not_met: int | None

    @property
    def percent(self) -> float | None:
        if self.met is None or self.not_met is None or not self.met + self.not_met:
            return None
        return 100 * self.met / (self.met + self.not_met)
