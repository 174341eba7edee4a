"""How surgeries' indicators went over this NHS year and the last, for the program to forecast from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.disclosed import Counted as Measure
from commonpractice.domain.quality.facts.forecasts import Counted
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.rules.years import year_end
from commonpractice.foundations.months import FinancialYear, Month

JUDGED = (Status.MET.value, Status.NOT_MET.value)


@dataclass(frozen=True)
class Trajectories:
    """A surgery's runs of two years, of each month the last; and the last of this year's: its id and day.

    By the code of each indicator the counts of this year and of last, the earliest first. `registers` are of
    the last run: patients on each, of how many listed. `disclosed`: indicators whose counts of that run may
    leave the surgery.
    """

    run: int
    on: date
    this_year: Mapping[str, Sequence[Counted]]
    last_year: Mapping[str, Sequence[Counted]]
    registers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    disclosed: frozenset[str] = frozenset()


def trajectories(*, scope: Scope, surgeries: Sequence[int], by: date) -> dict[int, Trajectories]:
    """By surgery, what was counted towards the 31 March to come, up to a day, and towards the one before.

    Of several runs of a month, the last of its latest day counts: the forecast takes its steps for months,
    and so is the same however often indicators are run. A surgery without a run of this year is not there.
    Whole counts: of other surgeries than the asker's own, the program alone sees them. Four questions. Raises
    OutOfScope.
    """
    check_covers(scope, surgeries)
    this = year_end(by)
    last = (FinancialYear.of(Month.of(by)) - 1).last.last
    runs = models.Run.objects.filter(surgery__in=list(surgeries), year_end__in=(this, last), on__lte=by)
    days = (
        runs.order_by("surgery", "year_end", "on", "-id")
        .distinct("surgery", "year_end", "on")
        .values_list("id", "surgery_id", "year_end", "on")
    )
    kept = [
        *{(surgery, end, Month.of(on)): (run, surgery, end, on) for run, surgery, end, on in days}.values()
    ]
    latest = {surgery: (run, on) for run, surgery, end, on in kept if end == this}
    counted = _counted([run for run, *_ in kept], surgeries)
    found: dict[int, dict[date, dict[str, list[Counted]]]] = defaultdict(lambda: {this: {}, last: {}})
    for run, surgery, end, on in kept:
        for code, (met, not_met) in counted.get(run, {}).items():
            found[surgery][end].setdefault(code, []).append(Counted(on, met, met + not_met))
    of_last = [run for run, _ in latest.values()]
    registers, disclosed = _registers(of_last, surgeries), _disclosed(of_last, surgeries)
    return {
        surgery: Trajectories(
            run, on, found[surgery][this], found[surgery][last], registers.get(run, {}),
            frozenset(disclosed.get(run, ())),
        )
        for surgery, (run, on) in latest.items()
    }  # fmt: skip


def _counted(runs: Sequence[int], surgeries: Sequence[int]) -> dict[int, dict[str, list[int]]]:
    """By run and indicator, how many met it and how many did not."""
    rows = models.VerdictCount.objects.filter(
        surgery__in=list(surgeries), run__in=list(runs), status__in=JUDGED
    )
    told = rows.order_by().values_list("run", "indicator", "status").annotate(Sum("patients"))
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for run, code, status, patients in told:
        found[run][code][JUDGED.index(status)] += patients
    return found


def _registers(runs: Sequence[int], surgeries: Sequence[int]) -> dict[int, dict[str, tuple[int, int]]]:
    rows = models.RegisterCount.objects.filter(surgery__in=list(surgeries), run__in=list(runs))
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for run, code, patients, listed in rows.values_list("run", "register", "patients", "listed"):
        found[run][code] = (patients, listed)
    return found


def _disclosed(runs: Sequence[int], surgeries: Sequence[int]) -> dict[int, set[str]]:
    rows = models.Disclosed.objects.filter(
        surgery__in=list(surgeries), run__in=list(runs), of=Measure.INDICATOR.value, met__isnull=False
    )
    found: dict[int, set[str]] = defaultdict(set)
    for run, code in rows.values_list("run", "code"):
        found[run].add(code)
    return found
