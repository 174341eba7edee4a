"""A month signed off at A and at B, closed, and reopened."""

from datetime import UTC, datetime

from commonpractice.domain.profits import actions
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
