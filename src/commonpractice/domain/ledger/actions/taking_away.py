"""Take the books away as a file: it is written down first, then written."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger.queries import exports
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.months import Month
from commonpractice.gateways import journal_formats

WORKBOOK = "xlsx"
JOURNALS = {"hledger": journal_formats.write_hledger, "beancount": journal_formats.write_beancount}
ENDINGS = {"hledger": "journal", "beancount": "beancount", WORKBOOK: "xlsx"}
"""How the name of a file ends, by its form."""


def note_taken_away(
    form: str, *, surgeries: Sequence[int], first: Month, last: Month, scope: Scope, at: datetime
) -> None:
    """Write down, for each profit centre, that its books are taken: they may name persons.

    What is sent as it is written needs this committed before, for whoever reads may break off. Raises
    NotAllowed, OutOfScope.
    """
    check_may(scope, Power.EXPORT)
    check_covers(scope, surgeries, Power.EXPORT)
    until = "" if first == last else f" to {last.words}"
    for surgery_id in surgeries:
        audit.record(
            actor=scope.actor,
            deed="ledger.export",
            subject=f"The books {'of' if first == last else 'from'} {first.words}{until}, as {form}",
            surgery_id=surgery_id,
            at=at,
        )


def write_books(
    form: str,
    out: BinaryIO,
    *,
    surgeries: Sequence[int],
    first: Month,
    last: Month,
    scope: Scope,
    at: datetime,
) -> int:
    """Write the books to a file, and leave it open. Returns how many entries, or rows of a workbook.

    `form` is one of ENDINGS. Raises NotAllowed, OutOfScope, NothingToExport.
    """
    asked = {"scope": scope, "surgeries": surgeries, "first": first, "last": last, "at": at}
    if form == WORKBOOK:
        title, sheets = exports.export_sheets_of(**asked)
        return journal_formats.write_workbook(sheets, out, title=title)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
    try:
        return JOURNALS[form](exports.export_book(**asked), text)
    finally:
        text.detach()  # which writes what is left, and leaves closing to whoever opened it


def take_away(
    form: str,
    out: BinaryIO,
    *,
    surgeries: Sequence[int],
    first: Month,
    last: Month,
    scope: Scope,
    at: datetime,
) -> int:
    """Both in one transaction, for a file that is sent once it is whole. Raises as `write_books`."""
    asked = {"surgeries": surgeries, "first": first, "last": last, "scope": scope, "at": at}
    note_taken_away(form, **asked)
    return write_books(form, out, **asked)
