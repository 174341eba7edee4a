"""What surgeries made in the months that are shared, with what is of a month of which nobody shares."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.facts import MonthResult, PersonalCost
from commonpractice.domain.profits.queries.results import accounts_of_result, month_results
from commonpractice.domain.profits.rules.placing import Stretch, shared_in, stretches
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

# What is for something says which month it is of; an index has it. What is not is of the month posted to.
ELSEWHERE = """
    SELECT e.surgery_id, e.shared_in, p.account_id, p.partner_id, sum(p.amount)
    FROM unnest(%(surgeries)s::int[], %(firsts)s::date[], %(lasts)s::date[], %(shared_in)s::date[])
        e (surgery_id, first, last, shared_in)
    CROSS JOIN LATERAL (
        SELECT account_id, partner_id, amount FROM ledger_posting
        WHERE surgery_id = e.surgery_id AND item IS NOT NULL AND concerns BETWEEN e.first AND e.last
          AND month BETWEEN %(since)s AND %(posted_by)s
        UNION ALL
        SELECT account_id, partner_id, amount FROM ledger_posting
        WHERE surgery_id = e.surgery_id AND concerns IS NULL
          AND month BETWEEN greatest(e.first, %(since)s) AND least(e.last, %(posted_by)s)
    ) p
    WHERE p.account_id = ANY (%(accounts)s::int[])
    GROUP BY 1, 2, 3, 4 HAVING sum(p.amount) <> 0
"""

EARLIEST = """
    SELECT surgery_id, min(coalesce(concerns, month)) FROM ledger_posting
    WHERE surgery_id = ANY (%s::int[]) AND month = %s GROUP BY surgery_id
"""

Memberships = Mapping[int, Sequence[Period]]
"""By surgery id, the spells in which it belongs."""


def shared_since(*, scope: Scope, books: Month) -> Month:
    """The first month of which profit is shared: none before the books (`books`, their first month), or
    before there was a deed."""
    began = min((deed.effective.start for deed in partnership.deeds(scope=scope)), default=None)
    return max(books, Month.of(began)) if began else books


def shared_since_at(*, scope: Scope, surgery: int, month: Month) -> tuple[Month, tuple[Period, ...]]:
    """For who sees one surgery alone: the first month of which profit is shared there, by its own books
    (`month`, where it has none), and the spells in which it belongs. Raises OutOfScope."""
    [spells] = partnership.memberships(scope=scope, surgeries=[surgery]).values()
    kept = ledger.months_kept(scope=scope, surgeries=[surgery])[surgery].locked
    return shared_since(scope=scope, books=min(kept, default=month)), spells


def of_other_months(*, scope: Scope, surgery: int, month: Month) -> tuple[Month, Pence]:
    """The month in which what is of a month is shared; and what of the months of which nobody shares is
    shared in this one, above nil where it is income. Raises OutOfScope."""
    since, spells = shared_since_at(scope=scope, surgery=surgery, month=month)
    away = {surgery: stretches(spells, since=since)}
    sums = _elsewhere(scope, away, month, month, since).get((surgery, month), ())
    return shared_in(month, spells, since=since), -sum(amount for _, _, amount in sums)


def earliest_moved(*, scope: Scope, memberships: Memberships, month: Month, since: Month) -> Month | None:
    """The earliest month in which something posted to a month is shared; None where nothing was posted.

    However long ago that was, its result is another now. `since` is the first month of which profit is
    shared. Raises OutOfScope.
    """
    check_covers(scope, list(memberships))
    with connection.cursor() as cursor:
        cursor.execute(EARLIEST, [list(memberships), month.first])
        rows = cursor.fetchall()
    places = (shared_in(Month.of(of), memberships[surgery], since=since) for surgery, of in rows)
    return min(places, default=None)


def results_to_share(
    *,
    scope: Scope,
    memberships: Memberships,
    first: Month,
    last: Month,
    since: Month,
    posted_by: Month | None = None,
) -> dict[int, tuple[MonthResult, ...]]:
    """As `month_results`, with what is of a month of which nobody shares put to where it is shared.

    As rules.placing has it, whichever month it is of: so all that was posted since profit is shared (`since`)
    is in the result of one month in which somebody shares, once. `posted_by` leaves out what was posted to a
    later month: that is shared when it is closed. Raises OutOfScope.
    """
    found = month_results(
        scope=scope, surgeries=list(memberships), first=first, last=last, posted_by=posted_by
    )
    away = {surgery: stretches(spells, since=since) for surgery, spells in memberships.items()}
    moved = _elsewhere(scope, away, first, last, since, posted_by)
    return {
        surgery: tuple(
            _added(
                MonthResult(surgery, row.month, 0) if any(row.month in one for one in away[surgery]) else row,
                moved.get((surgery, row.month), ()),
            )
            for row in rows
        )
        for surgery, rows in found.items()
    }


Sum = tuple[int, int | None, Pence]
"""An account, whose it is by name, and what was posted to it; debits positive."""


def _elsewhere(
    scope: Scope,
    away: Mapping[int, Sequence[Stretch]],
    first: Month,
    last: Month,
    since: Month,
    posted_by: Month | None = None,
) -> dict[tuple[int, Month], list[Sum]]:
    """What is of months of which nobody shares, by where it is shared, from the first month to the last."""
    rows = [
        (
            surgery,
            one.first.first if one.first else date.min,
            one.last.first if one.last else date.max,
            one.shared_in.first,
        )
        for surgery, stretches_ in away.items()
        for one in stretches_
        if first <= one.shared_in <= last
    ]
    found: dict[tuple[int, Month], list[Sum]] = defaultdict(list)
    if rows:
        check_covers(scope, list(away))
        surgeries, firsts, lasts, places = (list(column) for column in zip(*rows, strict=True))
        values: dict[str, Any] = {
            "surgeries": surgeries,
            "firsts": firsts,
            "lasts": lasts,
            "shared_in": places,
        }
        with connection.cursor() as cursor:
            values |= {"since": since.first, "posted_by": posted_by.first if posted_by else date.max}
            cursor.execute(ELSEWHERE, {**values, "accounts": accounts_of_result()})
            for surgery, place, account, partner, amount in cursor.fetchall():
                found[surgery, Month.of(place)].append((account, partner, int(amount)))
    return found


def _added(result: MonthResult, sums: Sequence[Sum]) -> MonthResult:
    """A month's result with more in it."""
    if not sums:
        return result
    chart, premises = ledger_parameters.chart(), parameters.premises()
    by_name = sorted((account, partner, amount) for account, partner, amount in sums if partner is not None)
    return replace(
        result,
        profit=result.profit - sum(amount for _, _, amount in sums),
        rent=result.rent - sum(amount for account, _, amount in sums if account in premises.rent),
        property_interest=result.property_interest
        + sum(amount for account, _, amount in sums if account in premises.interest),
        personal=(
            *result.personal,
            *(PersonalCost(partner, chart[account].name, amount) for account, partner, amount in by_name),
        ),
    )
