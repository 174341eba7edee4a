"""A month signed off at A and at B, closed, and reopened; use that was told, and a year that is final.

The last two are written as they are kept: a year of closed months, and a charge that goes by use, would be
much to fill in for a row.
"""

from datetime import UTC, datetime

from commonpractice.domain.profits import actions, models
from commonpractice.foundations.months import Month
from tests.domain.partnerships import TwoRivers

APRIL = Month(2025, 4)
SIGNED, CLOSED, REOPENED = (datetime(2025, 5, day, 12, tzinfo=UTC) for day in (2, 3, 4))


def fill(rivers: TwoRivers) -> None:
    for surgery in (rivers.a, rivers.b):
        actions.sign_off(surgery_id=surgery, month=APRIL, words="", scope=rivers.everything, at=SIGNED)
    whole = {"of": rivers.partnership, "month": APRIL, "scope": rivers.everything}
    actions.close_month(**whole, at=CLOSED)
    actions.reopen_month(**whole, why="a late invoice", at=REOPENED)
    who = {"at": REOPENED, "actor_id": rivers.everything.actor.id, "actor_name": rivers.everything.actor.name}
    use = {"charge": "bank", "month": APRIL.first, "uses": 4, "known_on": REOPENED.date(), "source": "test"}
    for surgery in (rivers.a, rivers.b):
        models.ChargeUse.objects.bulk_create([models.ChargeUse(surgery_id=surgery, **use, **who)])
        models.YearClosing.objects.bulk_create([models.YearClosing(surgery_id=surgery, year=2024, **who)])
