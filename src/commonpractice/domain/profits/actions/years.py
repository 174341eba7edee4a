"""Make a year's shares final: what they are by the deed, less what was shared of it month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, ProfitSharing, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models, queries
from commonpractice.domain.profits.actions.pool import pass_results_on
from commonpractice.domain.profits.actions.sharing import Place, post_shares, posted_shares
from commonpractice.domain.profits.facts import Agreement, ByClosing, MonthResult, ShareOf, YearPosted
from commonpractice.domain.profits.rules import days, pool
from commonpractice.domain.profits.rules.closing import CannotClose
from commonpractice.domain.profits.rules.pounds import in_pounds
from commonpractice.domain.profits.rules.sharing import added_up, share_year
from commonpractice.domain.profits.rules.statements import FINAL
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.domain.profits.rules.years import check_can_close_year
from commonpractice.foundations.dated import Period
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

KIND = ByClosing.FINAL.value


@transaction.atomic
def post_year(*, of: PartnershipSummary, year: FinancialYear, scope: Scope, at: datetime) -> YearPosted:
    """Post a year's final shares, less its provisional ones, to the month that is open.

    As the deed in force on the year's last day has them: the year's profit by days, or as each month earned
    it. At each surgery they come to nil together: what one partner gains, others give. They are of the year's
    last month; the pages of closed months stay as they are. A second time posts nothing; what moves the year
    afterwards moves its final shares when the next month closes.

    Raises CannotClose where a month of the year is open, or none after it; NobodyShares; NoDeed; and
    otherwise as ledger.post.
    """
    place = [one.id for one in of.surgeries]
    check_covers(scope, place, Power.CLOSE_MONTHS)
    ledger.hold_books(place)
    kept = ledger_queries.months_kept(scope=scope, surgeries=place)
    books = min(kept[of.centre.id].locked, default=year.last + 1)
    since = queries.shared_since(scope=scope, books=books)
    month = check_can_close_year(year, since=since, centre=kept[of.centre.id], kept=list(kept.values()))
    there = [
        one.id
        for one in of.surgeries
        if not one.is_centre and any(each in kept[one.id].locked for each in year.months)
    ]
    first = max(year.first, since)
    try:
        post: Any = {"of": of, "month": month, "since": since, "scope": scope, "at": at}
        pass_results_on(surgeries=there, first=first, last=year.last, **post)
        post_shares(surgeries=there, first=first, last=year.last, **post)
        posted = post_final_shares(years={year: there}, **post)
    except ledger.MonthIsLocked as refusal:  # of a surgery that has left
        raise CannotClose(
            f"{refusal} It has final shares of {year}: open the month there first, to wind its books up."
        ) from refusal
    before = queries.final_years(scope=scope, of=of, surgeries=[*there, of.centre.id])
    new = [one for one, years in before.items() if year not in years]
    models.YearClosing.objects.bulk_create(
        [
            models.YearClosing(
                surgery_id=one,
                year=year.begins,
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
            )
            for one in new
        ]
    )
    audit.record(
        actor=scope.actor,
        deed="profits.closed_year",
        subject=f"{year} of {of.name}: final shares posted to {month.words}",
        surgery_id=of.centre.id,
        at=at,
    )
    return posted[0] if posted else YearPosted(year, month, {}, ())


@transaction.atomic
def post_final_shares(
    *,
    of: PartnershipSummary,
    years: dict[FinancialYear, Sequence[int]],
    since: Month,
    month: Month,
    scope: Scope,
    at: datetime,
) -> list[YearPosted]:
    """Post to a month what some years' final shares are, at some surgeries, less what was shared of them.

    The provisional shares of these months have been brought up to date before. Years that nothing has moved
    are left out, and those whose final shares stand in a later month: they are moved when that is closed.
    Raises as post_year.
    """
    found: list[YearPosted] = []
    deeds, codes = partnership.deeds(scope=scope), {one.id: one.code for one in of.surgeries}
    for year, surgeries in years.items():
        first = max(year.first, since)
        check_covers(scope, surgeries, Power.POST)
        how = partnership.deed(scope=scope, on=year.last.last).profit_sharing
        agreed = queries.agreements(scope=scope, of=of, surgeries=surgeries)
        results = queries.results_to_share(
            scope=scope,
            memberships={one: agreed[one].memberships for one in surgeries},
            first=first,
            last=year.last,
            since=since,
            posted_by=month,
        )
        provisional = posted_shares(scope, surgeries, first, year.last, posted_by=month)
        final = posted_shares(scope, surgeries, year.last, year.last, FINAL, posted_by=month)
        ever = posted_shares(scope, surgeries, year.last, year.last, FINAL)
        entries: list[ledger.Entry] = []
        moved: dict[int, dict[int, Pence]] = {}
        # a month that was reopened, before the one that they were posted to, is none to post them to
        for surgery in (one for one in surgeries if final.get(one) or not ever.get(one)):
            agreement = _since(agreed[surgery], first)
            own = pool.shared_here(deeds, year.months, code=codes[surgery])
            rows = _of_year(results[surgery], agreement, year, how, own)
            so_far = _by_step(provisional.get(surgery, {}), year)
            left = still_due(
                still_due({_place(row): row.pence for row in rows}, so_far), final.get(surgery, {})
            )
            if left:
                entries.append(_entry(surgery, year, month, left, rows, so_far, how, at))
                for (partner, _, _), amount in left.items():
                    theirs = moved.setdefault(surgery, {})
                    theirs[partner] = theirs.get(partner, 0) + amount
        if entries:
            journals = ledger.post(entries, scope=scope, at=at).journals
            found.append(YearPosted(year, month, moved, journals))
    return found


def _since(agreement: Agreement, first: Month) -> Agreement:
    """An agreement as if the surgery had belonged from a month on: days before the books earned nothing."""
    there = Period(first.first)
    return replace(agreement, memberships=tuple(days.all_common(agreement.memberships, there)))


def _of_year(
    results: Sequence[MonthResult],
    agreement: Agreement,
    year: FinancialYear,
    how: ProfitSharing,
    own: Iterable[Period],
) -> tuple[ShareOf, ...]:
    """A surgery's year, each part of it (`own`) shared as a year of its own."""
    parts: list[tuple[ShareOf, ...]] = []
    for days_ in own:
        there = replace(agreement, memberships=tuple(days.all_common(agreement.memberships, days_)))
        belongs = [one for one in results if days.number(there.memberships, days.of_month(one.month))]
        if belongs and (agreement.partners or any(one.profit for one in belongs)):
            parts.append(share_year(belongs, there, year=year, how=how))
    return added_up(parts)


