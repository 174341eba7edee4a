"""The journal format of hledger, in the part of it that John Wiegley's ledger reads too.

https://hledger.org/1.25/hledger.html#journal-format, https://ledger-cli.org/doc/ledger3.html. Accounts are
`Avon Surgery:Income:Core contract:1010 Global sum`; a journal's number is its code; what it was made from,
whose it is and the like are tags.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import TextIO

from commonpractice.foundations.money import plain_pounds
from commonpractice.gateways.journal_formats import lumps, names
from commonpractice.gateways.journal_formats.records import CURRENCY, Account, Book, Entry, Nature

TYPES = {
    Nature.ASSETS: "A",
    Nature.LIABILITIES: "L",
    Nature.EQUITY: "E",
    Nature.INCOME: "R",
    Nature.EXPENSES: "X",
}
"""hledger's letters, so that its own income statement and balance sheet know our accounts."""


def write_hledger(book: Book, out: TextIO) -> int:
    """Write a book as a journal file. Returns the number of entries. `out` must take UTF-8."""
    called = account_names(book.accounts)
    for line in (book.title, *book.notes):
        out.write(f"; {names.one_line(line)}\n")
    out.write(f"\ncommodity {CURRENCY}\n    format 1000.00 {CURRENCY}\n\n")
    for key, account in book.accounts.items():
        # the type on a line of its own: ledger would take it for a part of the name
        out.write(f"account {called[key]}\n    ; type: {TYPES[account.nature]}\n")
    return lumps.write_entries(book.entries, lambda entry: _entry(entry, called), out)


def account_names(accounts: Mapping[Hashable, Account]) -> dict[Hashable, str]:
    """The full name of each account, no two alike."""
    owners = names.owners(accounts, _part)
    result: dict[Hashable, str] = {}
    for key, account in accounts.items():
        parts = [owners[account.owner_code], _part(account.heading)]
        if account.group != account.heading:
            parts.append(_part(account.group))
        result[key] = ":".join([*parts, _part(account.leaf)])
    return result


def _entry(entry: Entry, called: Mapping[Hashable, str]) -> Iterator[str]:
    code = "" if entry.number is None else f" ({entry.number})"
    yield f"\n{entry.on}{code} {_words(entry.narrative)}".rstrip()
    if entry.document:
        yield f"    ; document: {_note(entry.document)}"
    if entry.title:
        yield f"    ; title: {_note(entry.title)}"
    if entry.dated:
        yield f"    ; dated: {entry.dated}"
    if entry.reverses:
        yield f"    ; reverses: {entry.reverses}"
    if entry.other_side:
        yield f"    ; with: {_note(entry.other_side)}"
    width = max(len(called[line.account]) for line in entry.lines)
    for line in entry.lines:
        amount = f"    {called[line.account]:<{width}}  {plain_pounds(line.amount):>12} {CURRENCY}"
        yield f"{amount}  ; partner: {_note(line.partner)}" if line.partner else amount


def _part(text: str) -> str:
    """One part of an account's name. A colon would divide it, a semicolon begins a comment, and at the start
    of a line these brackets and marks make a posting virtual, deferred or cleared."""
    return names.one_line(text.replace(":", " -").replace(";", ",")).lstrip("([<*!;{ ").rstrip()


def _words(text: str) -> str:
    """A description, which a semicolon would end."""
    return names.one_line(text).replace(";", ",")


def _note(text: str) -> str:
    """A comment or the value of a tag: a comma would end it, and ledger takes [2025...] for a date."""
    return names.one_line(text).replace(",", ";").replace("[", "(").replace("]", ")")
