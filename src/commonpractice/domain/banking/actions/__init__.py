"""Change banking: take statements and receipts in, say what lines are for, match and unmatch."""

from commonpractice.domain.banking.actions.looking import (
    look_at_line,
    look_at_statement,
    look_at_waiting_lines,
)
from commonpractice.domain.banking.actions.matching import match, match_all, take_back, unmatch
from commonpractice.domain.banking.actions.places import NoMonthOpen
from commonpractice.domain.banking.actions.receipts import take_in_bank_lines, take_in_receipts
from commonpractice.domain.banking.actions.recognising import name_person, recognise_line, recognise_waiting
from commonpractice.domain.banking.actions.statements import (
    AlreadyTakenIn,
    CannotTakeIn,
    take_in,
    take_in_all,
    take_in_statement,
    take_in_statements,
)
from commonpractice.domain.banking.rules.matching import CannotMatch
from commonpractice.domain.banking.rules.recognising import CannotRecognise

__all__ = [
    "AlreadyTakenIn",
    "CannotMatch",
    "CannotRecognise",
    "CannotTakeIn",
    "NoMonthOpen",
    "look_at_line",
    "look_at_statement",
    "look_at_waiting_lines",
    "match",
    "match_all",
    "name_person",
    "recognise_line",
    "recognise_waiting",
    "take_back",
    "take_in",
    "take_in_all",
    "take_in_bank_lines",
    "take_in_receipts",
    "take_in_statement",
    "take_in_statements",
    "unmatch",
]
