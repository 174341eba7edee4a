"""A CSV file of journals, from its bytes to what is posted: all of it or nothing, and each journal once."""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping

from commonpractice.domain.ledger.facts import AccountFact, Document, Journal
from commonpractice.domain.ledger.rules import journal_table
from commonpractice.domain.ledger.rules.journal_table import NO_DEBTS, Row, TableRefused
from commonpractice.domain.ledger.rules.owed_before import NhsDebts
from commonpractice.domain.ledger.rules.posting import CannotPost, check_belong


def entries(
    content: bytes,
    *,
    title: str,
    surgeries: Mapping[str, int],
    barred: Collection[str] = (),
    chart: Mapping[int, AccountFact],
    partners: Mapping[str, int] | None = None,
    debts: NhsDebts = NO_DEBTS,
    name: str = "",
) -> list[tuple[Document, list[Journal]]]:
    """The journals of a file, each with a document of its own, which keeps the file's name and its SHA-256.

    `surgeries` and `partners` are ids by code; `barred` the codes of surgeries that the poster may not post
    to; `debts` what the NHS may have owed before the books. Raises TableRefused with every fault found, by
    line.
    """
    numbers, rows, long = _rows(content)
    source = {"sha256": hashlib.sha256(content).hexdigest()}
    read = journal_table.entries(
        rows,
        numbers=numbers,
        surgeries=surgeries,
        barred=barred,
        chart=chart,
        partners=partners,
        debts=debts,
        title=title,
        source={"file": name, **source} if name else source,
        problems=long,
    )
    problems: list[str] = []
    for document, journals in read:
        try:
            check_belong(document, journals)
        except CannotPost as refusal:
            problems.append(f"Line {document.details['line']}: {refusal}")
    if problems:
        raise TableRefused(problems)
    return read


def _rows(content: bytes) -> tuple[list[int], list[Row], dict[str, str]]:
    """The rows by column, each with the number of the line on which it ends; and what is said of each with
    more values than there are columns, with the reference of its journal.

    Rows of nothing but commas, which spreadsheets write below a table, are left out.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused(["This is not text in UTF-8. Save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        raise TableRefused(["This is not a CSV file. Save it as “CSV UTF-8”."])
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    numbers: list[int] = []
    rows: list[Row] = []
    long: dict[str, str] = {}
    try:
        for row in reader:
            if None in row:
                said = (
                    f"Line {reader.line_num}: it has more values than the header has columns. Put quotation "
                    "marks round a value with a comma in it."
                )
                long[said] = (row.get("journal") or "").strip()
                continue
            if any((value or "").strip() for value in row.values()):
                numbers.append(reader.line_num)
                rows.append(row)
    except csv.Error as error:  # met at the end of the file perhaps, but begun after the last good line
        why = "Look for a quotation mark that is not closed."
        if "field limit" in str(error):
            why = f"It has a value of more than {csv.field_size_limit():,} characters. {why}"
        raise TableRefused([*long, f"Line {reader.line_num + 1}: it cannot be read. {why}"]) from None
    return numbers, rows, long
