"""That surgeries and centre make the partnership: the sum, and each pair's internal accounts at nil."""

from dataclasses import dataclass

from django.db import connection

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits.facts import PairOfSides
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class Proof:
    """A month's income and expenditure, row by row and whole, and every pair of two profit centres with the
    two sides of what they have with each other on each internal account."""

    consolidation: ledger.Consolidation
    pairs: tuple[PairOfSides, ...]

    @property
    def holds(self) -> bool:
        return self.consolidation.holds and not any(pair.left for pair in self.pairs)


def consolidation(*, scope: Scope, of: PartnershipSummary, month: Month) -> Proof:
    """The proof for a month of the whole partnership, by the month posted to. Raises OutOfScope."""
    places = [one.id for one in of.surgeries]
    whole = ledger.consolidation(scope=scope, surgeries=places, span=ledger.Span.of_month(month))
    return Proof(whole, _pairs(scope, places, month))


def _pairs(scope: Scope, places: list[int], month: Month) -> tuple[PairOfSides, ...]:
    check_covers(scope, places)
    internal = [account.code for account in ledger_parameters.chart().values() if account.internal]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.account_id, least(j.home_id, j.host_id), greatest(j.home_id, j.host_id),
                   coalesce(sum(p.amount) FILTER (WHERE p.surgery_id = least(j.home_id, j.host_id)), 0),
                   coalesce(sum(p.amount) FILTER (WHERE p.surgery_id = greatest(j.home_id, j.host_id)), 0)
            FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id
            WHERE p.surgery_id = ANY (%s::int[]) AND p.month = %s AND p.account_id = ANY (%s::int[])
              AND j.host_id IS NOT NULL
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """,
            [places, month.first, internal],
        )
        return tuple(
            PairOfSides(account, one, other, int(mine), int(theirs))
            for account, one, other, mine, theirs in cursor.fetchall()
        )
