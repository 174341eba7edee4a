"""Change the ledger: post and reverse, open and lock months, raise and answer recharges."""

from commonpractice.domain.ledger.actions.accruals import post_and_reverse
from commonpractice.domain.ledger.actions.chart import chart_is_behind, keep_chart
from commonpractice.domain.ledger.actions.database import hold_books
from commonpractice.domain.ledger.actions.looking import (
    look_at_account,
    look_at_document,
    look_at_item,
    look_at_journal,
)
from commonpractice.domain.ledger.actions.months import (
    lock_month,
    lock_months,
    open_months,
    reopen_month,
    reopen_months,
)
from commonpractice.domain.ledger.actions.posting import (
    AlreadyPosted,
    CannotPost,
    Entry,
    GaveWay,
    MonthIsLocked,
    post,
    reverse,
)
from commonpractice.domain.ledger.actions.published import PostedYear, post_published
from commonpractice.domain.ledger.actions.recharges import (
    answer_recharge,
    check_recharge,
    raise_recharge,
    withdraw_recharge,
)
from commonpractice.domain.ledger.actions.reversing import reverse_document
from commonpractice.domain.ledger.actions.taking_away import (
    ENDINGS,
    note_taken_away,
    take_away,
    write_books,
)
from commonpractice.domain.ledger.rules.chart import ChartRefused
from commonpractice.domain.ledger.rules.months import MonthRefused
from commonpractice.domain.ledger.rules.recharges import RechargeRefused

__all__ = [
    "ENDINGS",
    "AlreadyPosted",
    "CannotPost",
    "ChartRefused",
    "Entry",
    "GaveWay",
    "MonthIsLocked",
    "MonthRefused",
    "PostedYear",
    "RechargeRefused",
    "answer_recharge",
    "chart_is_behind",
    "check_recharge",
    "hold_books",
    "keep_chart",
    "lock_month",
    "lock_months",
    "look_at_account",
    "look_at_document",
    "look_at_item",
    "look_at_journal",
    "note_taken_away",
    "open_months",
    "post",
    "post_and_reverse",
    "post_published",
    "raise_recharge",
    "reopen_month",
    "reopen_months",
    "reverse",
    "reverse_document",
    "take_away",
    "withdraw_recharge",
    "write_books",
]
