"""A file of journals beside the books: what it would post, and everything that keeps it from being posted."""

from datetime import date

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Document, Journal
from commonpractice.domain.ledger.queries.documents import made_from_each
from commonpractice.domain.ledger.queries.months import closed_months, months_kept
from commonpractice.domain.ledger.rules import journal_file
from commonpractice.domain.ledger.rules import posting as rules
from commonpractice.domain.ledger.rules.journal_table import TableRefused, in_the_books
from commonpractice.domain.ledger.rules.owed_before import NhsDebts
from commonpractice.domain.partnership import queries as partnership_queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope

Entries = list[tuple[Document, list[Journal]]]


class InTheBooks(TableRefused):
    """Every journal of the file is in the books already, and nothing else is wrong; `journals` are theirs."""

    def __init__(self, problems: list[str], journals: list[int]):
        super().__init__(problems)
        self.journals = journals


def journals_of_file(
    content: bytes, *, name: str, title: str, partnership: PartnershipSummary, scope: Scope, on: date
) -> Entries:
    """What a CSV file of journals would post on a day.

    Raises InTheBooks where all of it has been posted, and otherwise TableRefused with every fault: what
    cannot be read, months that take no posting, dates that are slips, and journals that are in the books.
    """
    mine = {each.code: each.id for each in partnership.surgeries if scope.may(Power.POST, each.id)}
    entries = journal_file.entries(
        content,
        name=name,
        title=title,
        surgeries=mine,
        barred={each.code for each in partnership.surgeries} - mine.keys(),
        chart=parameters.chart(),
        partners=partnership_queries.partner_ids(scope=scope),
        debts=_debts(scope, list(mine.values())),
    )
    posted = made_from_each(scope=scope, keys=[(made.home_id, made.key) for made, _ in entries])
    known = [
        in_the_books(made, number=posted[made.home_id, made.key])
        for made, _ in entries
        if (made.home_id, made.key) in posted
    ]
    if len(known) == len(entries):
        raise InTheBooks(known, sorted(posted.values()))
    if problems := known + _closed(entries, partnership, scope) + _slips(entries, on):
        raise TableRefused(problems)
    return entries


def _debts(scope: Scope, surgeries: list[int]) -> NhsDebts:
    """What the NHS may have owed some surgeries when their books began."""
    accounts = parameters.nhs_accounts()
    kept = months_kept(scope=scope, surgeries=surgeries)
    began = {one: min(books.locked) for one, books in kept.items() if books.locked}
    return NhsDebts({accounts.accrued, accounts.due}, parameters.nhs_items(), began)


def _closed(entries: Entries, partnership: PartnershipSummary, scope: Scope) -> list[str]:
    """A sentence for each month of a surgery that is wanted and takes no posting."""
    names = {each.id: each.name for each in partnership.surgeries}
    wanted = {
        (line.surgery_id, journal.posted_to)
        for _, journals in entries
        for journal in journals
        for line in journal.lines
    }
    return [
        rules.closed(month, names[side], locked=locked)
        for side, month, locked in closed_months(scope=scope, wanted=wanted)
    ]


def _slips(entries: Entries, on: date) -> list[str]:
    """A sentence for each journal whose date cannot be right beside its month."""
    dating = parameters.dating()
    found: list[str] = []
    for document, journals in entries:
        for journal in journals:
            try:
                rules.check_dated(journal.dated, journal.posted_to, today=on, dating=dating)
            except rules.CannotPost as refusal:
                found.append(f"“{journal.narrative}” (line {document.details['line']}): {refusal}")
    return found
