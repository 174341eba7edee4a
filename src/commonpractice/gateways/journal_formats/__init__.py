"""Write books for other programs to read: hledger's and ledger's journal, beancount's, and Excel's workbook.

Pure writers: each takes a Book, or sheets, and something to write to. What goes into them is the ledger's
business (domain/ledger/queries/exports.py).
"""

from commonpractice.gateways.journal_formats.beancount import write_beancount
from commonpractice.gateways.journal_formats.hledger import write_hledger
from commonpractice.gateways.journal_formats.records import (
    Account,
    Book,
    Column,
    Entry,
    Line,
    Nature,
    Row,
    Sheet,
    Shown,
    Stress,
)
from commonpractice.gateways.journal_formats.workbook import write_workbook

__all__ = [
    "Account",
    "Book",
    "Column",
    "Entry",
    "Line",
    "Nature",
    "Row",
    "Sheet",
    "Shown",
    "Stress",
    "write_beancount",
    "write_hledger",
    "write_workbook",
]
