"""What a line of a surgery's month brings each of its partners."""

from collections.abc import Sequence

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.parameters import Premises
from commonpractice.domain.profits.queries.agreements import agreements
from commonpractice.domain.profits.queries.practice import practice_of
from commonpractice.domain.profits.queries.to_share import results_to_share, shared_since_at
from commonpractice.domain.profits.rules.brings import OnAccount, brings
from commonpractice.domain.profits.rules.placing import shared_in
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month


def brought(
    *, scope: Scope, of: PartnershipSummary, surgery: int, month: Month, lines: Sequence[OnAccount]
) -> dict[int, Pence]:
    """By partner, what some lines of a month of entitlement are in their shares of it, as known now.

    Where the month's result was passed on, to where the deed has one profit shared, they are of that: nothing
    is told to whoever does not see the books there. Raises OutOfScope, and NobodyShares where the month is
    nobody's. Whoever shows it writes the look down.
    """
    premises = parameters.premises()
    since, spells = shared_since_at(scope=scope, surgery=surgery, month=month)
    month = shared_in(month, spells, since=since)
    if practice := practice_of(scope=scope, of=of, surgery=surgery, month=month):
        if not scope.covers(practice.id):
            return {}
        surgery, premises = practice.id, Premises((), ())  # rent that a site made is passed on with the rest
        passing_on = ledger_parameters.passing_on_accounts().expense
        lines = [line for line in lines if line.account != passing_on]
        since, spells = shared_since_at(scope=scope, surgery=surgery, month=month)
        month = shared_in(month, spells, since=since)
    agreement = agreements(scope=scope, of=of, surgeries=[surgery])[surgery]
    [result] = results_to_share(
        scope=scope,
        memberships={surgery: spells},
        first=month,
        last=month,
        since=since,
    )[surgery]
    return brings(
        result,
        lines,
        agreement,
        premises=premises,
        year=FinancialYear.of(month, of.year_starts),
    )
