"""Ask banking: what statements said, what came in, what waits, and what the control account is made of."""

from commonpractice.domain.banking.queries.control import control, unmatched
from commonpractice.domain.banking.queries.lines import PaidLine, named, paid_lines, unrecognised
from commonpractice.domain.banking.queries.proposing import Proposal, likely_items, line, proposals
from commonpractice.domain.banking.queries.receipts import matches_of, receipt, receipts
from commonpractice.domain.banking.queries.statements import (
    NoSuchReceipt,
    NoSuchStatement,
    paid_for,
    statement,
    statements,
)
from commonpractice.domain.banking.queries.to_clear import ToClear, to_clear

__all__ = [
    "NoSuchReceipt",
    "NoSuchStatement",
    "PaidLine",
    "Proposal",
    "ToClear",
    "control",
    "likely_items",
    "line",
    "matches_of",
    "named",
    "paid_for",
    "paid_lines",
    "proposals",
    "receipt",
    "receipts",
    "statement",
    "statements",
    "to_clear",
    "unmatched",
    "unrecognised",
]
