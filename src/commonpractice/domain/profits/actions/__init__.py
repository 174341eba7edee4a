"""Charge surgeries for the centre, and share what they made."""

from commonpractice.domain.profits.actions.charging import PostedCharges, post_charges
from commonpractice.domain.profits.actions.closing import Closed, close_month, reopen_month, sign_off
from commonpractice.domain.profits.actions.landlords import post_rents
from commonpractice.domain.profits.actions.sharing import PostedShares, post_shares
from commonpractice.domain.profits.rules.charges import CannotCharge
from commonpractice.domain.profits.rules.closing import CannotClose
from commonpractice.domain.profits.rules.drivers import NotCounted
from commonpractice.domain.profits.rules.sharing import NobodyShares

__all__ = [
    "CannotCharge",
    "CannotClose",
    "Closed",
    "NobodyShares",
    "NotCounted",
    "PostedCharges",
    "PostedShares",
    "close_month",
    "post_charges",
    "post_rents",
    "post_shares",
    "reopen_month",
    "sign_off",
]
