"""The room's nouns: rates with their sources, indicators, counts, and the steps of a reckoning."""

from commonpractice.domain.contracts.facts.indicators import Adjustment, Count, Improvement, Indicator, Kind
from commonpractice.domain.contracts.facts.rates import (
    Band,
    CarrHillRates,
    DispensingScale,
    GlobalSumRates,
    QofYear,
    Rate,
)
from commonpractice.domain.contracts.facts.steps import (
    Exact,
    Reckoned,
    Step,
    Telling,
    plain,
    rounded,
    steps_of,
)
from commonpractice.domain.contracts.facts.trust import Trust, least

__all__ = [
    "Adjustment",
    "Band",
    "CarrHillRates",
    "Count",
    "DispensingScale",
    "Exact",
    "GlobalSumRates",
    "Improvement",
    "Indicator",
    "Kind",
    "QofYear",
    "Rate",
    "Reckoned",
    "Step",
    "Telling",
    "Trust",
    "least",
    "plain",
    "rounded",
    "steps_of",
]
