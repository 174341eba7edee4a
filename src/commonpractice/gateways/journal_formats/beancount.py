"""The journal format of beancount 3 (https://beancount.github.io/docs/beancount_language_syntax.html).

Accounts begin with their nature there, so the owner comes second: `Income:Avon-Surgery:Core-contract:
1010-Global-sum`. A journal's number and what it was made from are metadata.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterator, Mapping
from typing import TextIO

from commonpractice.foundations.money import plain_pounds
from commonpractice.gateways.journal_formats import lumps, names
from commonpractice.gateways.journal_formats.records import CURRENCY, Account, Book, Entry


def write_beancount(book: Book, out: TextIO) -> int:
    """Write a book as a beancount file. Returns the number of entries. `out` must take UTF-8."""
    called = account_names(book.accounts)
    for line in (book.title, *book.notes):
        out.write(f"; {names.one_line(line)}\n")
    out.write(f'\noption "title" {_quoted(book.title)}\noption "operating_currency" "{CURRENCY}"\n\n')
    for name in called.values():
        out.write(f"{book.first} open {name} {CURRENCY}\n")
    return lumps.write_entries(book.entries, lambda entry: _entry(entry, called), out)


def account_names(accounts: Mapping[Hashable, Account]) -> dict[Hashable, str]:
    """The full name of each account, no two alike: capitals, letters, figures and hyphens alone."""
    owners = names.owners(accounts, _part)
    result: dict[Hashable, str] = {}
    for key, account in accounts.items():
        parts = [account.nature.value, owners[account.owner_code]]
        if account.heading != account.nature.value:
            parts.append(_part(account.heading))
        if account.group != account.heading:
            parts.append(_part(account.group))
        result[key] = ":".join([*parts, _part(account.leaf)])
    return result


def _entry(entry: Entry, called: Mapping[Hashable, str]) -> Iterator[str]:
    yield f"\n{entry.on} * {_quoted(entry.narrative)}"
    if entry.number is not None:
        yield f"  journal: {entry.number}"
    if entry.document:
        yield f"  document: {_quoted(entry.document)}"
    if entry.title:
        yield f"  title: {_quoted(entry.title)}"
    if entry.dated:
        yield f"  dated: {entry.dated}"
    if entry.reverses:
        yield f"  reverses: {entry.reverses}"
    if entry.other_side:
        yield f"  with: {_quoted(entry.other_side)}"
    width = max(len(called[line.account]) for line in entry.lines)
    for line in entry.lines:
        yield f"  {called[line.account]:<{width}}  {plain_pounds(line.amount):>12} {CURRENCY}"
        if line.partner:
            yield f"    partner: {_quoted(line.partner)}"


def _part(text: str) -> str:
    """One part of an account's name, from text in any script."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return plain[:1].upper() + plain[1:]


def _quoted(text: str) -> str:
    return '"' + names.one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
