"""Pass what surgeries made on to the one at which all profit is shared, where the deed says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import ByClosing, PassedOn
from commonpractice.domain.profits.queries.month_of import PASSED_ON
from commonpractice.domain.profits.rules import pool
from commonpractice.domain.profits.rules.placing import shared_in
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months

KIND = ByClosing.POOL.value

Place = tuple[str, Month]
"""An item and the month that it is of."""


@transaction.atomic
def pass_results_on(
    *,
    of: PartnershipSummary,
    surgeries: Sequence[int],
    first: Month,
    month: Month,
    last: Month | None = None,
    since: Month,
    scope: Scope,
    at: datetime,
) -> dict[int, Pence]:
    """Post to a month what surgeries pass on of the results of every month from `first` up to it.

    Up to `last`, where that is given; `since` as for post_shares. By the deed in force at each month's end,
    less what was posted before: a result that changes later is followed by the difference, a deed that is put
    right takes it back, and a second time posts nothing. Between each surgery and the one that shares the
    profit. Answers what each surgery passed on; below nil, what it was given. Raises CannotPool, and
    otherwise as ledger.post.
    """
    codes, names = {one.code: one for one in of.surgeries}, {one.id: one.code for one in of.surgeries}
    agreed = partnership.deeds(scope=scope)
    where = {one: pool.shared_at(agreed, one) for one in months(first, last or month)}
    accounts = ledger_parameters.passing_on_accounts()
    posted = queries.posted_before(
        scope=scope,
        surgeries=surgeries,
        account=accounts.expense,
        prefix=PASSED_ON,
        first=first,
        last=last or month,
        posted_by=month,
    )
    if not any(where.values()) and not any(posted.values()):
        return {}
    places = [one.id for one in of.surgeries if not one.is_centre]  # wherever it goes to, or once went
    check_covers(scope, places, Power.POST)
    ledger.hold_books(places)
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    results = queries.results_to_share(
        scope=scope, memberships=spells, first=first, last=last or month, since=since, posted_by=month
    )
    worth: dict[int, dict[Place, PassedOn]] = {surgery: {} for surgery in surgeries}
    for surgery in surgeries:
        moved = _by_month(posted[surgery], spells[surgery], since)
        for result in results[surgery]:
            if at_code := where[result.month]:
                to = codes[at_code]
                made = replace(result, profit=result.profit + moved[result.month])
                for row in pool.passed_on([made], at=to.id, name=to.name):
                    worth[surgery][f"{PASSED_ON}{at_code}", row.month] = row
    entries: list[ledger.Entry] = []
    passed: dict[int, Pence] = {}
    for surgery in surgeries:
        told = worth[surgery]
        before = _passed_before(posted[surgery], names[surgery])
        left = still_due({place: row.pence for place, row in told.items()}, before)
        for code, theirs in _by_code(left).items():
            entries.append(_entry(surgery, codes[code].id, month, theirs, told, at))
            passed[surgery] = passed.get(surgery, 0) + sum(theirs.values())
    if entries:
        ledger.post(entries, scope=scope, at=at)
    return passed


def _by_month(posted: Mapping[Place, Pence], spells: Sequence[Period], since: Month) -> Counter[Month]:
    """What was passed on of each month's result, or taken in from others, by the month in which it is shared:
    with it, the result is what it was before."""
    moved: Counter[Month] = Counter()
    for (_, month), amount in posted.items():
        moved[shared_in(month, spells, since=since)] += amount
    return moved


def _passed_before(posted: Mapping[Place, Pence], own: str) -> dict[Place, Pence]:
    """What a surgery, by its `own` code, has passed on: what others gave it is theirs to follow up."""
    return {(item, month): amount for (item, month), amount in posted.items() if item != f"{PASSED_ON}{own}"}


def _by_code(left: Mapping[Place, Pence]) -> dict[str, dict[Place, Pence]]:
    """What is still to be posted, by the code of the surgery that it goes to."""
    found: dict[str, dict[Place, Pence]] = {}
    for (item, concerns), amount in left.items():
        found.setdefault(item.removeprefix(PASSED_ON), {})[item, concerns] = amount
    return found


def _entry(
    surgery: int,
    to: int,
    month: Month,
    left: Mapping[Place, Pence],
    told: Mapping[Place, PassedOn],
    at: datetime,
) -> ledger.Entry:
    pair = ledger_parameters.passing_on_accounts()
    lines: list[Line] = []
    for (item, concerns), amount in sorted(left.items(), key=lambda each: (each[0][1], each[0][0])):
        lines += [
            Line(surgery, pair.expense, amount, None, item, concerns),
            Line(surgery, pair.settlement, -amount, None, item, concerns),
            Line(to, pair.settlement, amount, None, item, concerns),
            Line(to, pair.expense, -amount, None, item, concerns),
        ]
    title = f"Result passed on to the one profit, {month.words}"
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=title,
        home_id=surgery,
        host_id=to,
        details={"passed_on": [_told(place, told.get(place)) for place in left]},
    )
    return document, [Journal(month.last, title, tuple(lines), surgery, to, month)]


def _told(place: Place, row: PassedOn | None) -> dict[str, Any]:
    item, month = place
    return {
        "item": item,
        "name": "Result passed on to the one profit",
        "month": str(month),
        "pence": row.pence if row else 0,
        "steps": [step.details() for step in row.steps] if row else [],
    }