def _place(row: ShareOf) -> Place:
    assert isinstance(row.concerns, FinancialYear)
    return row.partner, f"{FINAL}{row.step.value}", row.concerns.last


def _by_step(posted: dict[Place, Pence], year: FinancialYear) -> dict[Place, Pence]:
    """What was shared of a year's months, as if it were of the year."""
    found: dict[Place, Pence] = {}
    for (partner, item, _), amount in posted.items():
        place = partner, f"{FINAL}{item.rpartition('.')[2]}", year.last
        found[place] = found.get(place, 0) + amount
    return found


def _entry(
    surgery: int,
    year: FinancialYear,
    month: Month,
    left: dict[Place, Pence],
    rows: Sequence[ShareOf],
    so_far: dict[Place, Pence],
    how: ProfitSharing,
    at: datetime,
) -> ledger.Entry:
    """One journal, of current accounts alone: it balances because the shares come to nil together."""
    current = ledger_parameters.share_accounts().current
    title = f"Final shares of {year}"
    lines = tuple(
        Line(surgery, current, -amount, partner, item, concerns)
        for (partner, item, concerns), amount in sorted(left.items())
    )
    steps = {_place(row): row.steps for row in rows}
    document = Document(
        kind=KIND,
        key=reckoned_key(f"{KIND} {year}", month, at),
        title=title,
        home_id=surgery,
        details={
            "how": how.words,
            "shares": [_told(place, amount, steps.get(place, ()), so_far) for place, amount in left.items()],
        },
    )
    dated = min(month.last, max(month.first, local_day(at)))
    return document, [Journal(dated, title, lines, surgery, month=month)]


def _told(place: Place, amount: Pence, steps: Sequence[Step], so_far: dict[Place, Pence]) -> dict[str, Any]:
    partner, item, concerns = place
    shared = so_far.get(place, 0)
    told = [
        *steps,
        Step("Shared of it month by month, provisionally", in_pounds(shared), "£"),
        Step("Still due, with what was posted as final before", in_pounds(amount), "£"),
    ]
    return {
        "partner": partner,
        "item": item,
        "month": str(concerns),
        "pence": amount,
        "steps": [step.details() for step in told],
    }
