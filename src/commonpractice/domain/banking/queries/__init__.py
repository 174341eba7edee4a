"""Ask banking: what statements said, what came in, what waits, and what the control account is made of."""

from commonpractice.domain.banking.queries.control import control, unmatched
from commonpractice.domain.banking.queries.lines import named, unrecognised
from commonpractice.domain.banking.queries.receipts import matches_of, receipt, receipts
from commonpractice.domain.banking.queries.statements import (
    NoSuchReceipt,
    NoSuchStatement,
    statement,
    statements,
)

__all__ = [
    "NoSuchReceipt",
    "NoSuchStatement",
    "control",
    "matches_of",
    "named",
    "receipt",
    "receipts",
    "statement",
    "statements",
    "unmatched",
    "unrecognised",
]
