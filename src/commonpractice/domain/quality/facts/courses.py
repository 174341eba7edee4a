"""How a measure went: what it came to on one day after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Course:
    """One measure at one surgery, or in the whole partnership, in the order of days, each once.

    `met` and `not_met` are None on days on which they are hidden from whoever asks. `looks_back` is how many
    months up to it each day counts: where that is more than one, days a month apart share most of what they
    count.
    """

    code: str
    days: tuple[date, ...]
    met: tuple[int | None, ...]
    not_met: tuple[int | None, ...]
    looks_back: int = 1

    @property
    def overlaps(self) -> bool:
        """Whether months share what they count."""
        return self.looks_back > 1

    @property
    def shown(self) -> Iterator[tuple[date, int, int]]:
        """The days with something to show: so many had met it, of so many (one at least)."""
        for day, met, not_met in zip(self.days, self.met, self.not_met, strict=True):
            if met is not None and not_met is not None and met + not_met:
                yield day, met, met + not_met

    @property
    def hidden(self) -> int:
        """On how many days nothing may be seen."""
        return sum(met is None for met in self.met)

    @property
    def change(self) -> float | None:
        """Percentage points from the first day shown to the last; None where there are not two."""
        parts = [100 * met / of for _, met, of in self.shown]
        return parts[-1] - parts[0] if len(parts) > 1 else None
