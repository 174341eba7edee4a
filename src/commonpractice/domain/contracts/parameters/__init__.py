"""The rulebook's word on contracts, typed (rulebook/contracts). Every value is dated twice."""

from commonpractice.domain.contracts.parameters.deadlines import deadlines
from commonpractice.domain.contracts.parameters.known import NotInRulebook
from commonpractice.domain.contracts.parameters.rates import (
    carr_hill,
    global_sum_rates,
    global_sum_year,
    history,
    opt_outs,
    rate,
    rate_if_any,
    rate_keys,
)
from commonpractice.domain.contracts.parameters.showing import tolerance
from commonpractice.domain.contracts.parameters.tables import (
    dispensing_scale,
    dispensing_scales,
    qof_indicators,
    qof_year,
    qof_years,
)

__all__ = [
    "NotInRulebook",
    "carr_hill",
    "deadlines",
    "dispensing_scale",
    "dispensing_scales",
    "global_sum_rates",
    "global_sum_year",
    "history",
    "opt_outs",
    "qof_indicators",
    "qof_year",
    "qof_years",
    "rate",
    "rate_if_any",
    "rate_keys",
    "tolerance",
]
