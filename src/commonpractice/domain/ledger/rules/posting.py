"""What may be posted, and how a reversal is made. Pure; the database holds the same invariants."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from commonpractice.domain.ledger.facts import AccountFact, AccountKind, Dating, Document, Journal, Line
from commonpractice.domain.ledger.rules.words import readable, unkept_in
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month


class CannotPost(ValueError):
    """A journal that the ledger does not take; the message says what to mend."""


LARGEST: Pence = 10**15
"""Ten trillion pounds: no journal comes to more, so that no sum outgrows the database's whole numbers."""

LONGEST_KEY = 400  # characters: an index holds no more


def check_belong(document: Document, journals: Sequence[Journal]) -> None:
    """Raise CannotPost unless a document can be kept as it is and has journals, all of its own sides."""
    texts = (document.title, document.key, document.kind, *_texts(document.details))
    check_words("".join(texts), f"“{readable(document.title)}”")
    if len(document.key) > LONGEST_KEY:
        raise CannotPost(f"“{document.title}” has a key of more than {LONGEST_KEY} characters.")
    if not journals:
        raise CannotPost(f"“{document.title}” has no journals, so there is nothing to post.")
    for journal in journals:
        if (journal.home_id, journal.host_id) != (document.home_id, document.host_id):
            raise CannotPost(f"“{journal.narrative}” is not between the surgeries of “{document.title}”.")


def check_words(text: str, whose: str) -> None:
    """Raise CannotPost for a text with a character that cannot be kept."""
    if bad := unkept_in(text):
        raise CannotPost(f"{whose} has a character that cannot be kept ({bad}): take it out.")


def _texts(details: Any) -> Iterator[str]:
    """Every text within a document's details."""
    if isinstance(details, str):
        yield details
    elif isinstance(details, Mapping):
        for name, value in details.items():  # pyright: ignore[reportUnknownVariableType]
            yield str(name)  # pyright: ignore[reportUnknownArgumentType]
            yield from _texts(value)
    elif isinstance(details, list | tuple):
        for value in details:  # pyright: ignore[reportUnknownVariableType]
            yield from _texts(value)


def check_can_post(journal: Journal, chart: Mapping[int, AccountFact]) -> None:
    """Raise CannotPost unless a (balanced) journal fits the chart and its own sides.

    Each account exists, each line belongs to the home or the host, no amount is nil, what it comes to is not
    absurd, each posting on an account that is kept by partner says whose it is (a reversal's is what it was),
    and each internal account cancels between the two sides.
    """
    check_words(journal.narrative, f"“{readable(journal.narrative)}”")
    sides = {journal.home_id, journal.host_id}
    if journal.home_id == journal.host_id:
        raise CannotPost(f"“{journal.narrative}” names one surgery as both of its sides.")
    internal: dict[int, Pence] = defaultdict(int)
    debits: Pence = 0
    for line in journal.lines:
        account = chart.get(line.account)
        if account is None:
            raise CannotPost(f"There is no account {line.account} in the chart of accounts.")
        if line.surgery_id not in sides:
            raise CannotPost(f"“{journal.narrative}” posts to a surgery that is not one of its two sides.")
        if line.amount > 0:
            debits += line.amount
        if not line.amount:
            raise CannotPost(f"“{journal.narrative}” posts nothing to {account.code} {account.name}.")
        if account.per_partner and line.partner_id is None and journal.reverses_id is None:
            raise CannotPost(
                f"“{journal.narrative}” does not say whose {pounds(abs(line.amount))} on {account.code} "
                f"{account.name} is: it is kept by partner."
            )
        if account.internal:
            internal[line.account] += line.amount
    if debits > LARGEST:  # its credits are as many, since it balances
        raise CannotPost(f"“{journal.narrative}” comes to {pounds(debits)}: that cannot be right.")
    for code, left in internal.items():
        if left:
            raise CannotPost(
                f"“{journal.narrative}” leaves {pounds(left)} on {code} {chart[code].name}, an internal "
                "account: what one surgery is charged, the other must receive."
            )


def borne_by_name(
    journals: Iterable[Journal], chart: Mapping[int, AccountFact]
) -> Iterator[tuple[Journal, Line]]:
    """The lines that put to one partner what would be borne by all who share; not those of reversals."""
    for journal in journals:
        if journal.reverses_id is None:
            for line in journal.lines:
                if line.partner_id is not None and chart[line.account].kind is AccountKind.PARTNERS:
                    yield journal, line


def not_a_partner(
    journal: Journal, line: Line, chart: Mapping[int, AccountFact], *, who: str, where: str
) -> str:
    """Why such a line is refused at a surgery at which somebody never was a partner."""
    account = chart[line.account]
    return (
        f"“{journal.narrative}” puts {pounds(abs(line.amount))} on {account.code} {account.name} to {who}, "
        f"who is no partner of {where}: put it to one who is, or in the books of the surgery where they are."
    )


def check_dated(dated: date, month: Month, *, today: date, dating: Dating) -> None:
    """Raise CannotPost where a journal's date is so far from the month it is posted to that it is a slip.

    Late papers are older than their month, within reason. Later than it is only what `today` has reached, or
    nearly belongs to the month.
    """
    later = Month.of(dated).months_after(month)
    if later < -dating.before:
        raise CannotPost(
            f"It is dated {day(dated)}, more than {dating.before} months before {month.words}, the month it "
            "is posted to. Check the year."
        )
    if later > dating.after and dated > today:
        raise CannotPost(
            f"It is dated {day(dated)}, which is still to come and after {month.words}, the month it is "
            "posted to. Check the year."
        )


def revised_key(key: str, revision: int) -> str:
    """The key of a document's later revision: 1 is the document as it was first posted."""
    return key if revision == 1 else f"{key}/revision {revision}"


def reckoned_key(kind: str, month: Month, at: datetime) -> str:
    """The key of a document of what is reckoned anew and posted to a month: by the moment."""
    return f"{kind}/{month}/{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"


def whole_reversal_key(document_id: int | str) -> str:
    """The key of the document that reverses another as a whole, by that one's number."""
    return f"reversal/document/{document_id}"


def closed(month: Month, surgery: str, *, locked: bool) -> str:
    """Why a month takes no posting, as the database says it when something is posted there all the same."""
    return f"{month.words} of {surgery} is {'locked' if locked else 'not open'}: nothing can be posted to it."


def reversal(original: Journal, *, journal_id: int, dated: date, month: Month, why: str) -> Journal:
    """The exact opposite of a journal, posted to an open month: how a mistake is put right."""
    return Journal(
        dated=dated,
        month=month,
        narrative=f"Reversal of journal {journal_id}: {why}",
        lines=tuple(replace(line, amount=-line.amount) for line in original.lines),
        home_id=original.home_id,
        host_id=original.host_id,
        reverses_id=journal_id,
    )
