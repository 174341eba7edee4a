"""What was measured, asked once for a page: every month of some surgeries, and of the partnership."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.continuity import queries
from commonpractice.domain.continuity.facts import Result, RunFact
from commonpractice.domain.partnership.facts import Scope

MONTHS = 36
"""More are kept, and not drawn."""


@dataclass(frozen=True)
class Read:
    """The runs of each surgery by its id, the oldest month first; what each found; the partnership's."""

    runs: Mapping[int, tuple[RunFact, ...]]
    results: Mapping[int, Result]
    totals: Mapping[date, Result]
    threshold: int | None

    @property
    def newest(self) -> RunFact | None:
        last = (runs[-1] for runs in self.runs.values())
        return max(last, key=lambda run: (run.on, run.id), default=None)

    def months(self, surgery: int) -> list[Result]:
        """Everybody's continuity at a surgery, the oldest month first."""
        return [self.results[run.id] for run in self.runs.get(surgery, ()) if run.id in self.results]

    def latest(self, surgery: int) -> Result | None:
        months = self.months(surgery)
        return months[-1] if months else None

    @property
    def total(self) -> Result | None:
        """The whole partnership's in the newest month; None where not all surgeries were measured then."""
        return self.totals.get(self.newest.on) if self.newest else None


def read(*, scope: Scope, surgeries: Sequence[int]) -> Read:
    """Four questions to the database at most, however many surgeries. Raises OutOfScope."""
    found = queries.monthly(scope=scope, surgeries=surgeries)
    runs: dict[int, tuple[RunFact, ...]] = {}
    for run in found:
        runs[run.surgery_id] = (*runs.get(run.surgery_id, ())[-(MONTHS - 1) :], run)
    kept = [run for of in runs.values() for run in of]
    if not kept:
        return Read({}, {}, {}, None)
    newest = max(kept, key=lambda run: (run.on, run.id))
    return Read(
        runs,
        queries.results(scope=scope, runs=kept),
        queries.totals(scope=scope, runs=kept),
        queries.threshold(scope=scope, run=newest),
    )
