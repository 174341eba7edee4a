"""Whose a paper is, and which month it is posted to."""

from collections.abc import Iterable

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.actions.database import hold_books, saying_why
from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations.months import Month


class NotOurs(ValueError):
    """A paper of a practice that is none of the asker's surgeries."""


class NoMonthOpen(CannotPost):
    """No month from the paper's own on takes postings."""


class OurSurgeries:
    """The surgeries in scope by practice code, looked up once for many papers."""

    def __init__(self, scope: Scope) -> None:
        where = partnership.partnership(partnership_id=scope.partnership_id)
        self._by_code = {each.code.upper(): each for each in where.surgeries if scope.covers(each.id)}

    def of(self, code: str, *, what: str) -> SurgerySummary:
        """The surgery of a practice code. Raises NotOurs."""
        found = self._by_code.get(code.upper())
        if found is None:
            raise NotOurs(f"{what} is of {code}, which is none of your surgeries.")
        return found


def hold(surgeries: Iterable[int], refused: type[Exception] = CannotPost) -> None:
    """Keep everybody else from taking in, recognising and matching for some surgeries until we are done.

    Raises CannotPost, or what is `refused` here, where two waited for each other.
    """
    with saying_why(lambda refusal: refused(refusal.sentence)):
        hold_books(surgeries)


def months_kept(surgeries: Iterable[int], scope: Scope) -> dict[int, MonthsKept]:
    """The months of some surgeries, to choose from with month_to_post_to."""
    return ledger.months_kept(scope=scope, surgeries=sorted(set(surgeries)))


def month_to_post_to(kept: MonthsKept, *, month: Month, what: str) -> Month:
    """The earliest month that is open, from a paper's own on: closed ones are never touched.

    Raises NoMonthOpen.
    """
    open_months = [each for each, locked in kept.locked.items() if not locked and each >= month]
    if not open_months:
        raise NoMonthOpen(
            f"{what} is of {month.words}, and no month of {kept.name} is open from then on. Open a "
            "month, and take it in again."
        )
    return min(open_months)
