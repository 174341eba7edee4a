"""Charge surgeries for the centre, share what they made, sign off and close; look at what partners have."""

from commonpractice.domain.profits.actions.centre import post_centre_result
from commonpractice.domain.profits.actions.charging import post_charges
from commonpractice.domain.profits.actions.closing import (
    Closed,
    close_month,
    foresee_closing,
    reopen_month,
    sign_off,
)
from commonpractice.domain.profits.actions.landlords import post_rents
from commonpractice.domain.profits.actions.looking import look_at_brought, look_at_month
from commonpractice.domain.profits.actions.pool import pass_results_on
from commonpractice.domain.profits.actions.sharing import post_shares
from commonpractice.domain.profits.actions.statements import look_at_statement, statements_to_see
from commonpractice.domain.profits.actions.telling import CannotTell, tell_use
from commonpractice.domain.profits.actions.years import post_year
from commonpractice.domain.profits.queries.statements import NoSuchPartner
from commonpractice.domain.profits.rules.centre import CannotPassOn
from commonpractice.domain.profits.rules.charges import CannotCharge
from commonpractice.domain.profits.rules.closing import CannotClose
from commonpractice.domain.profits.rules.drivers import NotCounted
from commonpractice.domain.profits.rules.pool import CannotPool
from commonpractice.domain.profits.rules.sharing import NobodyShares

__all__ = [
    "CannotCharge",
    "CannotClose",
    "CannotPassOn",
    "CannotPool",
    "CannotTell",
    "Closed",
    "NoSuchPartner",
    "NobodyShares",
    "NotCounted",
    "close_month",
    "foresee_closing",
    "look_at_brought",
    "look_at_month",
    "look_at_statement",
    "pass_results_on",
    "post_centre_result",
    "post_charges",
    "post_rents",
    "post_shares",
    "post_year",
    "reopen_month",
    "sign_off",
    "statements_to_see",
    "tell_use",
]
