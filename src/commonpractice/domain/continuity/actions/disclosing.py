"""Write down what may leave a surgery of its continuity: everybody's, never a list's or a group's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from commonpractice.domain.continuity import models
from commonpractice.domain.continuity.facts import EVERYBODY
from commonpractice.domain.continuity.parameters import small_numbers
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations import disclosing
from commonpractice.foundations.days import local_day
from commonpractice.foundations.disclosing import Parts

MEASURES = ("upc", "bice_boxerman", "herfindahl", "secon", "mmci")
Months = Mapping[int, models.GroupMonth]
"""A group's month by surgery."""
Figures = dict[str, int | float | None]


def disclose(*, batch: UUID, on: date, runs: Mapping[int, int], scope: Scope, at: datetime) -> None:
    """Write what may be seen of one month of a batch that has all surgeries of a partnership.

    `runs` are the month's by surgery. Whole figures are read, so only the program can. A surgery whose
    contacts or patients are few is hidden, and others with it until no subtraction gives them back
    (foundations/disclosing.py). What was hidden of the month before stays hidden. Where one is hidden that
    was shown before, or the month was told of other surgeries, no total is: the two would tell what they came
    to.
    """
    if not runs:
        return
    today = local_day(at)
    threshold, known = _threshold(scope, today), partnership.most_places_of_one(scope=scope, on=today)
    told_before, hidden_before = _before(on, batch, runs)
    groups: dict[tuple[str, str], dict[int, models.GroupMonth]] = defaultdict(dict)
    for row in models.GroupMonth.objects.filter(run__in=runs.values()).order_by("split", "group", "surgery"):
        groups[row.split, row.group][row.surgery_id] = row
    everybody = groups.pop(("", EVERYBODY), {})
    shown = disclosing.disclose(
        {surgery: _parts(row) for surgery, row in everybody.items()},
        threshold,
        keep_hidden=hidden_before,
        known=known,
    )
    hidden = {surgery for surgery, parts in shown.parts.items() if parts is None}
    alike = not told_before or (hidden == hidden_before and _told_of_the_same(on, batch, runs))
    total_known = shown.total is not None and (not hidden or alike)
    models.Disclosed.objects.bulk_create(
        models.Disclosed(
            run_id=runs[surgery], surgery_id=surgery, **(_together([row]) if shown.parts[surgery] else {})
        )
        for surgery, row in everybody.items()
    )
    models.DisclosedTotal.objects.bulk_create(
        models.DisclosedTotal(
            partnership_id=scope.partnership_id, batch=batch, on=on, threshold=threshold,
            surgeries=len(everybody), split=split, group=group, **figures,
        )
        for split, group, figures in (
            ("", EVERYBODY, _together(everybody.values()) if total_known else {}),
            *_of_groups(groups, threshold, total_known=total_known and alike, known=known),
        )
    )  # fmt: skip


def _threshold(scope: Scope, on: date) -> int:
    try:
        return partnership.deed(scope=scope, on=on).small_numbers
    except partnership.NoDeed:
        return small_numbers()


def _parts(row: models.GroupMonth) -> Parts:
    """With their own clinician, with others, of others' lists, and patients measured: all shown or none."""
    return (row.own, row.contacts - row.own, max((row.seen or 0) - row.own, 0), row.patients)


def _of_groups(
    groups: Mapping[tuple[str, str], Months], threshold: int, *, total_known: bool, known: int
) -> Iterator[tuple[str, str, Figures]]:
    for split in sorted({split for split, _ in groups}):
        cells = {
            group: {surgery: (row.own, row.contacts - row.own, row.patients) for surgery, row in of.items()}
            for (of_split, group), of in groups.items()
            if of_split == split
        }
        told = disclosing.disclose_groups(cells, threshold, total_known=total_known, known=known)
        for group, parts in told.items():
            yield split, group, _together(groups[split, group].values()) if parts else {}


def _together(rows: Iterable[models.GroupMonth]) -> Figures:
    """Several surgeries' figures as one: sums, and means weighed by the patients that they are of."""
    rows = list(rows)
    patients = sum(row.patients for row in rows)
    means: Figures = {
        name: sum(getattr(row, name) * row.patients for row in rows if row.patients) / patients
        if patients
        else None
        for name in MEASURES
    }
    seen = [row.seen for row in rows if row.seen is not None]
    return {
        "own": sum(row.own for row in rows),
        "contacts": sum(row.contacts for row in rows),
        "seen": sum(seen) if seen else None,
        "patients": patients,
        **means,
    }


def _told_of_the_same(on: date, batch: UUID, surgeries: Collection[int]) -> bool:
    """Whether every earlier batch that told of the month was of the same surgeries."""
    earlier = models.Disclosed.objects.filter(
        run__on=on
    )  # of the partnership alone: the ticket sees no other
    before: dict[UUID, set[int]] = defaultdict(set)
    for one, surgery in earlier.exclude(run__batch=batch).values_list("run__batch", "surgery"):
        before[one].add(surgery)
    return all(those == set(surgeries) for those in before.values())


def _before(on: date, batch: UUID, surgeries: Collection[int]) -> tuple[bool, set[int]]:
    """Whether the same month was told before, and the surgeries hidden when it was last worked out."""
    earlier = models.Disclosed.objects.filter(surgery__in=surgeries, run__on=on).exclude(run__batch=batch)
    last = earlier.order_by("-run").values_list("run__batch", flat=True).first()
    hidden = earlier.filter(run__batch=last, contacts__isnull=True)
    return last is not None, set(hidden.values_list("surgery", flat=True))
