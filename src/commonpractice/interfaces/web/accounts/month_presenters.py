"""Months as the screen tells them: what each surgery's month is, what may be done with it, and what waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import MonthsKept, RechargeState
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web import places

ALL = 10_000


@dataclass(frozen=True)
class Row:
    """A profit centre's month. `locked` is None where it was never opened; `words` then say why, if known."""

    surgery: SurgerySummary
    locked: bool | None
    words: str
    first: Month | None
    """Months lock in order and reopen from the latest: the one that comes before this, if any does."""

    @property
    def may_be_locked(self) -> bool:
        return self.locked is False and self.first is None

    @property
    def may_be_reopened(self) -> bool:
        return self.locked is True and self.first is None


@dataclass(frozen=True)
class WaitingRecharge:
    id: int
    amount: Pence
    reason: str
    host: str
    home: str


@dataclass(frozen=True)
class Check:
    """What to know before a month is locked for some profit centres."""

    month: Month
    chosen: tuple[SurgerySummary, ...]
    words: str
    is_over: bool
    recharges: tuple[WaitingRecharge, ...]
    """Those of the month that a chosen one is a side of, and that nobody has answered."""
    left_open: tuple[Row, ...]


def rows(*, scope: Scope, surgeries: Sequence[SurgerySummary], month: Month) -> list[Row]:
    """A month, profit centre by profit centre. One that was no member, and kept no books, says so."""
    ids = [surgery.id for surgery in surgeries]
    kept = ledger.months_kept(scope=scope, surgeries=ids)
    memberships = partnership.memberships(scope=scope, surgeries=ids)
    return [
        Row(
            surgery=surgery,
            locked=kept[surgery.id].locked.get(month),
            words=_words(memberships.get(surgery.id, ()), month),
            first=_first(kept[surgery.id], month),
        )
        for surgery in surgeries
    ]


def check(
    *,
    scope: Scope,
    whole: PartnershipSummary,
    every: Sequence[Row],
    chosen: Collection[str],
    month: Month,
    on: date,
) -> Check:
    """What to know on a day before locking a month for those with the codes `chosen`."""
    theirs = tuple(row.surgery for row in every if row.surgery.code in chosen)
    names = {surgery.id: surgery.name for surgery in whole.surgeries}
    ids = {surgery.id for surgery in theirs}
    waiting = ledger.recharges(scope=scope, surgeries=sorted(ids), state=RechargeState.RAISED, most=ALL)
    return Check(
        month=month,
        chosen=theirs,
        words=places.in_words(theirs),
        is_over=month.last < on,
        recharges=tuple(
            WaitingRecharge(each.id, each.amount, each.reason, names[each.host_id], names[each.home_id])
            for each in waiting
            if each.month == month
        ),
        left_open=tuple(row for row in every if row.locked is False and row.surgery.id not in ids),
    )


def _words(memberships: Sequence, month: Month) -> str:
    stay = places.stay(memberships, first=month.first, last=month.last)
    return "" if stay.here else stay.words


def _first(kept: MonthsKept, month: Month) -> Month | None:
    locked = kept.locked.get(month)
    before = kept.last_locked if locked else kept.first_open
    return None if locked is None or before == month else before
