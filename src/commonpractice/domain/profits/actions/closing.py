"""Close a month: each surgery signs off its own, then the partnership closes, in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts import queries as contract_queries
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models, queries
from commonpractice.domain.profits.actions.centre import post_centre_result
from commonpractice.domain.profits.actions.charging import post_charges
from commonpractice.domain.profits.actions.landlords import post_rents
from commonpractice.domain.profits.actions.pool import pass_results_on
from commonpractice.domain.profits.actions.sharing import post_shares
from commonpractice.domain.profits.actions.years import post_final_shares
from commonpractice.domain.profits.facts import ClosingDeed, PostedBySurgery, Signed, YearPosted
from commonpractice.domain.profits.queries.closing import belonging, first_open, takes_part
from commonpractice.domain.profits.rules.closing import CannotClose, check_can_close, check_can_sign
from commonpractice.foundations.dated import Period
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month


@dataclass(frozen=True)
class Closed:
    """What closing a month came to, and which surgeries were closed with an estimate.

    `centre_result` is what each surgery was given of the centre's result, where the deed passes it on;
    `rents` what owners of premises who are no partners there are due; `passed_on` what each passed on to
    where one profit is shared; `final` what moved of years whose shares were final.
    """

    month: Month
    estimated: tuple[Signed, ...]
    income: contracts.PostedIncome
    charges: PostedBySurgery
    centre_result: dict[int, Pence]
    rents: PostedBySurgery
    passed_on: dict[int, Pence]
    shares: PostedBySurgery
    final: tuple[YearPosted, ...]


@transaction.atomic
def sign_off(*, surgery_id: int, month: Month, words: str, scope: Scope, at: datetime) -> None:
    """Sign a surgery's month off, over its books as they are now.

    What somebody posts to the surgery afterwards makes the signature stale, and it is asked for again; what
    closing posts does not. Raises CannotClose, NotAllowed or OutOfScope.
    """
    check_covers(scope, [surgery_id], Power.SIGN_OFF)
    ledger.hold_books([surgery_id])
    kept = ledger_queries.months_kept(scope=scope, surgeries=[surgery_id])[surgery_id]
    ended = month.last < local_day(at)
    check_can_sign(kept.name, month, locked=kept.locked.get(month), ended=ended)
    models.SignOff.objects.bulk_create(
        [
            models.SignOff(
                surgery_id=surgery_id,
                month=month.first,
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
                words=words.strip(),
                seal=queries.seal(surgery_id),
            )
        ]
    )
    audit.record(
        actor=scope.actor,
        deed="profits.sign_off",
        subject=f"{month.words} of {kept.name} signed off",
        surgery_id=surgery_id,
        at=at,
    )


@transaction.atomic
def close_month(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Closed:
    """Close a month of a partnership: income due, central charges, provisional shares, the lock. All or none.

    Where the deed passes the centre's result on, or has one profit shared for all, that too; and what has
    moved of years that are final.

    The months before are closed, and every surgery has signed its own, or so many have not as the deed lets
    be estimated. A surgery that has left is closed with the others where the month was opened for what came
    late, and signs nothing. Raises CannotClose with what to do first; NoDeed where no deed is in force; and
    what posting income, charges and shares raises.
    """
    return _close(of, month, scope, at, as_if_signed=False)


def foresee_closing(*, of: PartnershipSummary, month: Month, scope: Scope, at: datetime) -> Closed:
    """What closing a month would come to now, as if all had signed it: closed, and taken back.

    `estimated` are all who have not signed. Nothing is kept. Raises as close_month, but for signatures.
    """
    with transaction.atomic():
        closed = _close(of, month, scope, at, as_if_signed=True)
        transaction.set_rollback(True)
    return closed


def _close(of: PartnershipSummary, month: Month, scope: Scope, at: datetime, *, as_if_signed: bool) -> Closed:
    place = [surgery.id for surgery in of.surgeries]
    check_covers(scope, place, Power.CLOSE_MONTHS)
    ledger.hold_books(place)
    deed = partnership.deed(scope=scope, on=month.last)
    kept = ledger_queries.months_kept(scope=scope, surgeries=place)
    belong = belonging(scope=scope, surgeries=of.surgeries, month=month)
    there = [one for one in of.surgeries if takes_part(one, belong, kept, month)]
    signed = queries.signed(scope=scope, surgeries=belong, month=month)
    estimated = check_can_close(
        month,
        locked={one.name: kept[one.id].locked.get(month) for one in there},
        first_open=first_open({one.id: kept[one.id] for one in there}),
        signed=signed,
        may_be_estimated=len(signed) if as_if_signed else deed.estimate_unsigned,
        ended=month.last < local_day(at),
    )
    since = queries.shared_since(scope=scope, books=min(kept[of.centre.id].locked))
    try:
        closed = replace(_posted(of, there, since, month, scope, at), estimated=estimated)
    except ledger.MonthIsLocked as refusal:  # open to all who take part: it is of one who has left
        raise CannotClose(
            f"{refusal} Something has changed of months in which it belonged: open {month.words} there, to "
            "wind its books up."
        ) from refusal
    places = [one.id for one in there]
    ledger.lock_months(surgeries=places, month=month, scope=scope, at=at)
    _tell(of, places, month, ClosingDeed.CLOSED, "", estimated, scope, at)
    return closed


def _posted(
    of: PartnershipSummary,
    there: Sequence[SurgerySummary],
    since: Month,
    month: Month,
    scope: Scope,
    at: datetime,
) -> Closed:
    """Post what closing a month posts, in order: each step goes by what the ones before it posted.

    For every surgery, whether it takes part or has left: what has changed of when it belonged is not passed
    over in silence.
    """
    surgeries = [one.id for one in of.surgeries if not one.is_centre]
    first = max(since, (FinancialYear.of(month, of.year_starts) - 1).first)
    earning = _earning(surgeries, {one.id for one in there}, month, scope, at)
    income = contracts.post_income(surgeries=earning, month=month, scope=scope, at=at)
    charges = post_charges(of=of, first=first, month=month, scope=scope, at=at)
    post: Any = {"of": of, "month": month, "since": since, "scope": scope, "at": at}
    of_centre = {of.centre.id: [Period(since.first)]}
    late = queries.earliest_moved(scope=scope, memberships=of_centre, month=month, since=since)
    given = post_centre_result(first=max(since, min(first, late or first)), **post)
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    moved = queries.earliest_moved(scope=scope, memberships=spells, month=month, since=since)
    years = _final(
        of, surgeries, None if _was_closed(of, month) else min(first, moved or first), month, scope
    )
    # a year's final shares are its months' shares and no more: all its months are brought up to date
    reached = max(since, min([first, moved or first, *(year.first for year in years)]))
    rents = post_rents(surgeries=surgeries, first=reached, **post)
    passed = pass_results_on(surgeries=surgeries, first=reached, **post)
    shares = post_shares(surgeries=surgeries, first=reached, **post)
    final = post_final_shares(years=years, **post)
    return Closed(month, (), income, charges, given, rents, passed, shares, tuple(final))


def _earning(
    surgeries: Sequence[int], there: Collection[int], month: Month, scope: Scope, at: datetime
) -> list[int]:
    """The surgeries that take part, and of those that have left whichever earned another sum than was posted.

    What only falls due there, of what it had earned, is nobody's share: it waits until a month is opened.
    """
    left = [one for one in surgeries if one not in there]
    found = contract_queries.to_post(scope=scope, surgeries=left, by=month, known_on=local_day(at))
    changed = {one.surgery_id for one in found if any(part.earned for part in one.differences)}
    return [one for one in surgeries if one in there or one in changed]


@transaction.atomic
def reopen_month(*, of: PartnershipSummary, month: Month, why: str, scope: Scope, at: datetime) -> None:
    """Reopen a closed month, the latest, for every surgery and the centre, with the reason.

    Raises MonthRefused as the ledger does, and CannotClose where no reason is given.
    """
    place = [surgery.id for surgery in of.surgeries]
    check_covers(scope, place, Power.CLOSE_MONTHS)
    if not why.strip():
        raise CannotClose(f"Say why {month.words} is reopened: the reason is kept.")
    kept = ledger_queries.months_kept(scope=scope, surgeries=place)
    locked = [surgery for surgery in place if kept[surgery].locked.get(month)]
    if not locked:
        raise CannotClose(f"{month.words} is not closed, so it cannot be reopened.")
    ledger.reopen_months(surgeries=locked, month=month, why=why, scope=scope, at=at)
    _tell(of, locked, month, ClosingDeed.REOPENED, why.strip(), (), scope, at)


def _final(
    of: PartnershipSummary, surgeries: Sequence[int], first: Month | None, month: Month, scope: Scope
) -> dict[FinancialYear, Sequence[int]]:
    """The years that are final and are reckoned anew, each with the surgeries at which it is final.

    Those that end in `first` or after it; all of them, where it is None. Not one that ends after the month
    being closed: its months were reopened, and it waits for its last.
    """
    found: dict[FinancialYear, list[int]] = {}
    for surgery, years in queries.final_years(scope=scope, of=of, surgeries=surgeries).items():
        for year in years:
            if (first is None or first <= year.last) and year.last <= month:
                found.setdefault(year, []).append(surgery)
    return dict(sorted(found.items()))


def _was_closed(of: PartnershipSummary, month: Month) -> bool:
    """Whether a month has been closed before: with it, months of any year may have been reopened."""
    return models.Closing.objects.filter(surgery_id=of.centre.id, month=month.first).exists()


def _tell(
    of: PartnershipSummary,
    places: Sequence[int],
    month: Month,
    deed: ClosingDeed,
    why: str,
    estimated: Sequence[Signed],
    scope: Scope,
    at: datetime,
) -> None:
    unsigned = {one.surgery for one in estimated}
    models.Closing.objects.bulk_create(
        [
            models.Closing(
                surgery_id=place,
                month=month.first,
                deed=deed.value,
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
                reason=why,
                estimated=place in unsigned,
            )
            for place in places
        ]
    )
    without = f", with {len(estimated)} estimated" if estimated else ""
    audit.record(
        actor=scope.actor,
        deed=f"profits.{deed.value}_month",
        subject=f"{month.words} of {of.name} {deed.words}{without}" + (f": {why}" if why else ""),
        surgery_id=of.centre.id,
        at=at,
    )
