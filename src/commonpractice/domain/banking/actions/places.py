"""Whose a paper is, and which month it is posted to."""

from collections.abc import Iterable

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.actions.database import hold_books, saying_why
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations.months import Month


class NotOurs(ValueError):
    """A paper of a practice that is none of the asker's surgeries."""


class NoMonthOpen(CannotPost):
    """No month from the paper's own on takes postings."""


def our_surgery(code: str, *, what: str, scope: Scope) -> SurgerySummary:
    """The surgery of a practice code, of those in scope. Raises NotOurs."""
    where = partnership.partnership(partnership_id=scope.partnership_id)
    found = next((each for each in where.surgeries if each.code.upper() == code.upper()), None)
    if found is None or not scope.covers(found.id):
        raise NotOurs(f"{what} is of {code}, which is none of your surgeries.")
    return found


def hold(surgeries: Iterable[int], refused: type[Exception] = CannotPost) -> None:
    """Keep everybody else from taking in, recognising and matching for some surgeries until we are done.

    Raises CannotPost, or what is `refused` here, where two waited for each other.
    """
    with saying_why(lambda refusal: refused(refusal.sentence)):
        hold_books(surgeries)


def month_to_post_to(surgery: int, *, month: Month, what: str, scope: Scope) -> Month:
    """The earliest month that is open, from a paper's own on: closed ones are never touched.

    Raises NoMonthOpen.
    """
    kept = ledger.months_kept(scope=scope, surgeries=[surgery])[surgery]
    open_months = [each for each, locked in kept.locked.items() if not locked and each >= month]
    if not open_months:
        raise NoMonthOpen(
            f"{what} is of {month.words}, and no month of {kept.name} is open from then on. Open a "
            "month, and take it in again."
        )
    return min(open_months)
