"""Ask banking: what statements said, what came in, what waits, and what the control account is made of."""

from commonpractice.domain.banking.queries.control import control, unmatched
from commonpractice.domain.banking.queries.lines import PaidLine, named, paid_lines, unrecognised
from commonpractice.domain.banking.queries.partners import partners_of
from commonpractice.domain.banking.queries.proposing import Proposal, likely_items, line, proposals
from commonpractice.domain.banking.queries.receipts import matches_of, receipt, receipts
from commonpractice.domain.banking.queries.statements import (
    NoSuchReceipt,
    NoSuchStatement,
    paid_for,
    statement,
    statements,
)
from commonpractice.domain.banking.queries.to_clear import (
    InTurn,
    ToClear,
    WaitsBy,
    to_clear,
    to_clear_in_turn,
    waits_by,
)

__all__ = [
    "InTurn",
    "NoSuchReceipt",
    "NoSuchStatement",
    "PaidLine",
    "Proposal",
    "ToClear",
    "WaitsBy",
    "control",
    "likely_items",
    "line",
    "matches_of",
    "named",
    "paid_for",
    "paid_lines",
    "partners_of",
    "proposals",
    "receipt",
    "receipts",
    "statement",
    "statements",
    "to_clear",
    "to_clear_in_turn",
    "unmatched",
    "unrecognised",
    "waits_by",
]
