"""What was counted, asked once for a page: the last runs, month by month, and the partnership's totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import queries
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.definitions import Indicator, Terms
from commonpractice.domain.quality.facts.disclosed import Counted
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.facts.results import Result
from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.parameters.definitions import definitions, terms
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.domain.quality.rules.years import year_of


@dataclass(frozen=True)
class Read:
    """Some surgeries' results and courses by their ids and the indicators' codes, and the partnership's.

    `runs` are the last of each surgery, `threshold` is below which numbers did not leave a surgery in the
    newest of them. `baselines` are by surgery (None: the partnership's own charts) and code.
    """

    runs: Mapping[int, RunFact]
    results: Mapping[int, Mapping[str, Result]]
    total: Mapping[str, Result]
    courses: Mapping[int, Mapping[str, Course]]
    course_of_all: Mapping[str, Course]
    threshold: int | None
    baselines: Mapping[tuple[int | None, str], tuple[Baseline, ...]]

    @property
    def newest(self) -> RunFact | None:
        return max(self.runs.values(), key=lambda run: (run.asked.on, run.id), default=None)

    @property
    def year(self) -> str:
        """The NHS's year of the newest run."""
        return year_of(self.newest.asked.year_end) if self.newest else ""

    def indicators(self) -> dict[str, Indicator]:
        """Those in force in that year, by code."""
        return definitions().of_year(self.year)

    def terms(self, of: Indicator) -> Terms | None:
        return terms(of, self.year)

    def result(self, surgery: int, code: str) -> Result | None:
        return self.results.get(surgery, {}).get(code)

    def course(self, surgery: int, code: str) -> Course:
        return self.courses.get(surgery, {}).get(code) or Course(code, (), (), ())

    def baselines_of(self, surgery: int | None, code: str) -> tuple[Baseline, ...]:
        return self.baselines.get((surgery, code), ())

    def of_all(self, code: str) -> Course:
        return self.course_of_all.get(code) or Course(code, (), (), ())


def read(
    *,
    scope: Scope,
    surgeries: Sequence[int],
    by: date | None = None,
    codes: Sequence[str] | None = None,
) -> Read:
    """As at the last run, or the last up to a day; of all indicators, or of some. Raises OutOfScope.

    Surgeries whose last run is older than the newest by more than `stale_days` (rulebook/quality/seeing.toml)
    are not there.

    Runs towards the NHS's year end are shown, unless those that look back are of a later day.
    """
    towards = queries.latest(scope=scope, surgeries=surgeries, by=by)
    back = queries.latest(scope=scope, surgeries=surgeries, by=by, looking_back=True)
    runs = back if _last_day(back) > _last_day(towards) else towards
    last = _last_day(runs)  # a surgery that left, or sends nothing, is no part of how things stand
    runs = {s: run for s, run in runs.items() if (last - run.asked.on).days <= seeing().stale_days}
    if not runs:
        return Read({}, {}, {}, {}, {}, None, {})
    months = [
        run
        for run in queries.month_by_month(queries.monthly(scope=scope, surgeries=surgeries))
        if by is None or run.asked.on <= by
    ]
    newest = max(runs.values(), key=lambda run: (run.asked.on, run.id))
    of_runs = queries.results(scope=scope, runs=runs.values(), codes=codes)
    total = queries.totals(scope=scope, runs=_of_day(runs, newest), codes=codes)
    return Read(
        runs=runs,
        results={surgery: of_runs.get(run.id, {}) for surgery, run in runs.items()},
        total=total.get(newest.asked.on, {}),
        courses=queries.courses(scope=scope, runs=months, codes=codes),
        course_of_all=queries.courses_of_all(scope=scope, runs=months, codes=codes),
        threshold=queries.threshold(scope=scope, run=newest),
        baselines=queries.baselines(scope=scope, surgeries=surgeries, codes=codes),
    )


def registers(*, scope: Scope, run: RunFact) -> tuple[Mapping[str, Result], Mapping[str, Result]]:
    """Who is on which register at a run's surgery, and in the whole partnership, by the register's code."""
    own = queries.registers(scope=scope, runs=[run])[run.id]
    all_ = queries.totals(scope=scope, runs=[run], of=Counted.REGISTER)
    return own, all_.get(run.asked.on, {})


def _last_day(runs: Mapping[int, RunFact]) -> date:
    return max((run.asked.on for run in runs.values()), default=date.min)


def _of_day(runs: Mapping[int, RunFact], newest: RunFact) -> list[RunFact]:
    return [run for run in runs.values() if run.asked == newest.asked]
