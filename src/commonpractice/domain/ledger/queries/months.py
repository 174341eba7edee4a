"""Which months are open or locked, and which recharges wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.db.models import Q

from commonpractice.domain.ledger import models
from commonpractice.domain.ledger.facts import MonthsKept, RechargeState
from commonpractice.domain.ledger.rules.full_months import WINDOW, latest_full
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


class NoSuchRecharge(LookupError):
    """A recharge was asked for that is not there, or not the asker's to see."""


@dataclass(frozen=True)
class MonthState:
    surgery_id: int
    month: Month
    locked: bool


@dataclass(frozen=True)
class RechargeView:
    """A recharge as either of its two sides sees it."""

    id: int
    home_id: int
    host_id: int
    month: Month
    amount: Pence
    reason: str
    state: RechargeState
    raised_at: datetime
    raised_by: str
    answered_at: datetime | None
    answered_by: str
    answer: str


def month_states(
    *, scope: Scope, surgeries: Sequence[int], first: Month | None = None, last: Month | None = None
) -> list[MonthState]:
    """The months of some surgeries that have been opened, by surgery and month. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = models.Month.objects.filter(surgery_id__in=list(surgeries)).order_by("surgery_id", "month")
    if first:
        rows = rows.filter(month__gte=first.first)
    if last:
        rows = rows.filter(month__lte=last.first)
    return [MonthState(row.surgery_id, Month.of(row.month), row.locked) for row in rows]


def months_kept(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, MonthsKept]:
    """Every month of some profit centres and what decides which may be opened, locked or reopened, by id.

    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.id, s.name, p.founded, p.year_starts, m.month, m.locked
            FROM partnership_surgery s JOIN partnership_partnership p ON p.id = s.partnership_id
            LEFT JOIN ledger_month m ON m.surgery_id = s.id
            WHERE s.id = ANY (%s) ORDER BY s.id, m.month
            """,
            [list(surgeries)],
        )
        rows = cursor.fetchall()
    return {
        number: MonthsKept(
            name=name,
            founded=founded,
            year_starts=year_starts,
            locked={Month.of(month): locked for *_, month, locked in theirs if month is not None},
        )
        for (number, name, founded, year_starts), theirs in groupby(rows, key=lambda row: row[:4])
    }


def months_open_to_all(*, scope: Scope, surgeries: Sequence[int]) -> list[Month]:
    """The months that each of some profit centres has open, the latest first. Raises OutOfScope."""
    kept = months_kept(scope=scope, surgeries=surgeries).values()
    open_to = [{month for month, locked in each.locked.items() if not locked} for each in kept]
    return sorted(set.intersection(*open_to), reverse=True) if open_to else []


def open_though_over(*, scope: Scope, surgeries: Sequence[int], on: date) -> dict[Month, tuple[int, ...]]:
    """The months that are over by a day and still take postings, in order, with whose they are.

    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    rows = models.Month.objects.filter(
        surgery_id__in=list(surgeries), locked=False, month__lt=Month.of(on).first
    ).order_by("month", "surgery_id")
    found: dict[Month, list[int]] = {}
    for month, surgery_id in rows.values_list("month", "surgery_id"):
        found.setdefault(Month.of(month), []).append(surgery_id)
    return {month: tuple(places) for month, places in found.items()}


def closed_months(*, scope: Scope, wanted: Collection[tuple[int, Month]]) -> list[tuple[int, Month, bool]]:
    """Those of some (surgery id, month) that take no posting, in order: with whether locked, or never opened.

    Raises OutOfScope.
    """
    if not wanted:
        return []
    months = [month for _, month in wanted]
    surgeries = sorted({surgery for surgery, _ in wanted})
    states = month_states(scope=scope, surgeries=surgeries, first=min(months), last=max(months))
    locked = {(state.surgery_id, state.month): state.locked for state in states}
    return [(*each, each in locked) for each in sorted(set(wanted)) if locked.get(each, True)]


def months_with_postings(*, scope: Scope, surgeries: Sequence[int]) -> tuple[Month, Month] | None:
    """The first and the last month with a posting; None where there is none. Raises OutOfScope."""
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        # the first and the last of each surgery: two look-ups of the index, where min() would read it all
        cursor.execute(
            """
            SELECT min(earliest.month), max(latest.month) FROM unnest(%s::int[]) place (id),
            LATERAL (SELECT month FROM ledger_balance WHERE surgery_id = place.id
                     ORDER BY month LIMIT 1) earliest,
            LATERAL (SELECT month FROM ledger_balance WHERE surgery_id = place.id
                     ORDER BY month DESC LIMIT 1) latest
            """,
            [list(surgeries)],
        )
        first, last = cursor.fetchone()
    return None if first is None else (Month.of(first), Month.of(last))


def month_to_open_on(*, scope: Scope, surgeries: Sequence[int], on: date) -> Month | None:
    """The month that a page of some profit centres' figures opens on: the latest with full books.

    What is full is said in rules/full_months.py; None where nothing was ever posted. Raises OutOfScope.
    """
    kept = months_with_postings(scope=scope, surgeries=surgeries)
    if kept is None:
        return None
    last = max(min(kept[1], Month.of(on)), kept[0])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT surgery_id, month, sum(postings) FROM ledger_balance
            WHERE surgery_id = ANY (%s) AND month BETWEEN %s AND %s GROUP BY surgery_id, month
            """,
            [list(surgeries), (last - WINDOW).first, last.first],
        )
        posted: dict[int, dict[Month, int]] = {}
        for surgery, month, postings in cursor.fetchall():
            posted.setdefault(surgery, {})[Month.of(month)] = int(postings)
    return latest_full(posted, on=on) or kept[1]


def recharges(
    *, scope: Scope, surgeries: Sequence[int], state: RechargeState | None = None, most: int = 200
) -> list[RechargeView]:
    """The recharges in which one of some surgeries is a side, newest first. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = models.Recharge.objects.filter(Q(home_id__in=list(surgeries)) | Q(host_id__in=list(surgeries)))
    if state:
        rows = rows.filter(state=state.value)
    return [_recharge(row) for row in rows.order_by("-raised_at", "-id")[:most]]


def recharge(*, scope: Scope, recharge_id: int) -> RechargeView:
    """One recharge, for either of its two sides. Raises NoSuchRecharge, for one of others' too."""
    theirs = Q(home_id__in=scope.surgeries) | Q(host_id__in=scope.surgeries)
    row = models.Recharge.objects.filter(theirs, pk=recharge_id).first()
    if row is None:
        raise NoSuchRecharge(f"There is no recharge {recharge_id} among those that you may see.")
    return _recharge(row)


def months_of_recharge(*, recharge_id: int) -> list[Month]:
    """The months that are open to both sides of a recharge, the latest first; none to whoever is neither."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.months_of_recharge(%s)", [recharge_id])
        return [Month.of(month) for (month,) in cursor.fetchall()]


def journal_of_recharge(*, recharge_id: int) -> int | None:
    """The journal that an agreed recharge was posted by, of those that the asker may see."""
    found = models.Journal.objects.filter(document__kind="recharge", document__key=f"recharge/{recharge_id}")
    return found.values_list("id", flat=True).first()


def _recharge(row: models.Recharge) -> RechargeView:
    return RechargeView(
        id=row.pk,
        home_id=row.home_id,
        host_id=row.host_id,
        month=Month.of(row.month),
        amount=row.amount,
        reason=row.reason,
        state=RechargeState(row.state),
        raised_at=row.raised_at,
        raised_by=row.raised_by,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        answer=row.answer,
    )
