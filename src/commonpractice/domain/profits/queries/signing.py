"""Who has signed a month off, and whether anything was posted since."""

from collections.abc import Sequence

from django.db import connection

from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models
from commonpractice.domain.profits.facts import Signed
from commonpractice.foundations.months import Month

HEADS = """
    SELECT DISTINCT ON (surgery_id) surgery_id, hash FROM ledger_link
    WHERE surgery_id = ANY (%s) ORDER BY surgery_id, number DESC
"""


def signed(*, scope: Scope, surgeries: Sequence[SurgerySummary], month: Month) -> tuple[Signed, ...]:
    """Of each surgery, in the order given, whether its month is signed off and still as it was then.

    Raises OutOfScope.
    """
    ids = [one.id for one in surgeries]
    check_covers(scope, ids)
    heads = _heads(ids)
    latest = {
        row.surgery_id: row
        for row in models.SignOff.objects.filter(surgery_id__in=ids, month=month.first).order_by("id")
    }
    return tuple(
        Signed(
            one.id,
            one.name,
            latest[one.id].actor_name,
            latest[one.id].at,
            stale=_bytes(latest[one.id].seal) != heads.get(one.id),
        )
        if one.id in latest
        else Signed(one.id, one.name)
        for one in surgeries
    )


def seal(surgery_id: int) -> bytes | None:
    """The head of a surgery's hash chain: what was posted to it up to now."""
    return _heads([surgery_id]).get(surgery_id)


def _heads(surgeries: Sequence[int]) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [list(surgeries)])
        return {surgery: bytes(head) for surgery, head in cursor.fetchall()}


def _bytes(kept: bytes | memoryview | None) -> bytes | None:
    return None if kept is None else bytes(kept)
