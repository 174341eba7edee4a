"""The nouns of the published room: what the NHS has published about a practice, and beside what it is seen.

Money is whole pence. A rate (pence per patient, GPs per 10,000) is a Decimal: a statistic, never posted.
"""

from commonpractice.domain.published.facts.comparisons import (
    GROUP,
    Basis,
    Beside,
    OneOfMany,
    PeerGroupFact,
    Spread,
    SummaryFact,
)
from commonpractice.domain.published.facts.income import (
    IncomeFigure,
    IncomeRow,
    IncomeYear,
    LineRole,
    PaymentLine,
)
from commonpractice.domain.published.facts.looking_up import LookUp, PracticeFact, PracticeSources
from commonpractice.domain.published.facts.measures import Joined, Measure, MeasureYear, Part
from commonpractice.domain.published.facts.national import National, OwnPublished, PartOfPatients
from commonpractice.domain.published.facts.organisations import (
    Found,
    Named,
    NetworkPlace,
    OrganisationFact,
    Surroundings,
)
from commonpractice.domain.published.facts.sources import ImportReport, OwnCell, OwnLine, Source

__all__ = [
    "GROUP",
    "Basis",
    "Beside",
    "Found",
    "ImportReport",
    "IncomeFigure",
    "IncomeRow",
    "IncomeYear",
    "Joined",
    "LineRole",
    "LookUp",
    "Measure",
    "MeasureYear",
    "Named",
    "National",
    "NetworkPlace",
    "OneOfMany",
    "OrganisationFact",
    "OwnCell",
    "OwnLine",
    "OwnPublished",
    "Part",
    "PartOfPatients",
    "PaymentLine",
    "PeerGroupFact",
    "PracticeFact",
    "PracticeSources",
    "Source",
    "Spread",
    "SummaryFact",
    "Surroundings",
]
