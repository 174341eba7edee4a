"""Look at what partners have of a surgery's month: each look is written down, with their names."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.queries.month_of import MonthOf
from commonpractice.domain.profits.rules.brings import OnAccount
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@transaction.atomic
def look_at_month(*, surgery: int, month: Month, scope: Scope, at: datetime) -> MonthOf:
    """What a month came to and who has it, as queries.month_of. Raises OutOfScope."""
    found = queries.month_of(scope=scope, surgery=surgery, month=month)
    _record({partner for partner, _ in found.shares}, surgery, f"shares of {month.words}", scope, at)
    return found


@transaction.atomic
def look_at_brought(
    *,
    of: PartnershipSummary,
    surgery: int,
    month: Month,
    lines: Sequence[OnAccount],
    what: str,
    scope: Scope,
    at: datetime,
) -> dict[int, Pence]:
    """What some lines of a month bring each partner, as queries.brought. Raises as that."""
    found = queries.brought(scope=scope, of=of, surgery=surgery, month=month, lines=lines)
    _record(found, surgery, f"shares in {what} of {month.words}", scope, at)
    return found


def _record(partners: Iterable[int], surgery: int, what: str, scope: Scope, at: datetime) -> None:
    names = partnership.partner_names(ids=list(partners))
    if names:
        audit.record(
            actor=scope.actor,
            deed="profits.see_shares",
            subject=f"{what}: {', '.join(sorted(names.values()))}",
            surgery_id=surgery,
            at=at,
        )
