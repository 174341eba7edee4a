"""The rulebook's values for one month, as known on a day."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from commonpractice.domain.contracts.facts import GlobalSumRates, Trust
from commonpractice.domain.contracts.facts.due import MonthRates
from commonpractice.domain.contracts.parameters.known import NotInRulebook
from commonpractice.domain.contracts.parameters.rates import global_sum_rates, rate_if_any, rate_keys
from commonpractice.domain.contracts.parameters.tables import qof_year
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.foundations.months import FinancialYear, Month


@lru_cache(maxsize=1024)  # a server that runs for months asks as known on ever new days
def month_rates(month: Month, known_on: date) -> MonthRates:
    """The rulebook's values for a month, as known on a day: the same for every surgery."""
    on = month.first
    try:
        qof = qof_year(FinancialYear.of(month), known_on=known_on)
    except NotInRulebook:
        qof = None
    known = rate_keys()
    rates = {key: rate_if_any(key, on=on, known_on=known_on) for key in known}
    return MonthRates(
        global_sum=_price(month, known_on),
        rates={key: found for key, found in rates.items() if found is not None},
        qof=qof,
        timing=timing(),
    )


def _price(month: Month, known_on: date) -> GlobalSumRates | None:
    """The price of a month or, until a new year's is known, last year's, which is paid meanwhile."""
    try:
        return global_sum_rates(on=month.first, known_on=known_on)
    except NotInRulebook:
        year = FinancialYear.of(month)
    try:
        last_year = global_sum_rates(on=(year - 1).last.last, known_on=known_on)
    except NotInRulebook:
        return None
    carried = replace(
        last_year.price,
        source=f"{last_year.price.source} (price of {year - 1}, until that of {year} is known)",
        trust=Trust.UNVERIFIED,
    )
    return replace(last_year, price=carried)
