"""A plain CSV of bank lines.

Columns: dated (2025-04-30), amount (pounds; negative where it went out again), words (the bank's own); and,
where wished, reference and practice_code. Other columns are left alone.
"""

import csv
import hashlib
import io
from datetime import date

from commonpractice.foundations.money import pence
from commonpractice.gateways.bank_files.facts import BankFile, BankLine
from commonpractice.gateways.bank_files.refusals import BankFileRefused
from commonpractice.gateways.text_files import NotText, text_of

COLUMNS = ("dated", "amount", "words")
MOST_FAULTS = 20


def read(content: bytes, *, name: str) -> BankFile:
    """The bank lines of a file. Raises BankFileRefused with every fault found, by line."""
    try:
        text = text_of(content)
    except NotText as fault:
        raise BankFileRefused(name, [str(fault)]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    headings = [(heading or "").strip().lower() for heading in reader.fieldnames or []]
    if missing := [column for column in COLUMNS if column not in headings]:
        several = len(missing) > 1
        raise BankFileRefused(
            name,
            [
                f"The column{'s' if several else ''} {', '.join(missing)} {'are' if several else 'is'} "
                "missing: the file needs dated, amount and words."
            ],
        )
    reader.fieldnames = headings
    lines: list[BankLine] = []
    faults: list[str] = []
    try:
        for row in reader:
            if None in row:
                faults.append(
                    f"Line {reader.line_num}: it has more values than there are columns. Put quotation marks "
                    "round a value with a comma in it."
                )
            elif any((value or "").strip() for value in row.values()):
                try:
                    lines.append(_line(reader.line_num, row))
                except ValueError as fault:
                    faults.append(f"Line {reader.line_num}: {fault}")
    except csv.Error:
        faults.append(f"Line {reader.line_num + 1}: it cannot be read. Look for a quotation mark not closed.")
    if not lines and not faults:
        faults.append("The file has no lines below its headings.")
    if faults:
        more = [f"And {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
        raise BankFileRefused(name, [*faults[:MOST_FAULTS], *more])
    return BankFile(tuple(lines), name, hashlib.sha256(content).hexdigest())


def _line(at: int, row: dict) -> BankLine:
    given = {key: (value or "").strip() for key, value in row.items()}
    try:
        dated = date.fromisoformat(given["dated"])
    except ValueError:
        raise ValueError(f"“{given['dated']}” is not a date: write it like 2025-04-30.") from None
    amount = pence(given["amount"])
    if not amount:
        raise ValueError("its amount is nil.")
    if not given["words"] and not given.get("reference"):
        raise ValueError("it has neither words nor a reference, so it could not be told from another.")
    return BankLine(
        at, dated, amount, given["words"], given.get("reference", ""), given.get("practice_code", "").upper()
    )
