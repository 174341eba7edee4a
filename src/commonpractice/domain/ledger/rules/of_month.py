"""Which month a row of a journal is of, where somebody says that it is of an earlier one.

Most that comes late is reckoned, and says so by itself. A late invoice that somebody types is shared among
the partners of the month that it is of, and not of the month in which it came.
"""

from dataclasses import replace

from commonpractice.domain.ledger.facts import AccountFact, Line
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.foundations.months import Month, NotAMonth

BY_HAND = "by_hand"
"""What a row is for that says which month it is of: what people post is reckoned anew by nobody."""


def earlier_month(typed: str, posted_to: Month) -> Month | None:
    """The month that somebody typed, like 2025-03; None where it is the one posted to, or nothing was typed.

    Raises CannotPost for what is no month, and for one that is still to come then.
    """
    if not typed.strip():
        return None
    try:
        month = Month.parse(typed)
    except NotAMonth as fault:
        raise CannotPost(str(fault)) from None
    if month > posted_to:
        raise CannotPost(
            f"It is posted to {posted_to.words}, and {month.words} is after that. Say an earlier month, or "
            "none."
        )
    return month if month < posted_to else None


def may_be_of(account: AccountFact) -> bool:
    """Whether rows on an account are of a month: of income, spending, and what partners bear."""
    return account.kind in RESULT


def of_earlier(line: Line, month: Month | None, account: AccountFact, *, where: str) -> Line:
    """A row with the earlier month that it is of, if any. Raises CannotPost for one of the balance sheet."""
    if month is None:
        return line
    if not may_be_of(account):
        raise CannotPost(
            f"{account.code} {account.name} is on the balance sheet, which is of no month: leave {where} "
            "empty."
        )
    return replace(line, item=BY_HAND, concerns=month)
