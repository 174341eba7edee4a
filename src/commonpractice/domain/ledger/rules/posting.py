"""What may be posted, and how a reversal is made. Pure; the database holds the same invariants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from commonpractice.domain.ledger.facts import AccountFact, Document, Journal, Line
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month


class CannotPost(ValueError):
    """A journal that the ledger does not take; the message says what to mend."""


LARGEST: Pence = 10**15
"""Ten trillion pounds: no posting is larger, so that no sum outgrows the database's whole numbers."""


def check_belong(document: Document, journals: Sequence[Journal]) -> None:
    """Raise CannotPost unless a document has journals, all of its own sides."""
    if not journals:
        raise CannotPost(f"“{document.title}” has no journals, so there is nothing to post.")
    for journal in journals:
        if (journal.home_id, journal.host_id) != (document.home_id, document.host_id):
            raise CannotPost(f"“{journal.narrative}” is not between the surgeries of “{document.title}”.")


def check_can_post(journal: Journal, chart: Mapping[int, AccountFact]) -> None:
    """Raise CannotPost unless a (balanced) journal fits the chart and its own sides.

    Each account exists, each line belongs to the home or the host, no amount is nil or absurd, and each
    internal account cancels between the two sides.
    """
    sides = {journal.home_id, journal.host_id}
    if journal.home_id == journal.host_id:
        raise CannotPost(f"“{journal.narrative}” names one surgery as both of its sides.")
    internal: dict[int, Pence] = defaultdict(int)
    for line in journal.lines:
        account = chart.get(line.account)
        if account is None:
            raise CannotPost(f"There is no account {line.account} in the chart of accounts.")
        if line.surgery_id not in sides:
            raise CannotPost(f"“{journal.narrative}” posts to a surgery that is not one of its two sides.")
        if abs(line.amount) > LARGEST:
            raise CannotPost(f"“{journal.narrative}” posts {pounds(line.amount)}: that cannot be right.")
        if not line.amount:
            raise CannotPost(f"“{journal.narrative}” posts nothing to {account.code} {account.name}.")
        if account.internal:
            internal[line.account] += line.amount
    for code, left in internal.items():
        if left:
            raise CannotPost(
                f"“{journal.narrative}” leaves {pounds(left)} on {code} {chart[code].name}, an internal "
                "account: what one surgery is charged, the other must receive."
            )


def reversal(original: Journal, *, journal_id: int, dated: date, month: Month, why: str) -> Journal:
    """The exact opposite of a journal, posted to an open month: how a mistake is put right."""
    return Journal(
        dated=dated,
        month=month,
        narrative=f"Reversal of journal {journal_id}: {why}",
        lines=tuple(
            Line(line.surgery_id, line.account, -line.amount, line.partner_id) for line in original.lines
        ),
        home_id=original.home_id,
        host_id=original.host_id,
        reverses_id=journal_id,
    )


def sums_by_account(lines: Iterable[Line]) -> dict[int, Pence]:
    """What lines come to, account by account."""
    sums: dict[int, Pence] = defaultdict(int)
    for line in lines:
        sums[line.account] += line.amount
    return dict(sums)
