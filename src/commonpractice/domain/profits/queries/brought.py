"""What a line of a surgery's month brings each of its partners."""

from collections.abc import Sequence

from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.queries.agreements import agreements
from commonpractice.domain.profits.queries.results import month_results
from commonpractice.domain.profits.rules.brings import OnAccount, brings
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month


def brought(
    *, scope: Scope, of: PartnershipSummary, surgery: int, month: Month, lines: Sequence[OnAccount]
) -> dict[int, Pence]:
    """By partner, what some lines of a month of entitlement are in their shares of it, as known now.

    Raises OutOfScope, and NobodyShares where the month is nobody's. Whoever shows it writes the look down.
    """
    result = month_results(scope=scope, surgeries=[surgery], first=month, last=month)[surgery][0]
    agreement = agreements(scope=scope, of=of, surgeries=[surgery])[surgery]
    return brings(
        result,
        lines,
        agreement,
        premises=parameters.premises(),
        year=FinancialYear.of(month, of.year_starts),
    )
