"""Write down what may leave a surgery of what was just counted there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.disclosed import Counted, Parts, Shown
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters.disclosure import small_numbers
from commonpractice.domain.quality.rules import disclosing
from commonpractice.foundations.days import local_day

Cells = dict[str, dict[int, Parts]]
"""By the code of an indicator, what was counted at each surgery."""


def disclose(
    *, batch: UUID, day: Asked, runs: Mapping[int, int], paid: Collection[str], scope: Scope, at: datetime
) -> None:
    """Write what may be seen of one day of a batch that has all surgeries of a partnership.

    `runs` are the day's runs by surgery, `paid` the codes of the indicators that bring money. Whole counts
    are read, so only the program can.

    A day may be told more than once, and whoever read it before remembers. What was hidden stays hidden;
    where something is hidden that was shown, or other surgeries were told of, there is no total: less what
    was shown before it would be what is hidden now.
    """
    today = local_day(at)
    threshold, known = _threshold(scope, today), partnership.most_places_of_one(scope=scope, on=today)
    results, adjusted = _verdicts(runs)
    before = _Before.of(day, batch, runs)
    shown = before.tellable(
        disclosing.disclose_all(results, threshold, paid=paid, keep_hidden=before.results, known=known),
        before.results,
    )
    apart = before.tellable(
        disclosing.disclose_all(adjusted, threshold, keep_hidden=before.adjusted, known=known),
        before.adjusted,
    )
    groups = [
        (code, split, before.groups_tellable(code, split, disclosing.disclose_groups(
            cells, threshold, total_known=shown[code].total is not None, known=known,
        )))
        for (code, split), cells in _groups(runs).items()
    ]  # fmt: skip
    registers = _registers(runs)
    models.Disclosed.objects.bulk_create(
        [
            *_indicator_rows(runs, shown, apart),
            *_register_rows(runs, registers, threshold),
        ],
        batch_size=5_000,
    )
    models.DisclosedTotal.objects.bulk_create(
        [
            models.DisclosedTotal(
                partnership_id=scope.partnership_id, batch=batch, on=day.on, year_end=day.year_end,
                threshold=threshold, surgeries=len(runs), **row,
            )
            for row in (
                *_total_rows(shown, apart),
                *_group_rows(groups),
                *_register_totals(registers, threshold),
            )
        ],
        batch_size=5_000,
    )  # fmt: skip


def _threshold(scope: Scope, on: date) -> int:
    try:
        return partnership.deed(scope=scope, on=on).small_numbers
    except partnership.NoDeed:
        return small_numbers()


def _verdicts(runs: Mapping[int, int]) -> tuple[Cells, Cells]:
    """(met, not met) and (adjusted,) of every indicator at every surgery, of which some have nobody."""
    rows = models.VerdictCount.objects.filter(run__in=runs.values())
    counts: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for code, surgery, status, patients in (
        rows.values_list("indicator", "surgery", "status").annotate(n=Sum("patients")).order_by()
    ):
        counts[code, surgery][status] = patients
    results: Cells = {}
    adjusted: Cells = {}
    for code in sorted({code for code, _ in counts}):
        of = {surgery: counts.get((code, surgery), {}) for surgery in runs}
        results[code] = {
            surgery: (there.get(Status.MET, 0), there.get(Status.NOT_MET, 0)) for surgery, there in of.items()
        }
        adjusted[code] = {surgery: (there.get(Status.ADJUSTED, 0),) for surgery, there in of.items()}
    return results, adjusted


def _registers(runs: Mapping[int, int]) -> Cells:
    """(on it, listed) of every register at every surgery."""
    cells: Cells = defaultdict(dict)
    rows = models.RegisterCount.objects.filter(run__in=runs.values()).order_by("register", "surgery")
    for code, surgery, patients, listed in rows.values_list("register", "surgery", "patients", "listed"):
        cells[code][surgery] = (patients, listed)
    return cells


def _groups(runs: Mapping[int, int]) -> Mapping[tuple[str, str], Cells]:
    """(met, not met) by indicator and split, by group, at every surgery."""
    cells: dict[tuple[str, str], Cells] = defaultdict(lambda: defaultdict(dict))
    rows = models.GroupCount.objects.filter(run__in=runs.values()).order_by("indicator", "split", "group")
    for code, split, group, surgery, met, not_met in rows.values_list(
        "indicator", "split", "group", "surgery", "met", "not_met"
    ):
        cells[code, split][group][surgery] = (met, not_met)
    return cells


@dataclass(frozen=True)
class _Before:
    """What was told of the same day before: nothing, or by the last batch, and whether of the same surgeries.

    `results` and `adjusted` have the surgeries that were hidden by an indicator's code, `groups` the groups
    by code and split.
    """

    told: bool
    same: bool
    results: Mapping[str, set[int]]
    adjusted: Mapping[str, set[int]]
    groups: Mapping[tuple[str, str], set[str]]

    @classmethod
    def of(cls, day: Asked, batch: UUID, surgeries: Collection[int]) -> "_Before":
        earlier = models.Disclosed.objects.filter(
            run__on=day.on, run__year_end=day.year_end, of=Counted.INDICATOR.value
        ).exclude(run__batch=batch)
        of_batches: dict[UUID, set[int]] = defaultdict(set)
        for one, surgery in earlier.order_by().values_list("run__batch", "surgery").distinct():
            of_batches[one].add(surgery)
        last = earlier.order_by("-run").values_list("run__batch", flat=True).first()
        results: dict[str, set[int]] = defaultdict(set)
        adjusted: dict[str, set[int]] = defaultdict(set)
        for code, surgery, met, apart in earlier.filter(run__batch=last).values_list(
            "code", "surgery", "met", "adjusted"
        ):
            for kept, count in ((results, met), (adjusted, apart)):
                kept[code] |= {surgery} if count is None else set()
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        rows = models.DisclosedTotal.objects.filter(batch=last, on=day.on, year_end=day.year_end)
        for code, split, group, met in rows.exclude(split="").values_list("code", "split", "group", "met"):
            groups[code, split] |= {group} if met is None else set()
        same = all(those == set(surgeries) for those in of_batches.values())
        return cls(last is not None, same, results, adjusted, groups)

    def tellable(self, shown: Mapping[str, Shown], hidden: Mapping[str, set[int]]) -> dict[str, Shown]:
        """The same without the totals that would tell, beside what was shown before."""
        return {
            code: of if self._alike(_hidden(of), hidden.get(code)) else replace(of, total=None)
            for code, of in shown.items()
        }

    def groups_tellable(
        self, code: str, split: str, told: dict[str, Parts | None]
    ) -> dict[str, Parts | None]:
        """The groups of a split; none where others are hidden now than were before."""
        hidden = {group for group, parts in told.items() if parts is None}
        if not self.told or (self.same and hidden == self.groups.get((code, split))):
            return told
        return dict.fromkeys(told)

    def _alike(self, hidden: set[int], before: set[int] | None) -> bool:
        return not self.told or not hidden or (self.same and hidden == before)


def _hidden(of: Shown) -> set[int]:
    return {surgery for surgery, parts in of.parts.items() if parts is None}


def _indicator_rows(
    runs: Mapping[int, int], shown: Mapping[str, Shown], apart: Mapping[str, Shown]
) -> Iterator[models.Disclosed]:
    for code, of in shown.items():
        for surgery, run in runs.items():
            met, not_met = of.parts[surgery] or (None, None)
            (adjusted,) = apart[code].parts[surgery] or (None,)
            yield models.Disclosed(
                run_id=run, surgery_id=surgery, of=Counted.INDICATOR.value, code=code,
                met=met, not_met=not_met, adjusted=adjusted,
            )  # fmt: skip


def _register_rows(runs: Mapping[int, int], registers: Cells, threshold: int) -> Iterator[models.Disclosed]:
    for code, cells in registers.items():
        for surgery, (patients, listed) in cells.items():
            met, not_met = disclosing.on_register(patients, listed, threshold) or (None, None)
            yield models.Disclosed(
                run_id=runs[surgery], surgery_id=surgery, of=Counted.REGISTER.value, code=code,
                met=met, not_met=not_met,
            )  # fmt: skip


Row = dict[str, str | int | None]


def _total_rows(shown: Mapping[str, Shown], apart: Mapping[str, Shown]) -> Iterator[Row]:
    of = Counted.INDICATOR.value
    for code, total in shown.items():
        met, not_met = total.total or (None, None)
        (adjusted,) = apart[code].total or (None,)
        yield {"of": of, "code": code, "met": met, "not_met": not_met, "adjusted": adjusted}


def _group_rows(groups: Iterable[tuple[str, str, Mapping[str, Parts | None]]]) -> Iterator[Row]:
    for code, split, told in groups:
        for group, parts in told.items():
            met, not_met = parts or (None, None)
            yield {
                "of": Counted.INDICATOR.value, "code": code, "split": split, "group": group,
                "met": met, "not_met": not_met,
            }  # fmt: skip


def _register_totals(registers: Cells, threshold: int) -> Iterator[Row]:
    for code, cells in registers.items():
        patients, listed = (sum(parts) for parts in zip(*cells.values(), strict=True))
        met, not_met = disclosing.on_register(patients, listed, threshold) or (None, None)
        yield {"of": Counted.REGISTER.value, "code": code, "met": met, "not_met": not_met}
