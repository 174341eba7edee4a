"""Ask what indicators and registers came to: whole counts to whoever may see them, else what may leave."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, Sum

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.disclosed import Counted
from commonpractice.domain.quality.facts.results import GroupResult, Result
from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.facts.verdicts import Status

JUDGED = {Status.MET.value: "met", Status.NOT_MET.value: "not_met", Status.ADJUSTED.value: "adjusted"}


def results(
    *, scope: Scope, runs: Iterable[RunFact], codes: Collection[str] | None = None
) -> dict[int, dict[str, Result]]:
    """What each run counted, by the run's id and the indicator's code; two questions to the database at most.

    An indicator that concerned nobody at a surgery may be missing there.
    """
    runs = list(runs)
    whole = {run.id: run for run in runs if run.surgery_id in scope.counts}
    rest = {run.id: run for run in runs if run.id not in whole}
    return {**_whole(whole, codes), **_disclosed(rest, codes, Counted.INDICATOR)}


def registers(
    *, scope: Scope, runs: Iterable[RunFact], codes: Collection[str] | None = None
) -> dict[int, dict[str, Result]]:
    """Who was on which register, by the run's id and the register's code."""
    runs = list(runs)
    whole = {run.id: run for run in runs if run.surgery_id in scope.counts}
    found: dict[int, dict[str, Result]] = {run: {} for run in whole}
    counted = models.RegisterCount.objects.filter(**_runs(whole.values()))
    if codes is not None:
        counted = counted.filter(register__in=codes)
    for run, code, patients, listed in (
        counted.values_list("run", "register", "patients", "listed") if whole else ()
    ):
        found[run][code] = Result(code, whole[run].asked.on, patients, max(listed - patients, 0))
    rest = {run.id: run for run in runs if run.id not in whole}
    return {**found, **_disclosed(rest, codes, Counted.REGISTER)}


def totals(
    *,
    scope: Scope,
    runs: Iterable[RunFact],
    codes: Collection[str] | None = None,
    of: Counted = Counted.INDICATOR,
) -> dict[date, dict[str, Result]]:
    """The whole partnership's, by the day of the runs and the code, as it was told last.

    A day told again without a total (domain/quality/actions/disclosing.py) keeps the one it had.
    """
    asked = {(run.asked.on, run.asked.year_end) for run in runs}
    if not asked:
        return {}
    rows = models.DisclosedTotal.objects.filter(
        partnership=scope.partnership_id, of=of.value, split="", on__in={on for on, _ in asked}
    )
    if codes is not None:
        rows = rows.filter(code__in=codes)
    found: dict[date, dict[str, Result]] = defaultdict(dict)
    for row in rows.order_by("id"):
        if (row.on, row.year_end) in asked and (row.met is not None or row.code not in found[row.on]):
            found[row.on][row.code] = Result(row.code, row.on, row.met, row.not_met, row.adjusted)
    return found


def groups(*, scope: Scope, run: RunFact, code: str) -> list[GroupResult]:
    """An indicator's groups at the run's surgery; none where the asker may not see its whole counts."""
    if run.surgery_id not in scope.counts:
        return []
    rows = models.GroupCount.objects.filter(surgery=run.surgery_id, run=run.id, indicator=code)
    return [
        GroupResult(row.split, row.group, row.met, row.not_met) for row in rows.order_by("split", "group")
    ]


def groups_of_all(*, scope: Scope, run: RunFact, code: str) -> list[GroupResult]:
    """An indicator's groups in the whole partnership on the day of a run, as they were told last."""
    rows = models.DisclosedTotal.objects.filter(
        partnership=scope.partnership_id, on=run.asked.on, year_end=run.asked.year_end,
        of=Counted.INDICATOR.value, code=code,
    ).exclude(split="")  # fmt: skip
    found: dict[tuple[str, str], GroupResult] = {}
    for row in rows.order_by("split", "group", "id"):
        if row.met is not None or (row.split, row.group) not in found:
            found[row.split, row.group] = GroupResult(row.split, row.group, row.met, row.not_met)
    return list(found.values())


def threshold(*, scope: Scope, run: RunFact) -> int | None:
    """Below which count numbers of a batch stayed at their surgery; None where nothing of it was shown."""
    rows = models.DisclosedTotal.objects.filter(partnership=scope.partnership_id, batch=run.batch)
    return rows.values_list("threshold", flat=True).first()


def _runs(runs: Iterable[RunFact]) -> dict[str, Collection[int]]:
    runs = list(runs)
    return {"surgery__in": {run.surgery_id for run in runs}, "run__in": [run.id for run in runs]}


def _whole(runs: Mapping[int, RunFact], codes: Collection[str] | None) -> dict[int, dict[str, Result]]:
    counts: dict[int, dict[str, dict[str, int]]] = {run: defaultdict(dict) for run in runs}
    if runs:
        rows = models.VerdictCount.objects.filter(**_runs(runs.values()))
        if codes is not None:
            rows = rows.filter(indicator__in=codes)
        judged = rows.filter(status__in=JUDGED).values("run", "indicator", "status").order_by()
        for run, code, status, n in judged.annotate(n=Sum("patients")).values_list(
            "run", "indicator", "status", "n"
        ):
            counts[run][code][JUDGED[status]] = n
    return {
        run: {
            code: Result(
                code,
                runs[run].asked.on,
                there.get("met", 0),
                there.get("not_met", 0),
                there.get("adjusted", 0),
            )
            for code, there in by_code.items()
        }
        for run, by_code in counts.items()
    }


def _disclosed(
    runs: Mapping[int, RunFact], codes: Collection[str] | None, of: Counted
) -> dict[int, dict[str, Result]]:
    found: dict[int, dict[str, Result]] = {run: {} for run in runs}
    if runs:
        rows = models.Disclosed.objects.filter(Q(**_runs(runs.values())), of=of.value)
        if codes is not None:
            rows = rows.filter(code__in=codes)
        told: Sequence = rows.values_list("run", "code", "met", "not_met", "adjusted")
        for run, code, met, not_met, adjusted in told:
            found[run][code] = Result(code, runs[run].asked.on, met, not_met, adjusted)
    return found
