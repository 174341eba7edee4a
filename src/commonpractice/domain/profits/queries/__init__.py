"""Ask what surgeries made, how it is shared and stated, what charges go by, and where a month stands."""

from commonpractice.domain.profits.queries.agreements import agreements
from commonpractice.domain.profits.queries.brought import brought
from commonpractice.domain.profits.queries.cash import CashAt, cash
from commonpractice.domain.profits.queries.closing import closing_state
from commonpractice.domain.profits.queries.drivers import drivers, members
from commonpractice.domain.profits.queries.month_of import MadeOf, MonthOf, month_of
from commonpractice.domain.profits.queries.posted import posted_before
from commonpractice.domain.profits.queries.practice import practice_of
from commonpractice.domain.profits.queries.proof import Proof, consolidation
from commonpractice.domain.profits.queries.results import month_results
from commonpractice.domain.profits.queries.signing import PostedSince, posted_since, seal, signed
from commonpractice.domain.profits.queries.statements import (
    NoSuchPartner,
    partner_statement,
    statements_in,
    viewer_of,
)
from commonpractice.domain.profits.queries.steps import share_steps
from commonpractice.domain.profits.queries.to_share import earliest_moved, results_to_share, shared_since
from commonpractice.domain.profits.queries.told import told
from commonpractice.domain.profits.queries.years import final_years
from commonpractice.domain.profits.rules.brings import OnAccount

__all__ = [
    "CashAt",
    "MadeOf",
    "MonthOf",
    "NoSuchPartner",
    "OnAccount",
    "PostedSince",
    "Proof",
    "agreements",
    "brought",
    "cash",
    "closing_state",
    "consolidation",
    "drivers",
    "earliest_moved",
    "final_years",
    "members",
    "month_of",
    "month_results",
    "partner_statement",
    "posted_before",
    "posted_since",
    "practice_of",
    "results_to_share",
    "seal",
    "share_steps",
    "shared_since",
    "signed",
    "statements_in",
    "told",
    "viewer_of",
]
