"""Pass the centre's surplus or deficit on to the surgeries, where the deed says that it is theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal
from commonpractice.domain.ledger.rules.posting import reckoned_key
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import CentreResult, DeedFact, PartnershipSummary, Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.actions.charging import Place, lines_with_centre
from commonpractice.domain.profits.facts import ByClosing, CentreShareOf
from commonpractice.domain.profits.rules.centre import passed_on
from commonpractice.domain.profits.rules.still_due import still_due
from commonpractice.foundations.dated import Period, in_force
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months

KIND = ByClosing.CENTRE.value
ITEM = "centre.result"


@transaction.atomic
def post_centre_result(
    *, of: PartnershipSummary, first: Month, month: Month, since: Month, scope: Scope, at: datetime
) -> dict[int, Pence]:
    """Post to a month each surgery's part of the centre's result of every month from `first` up to it.

    The result before it was passed on, by the deed in force at each month's end, less what was posted before:
    so where the centre's books or what it is shared by change later, the difference follows, and a second
    time posts nothing. `since` as for post_shares. Between each surgery and the centre, as a charge is.
    Answers what each surgery was given, or bears below nil. Raises NotCounted and CannotPassOn, and otherwise
    as ledger.post.
    """
    there = queries.members(scope=scope, of=of)
    surgeries = [member.surgery for member in there]
    check_covers(scope, [*surgeries, of.centre.id], Power.POST)
    ledger.hold_books([*surgeries, of.centre.id])
    posted = queries.posted_before(
        scope=scope,
        surgeries=[*surgeries, of.centre.id],
        account=ledger_parameters.central_charge_accounts().expense,
        prefix=ITEM,
        first=first,
        last=month,
        posted_by=month,
    )
    agreed = partnership.deeds(scope=scope)
    deeds = {one: _how(agreed, one) for one in months(first, month)}
    if not any(posted.values()) and all(how is CentreResult.RETAINED for how in deeds.values()):
        return {}
    measured = queries.drivers(scope=scope, surgeries=surgeries, first=first, last=month, posted_by=month)
    always = {of.centre.id: [Period(since.first)]}
    made = queries.results_to_share(
        scope=scope, memberships=always, first=first, last=month, since=since, posted_by=month
    )
    parts: dict[int, dict[Month, CentreShareOf]] = {surgery: {} for surgery in surgeries}
    for result in made[of.centre.id]:
        before = result.profit + posted[of.centre.id].get((ITEM, result.month), 0)
        for row in passed_on(
            before, deeds[result.month], members=there, drivers=measured, months=[result.month]
        ):
            parts[row.surgery][result.month] = row
    entries: list[ledger.Entry] = []
    given: dict[int, Pence] = {}
    for surgery in surgeries:
        worth = {(ITEM, one): -row.pence for one, row in parts[surgery].items()}
        left = still_due(worth, posted[surgery])
        if left:
            entries.append(_entry(surgery, of.centre.id, month, left, parts[surgery], at))
            given[surgery] = -sum(left.values())
    if entries:
        ledger.post(entries, scope=scope, at=at)
    return given


def _how(deeds: Sequence[DeedFact], month: Month) -> CentreResult:
    found = in_force(deeds, month.last)
    return found[0].centre_result if found else CentreResult.RETAINED


def _entry(
    surgery: int,
    centre: int,
    month: Month,
    left: dict[Place, Pence],
    parts: dict[Month, CentreShareOf],
    at: datetime,
) -> ledger.Entry:
    title = f"The centre's result, {month.words}"
    document = Document(
        kind=KIND,
        key=reckoned_key(KIND, month, at),
        title=title,
        home_id=surgery,
        host_id=centre,
        details={"centre": [_told(one, row) for one, row in parts.items() if (ITEM, one) in left]},
    )
    journal = Journal(month.last, title, lines_with_centre(surgery, centre, left), surgery, centre, month)
    return document, [journal]


def _told(month: Month, row: CentreShareOf) -> dict[str, Any]:
    return {
        "item": ITEM,
        "month": str(month),
        "pence": row.pence,
        "steps": [step.details() for step in row.steps],
    }
