"""What surgeries made in each month, by the postings that are of it, as it is shared among the partners."""

from collections import defaultdict
from collections.abc import Sequence

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.facts import MonthResult, PersonalCost
from commonpractice.foundations.months import Month, months


def month_results(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month
) -> dict[int, tuple[MonthResult, ...]]:
    """By surgery, its result of each month from first to last, as known now; nil where nothing is of a month.

    The result is income less expenses and less what partners bear; what one of them bears by name (a pension
    contribution) is put to them, not to the others. Raises OutOfScope.
    """
    results = ledger.results_by_month_of(scope=scope, surgeries=surgeries, first=first, last=last)
    by_name = ledger.results_by_partner(scope=scope, surgeries=surgeries, first=first, last=last)
    chart, premises = ledger_parameters.chart(), parameters.premises()
    personal: dict[tuple[int, Month], list[PersonalCost]] = defaultdict(list)
    for (surgery, month, partner), sums in by_name.items():
        personal[surgery, month] += [
            PersonalCost(partner, chart[account].name, amount) for account, amount in sorted(sums.items())
        ]
    found: dict[int, tuple[MonthResult, ...]] = {}
    for surgery in surgeries:
        rows: list[MonthResult] = []
        for month in months(first, last):
            sums = results.get((surgery, month), {})
            rows.append(
                MonthResult(
                    surgery=surgery,
                    month=month,
                    profit=-sum(sums.values()),
                    rent=-sum(sums.get(account, 0) for account in premises.rent),
                    property_interest=sum(sums.get(account, 0) for account in premises.interest),
                    personal=tuple(personal[surgery, month]),
                )
            )
        found[surgery] = tuple(rows)
    return found
