"""Names that survive a plain-text format: on one line, printable, and never two owners under one name."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping

from commonpractice.gateways.journal_formats.records import Account


def one_line(text: str) -> str:
    """Text on one line with single spaces; what cannot be printed is left out.

    Two spaces end an account name in hledger and in ledger, and any Unicode space counts as one.
    """
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def owners(accounts: Mapping[Hashable, Account], tidy: Callable[[str], str]) -> dict[str, str]:
    """A name for each owner's code that is not another's: the tidied name, with the code where two clash.

    Codes are told apart even where tidying makes two alike.
    """
    named = {account.owner_code: tidy(account.owner) for account in accounts.values()}
    count = Counter(named.values())
    result: dict[str, str] = {}
    for code, name in sorted(named.items()):
        wanted = name if name and count[name] == 1 else tidy(f"{name} {code}") or "Unnamed"
        number, proposed = 1, wanted
        while proposed in result.values() or (proposed != name and count[proposed]):
            number += 1
            proposed = tidy(f"{wanted} {number}")
        result[code] = proposed
    return result
