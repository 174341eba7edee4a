"""Change the ledger: post and reverse, open and lock months, raise and answer recharges."""

from commonpractice.domain.ledger.actions.months import (
    MonthRefused,
    lock_month,
    lock_months,
    open_months,
    reopen_month,
)
from commonpractice.domain.ledger.actions.posting import (
    AlreadyPosted,
    CannotPost,
    Entry,
    MonthIsLocked,
    keep_chart,
    post,
    reverse,
)
from commonpractice.domain.ledger.actions.published import PostedYear, post_published
from commonpractice.domain.ledger.actions.recharges import (
    RechargeRefused,
    answer_recharge,
    raise_recharge,
    withdraw_recharge,
)

__all__ = [
    "AlreadyPosted",
    "CannotPost",
    "Entry",
    "MonthIsLocked",
    "MonthRefused",
    "PostedYear",
    "RechargeRefused",
    "answer_recharge",
    "keep_chart",
    "lock_month",
    "lock_months",
    "open_months",
    "post",
    "post_published",
    "raise_recharge",
    "reopen_month",
    "reverse",
    "withdraw_recharge",
]
