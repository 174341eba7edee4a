"""What surgeries made in each month, by the postings that are of it, as it is shared among the partners."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.profits import parameters
from commonpractice.domain.profits.facts import MonthResult, PersonalCost
from commonpractice.foundations.months import Month, months


def accounts_of_result() -> list[int]:
    """The accounts whose postings are income, spending, or what partners bear, by code."""
    return [account.code for account in ledger_parameters.chart().values() if account.kind in RESULT]


def month_results(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month, posted_by: Month | None = None
) -> dict[int, tuple[MonthResult, ...]]:
    """By surgery, its result of each month from first to last, as known now; nil where nothing is of a month.

    The result is income less expenses and less what partners bear; what one of them bears by name (a pension
    contribution) is put to them, not to the others. `posted_by` leaves out what was posted to a later month.
    Raises OutOfScope.
    """
    chart, premises = ledger_parameters.chart(), parameters.premises()
    groups = (accounts_of_result(), premises.rent, premises.interest)
    of: Any = {"scope": scope, "surgeries": surgeries, "first": first, "last": last, "posted_by": posted_by}
    sums = ledger.sums_by_month_of(groups=groups, **of)
    by_name = ledger.results_by_partner(**of)
    personal: dict[tuple[int, Month], list[PersonalCost]] = defaultdict(list)
    for (surgery, month, partner), costs in by_name.items():
        personal[surgery, month] += [
            PersonalCost(partner, chart[account].name, amount) for account, amount in sorted(costs.items())
        ]
    found: dict[int, tuple[MonthResult, ...]] = {}
    for surgery in surgeries:
        rows: list[MonthResult] = []
        for month in months(first, last):
            made, rent, interest = sums.get((surgery, month), (0, 0, 0))
            rows.append(
                MonthResult(
                    surgery=surgery,
                    month=month,
                    profit=-made,
                    rent=-rent,
                    property_interest=interest,
                    personal=tuple(personal[surgery, month]),
                )
            )
        found[surgery] = tuple(rows)
    return found
