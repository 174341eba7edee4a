"""A journal before it is posted: what its rows come to so far, and the table of what would be posted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.ledger.facts import AccountFact, Journal, Line
from commonpractice.domain.ledger.queries import JournalView
from commonpractice.domain.ledger.rules import typed_journal
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.accounts.typing_journals import KIND, TypedJournal
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.called import said

MOST_SHOWN = 500  # rows: more than anybody reads, and a page of them is still quick


@dataclass(frozen=True)
class Total:
    """What is debited and credited to one surgery, or to all of them."""

    name: str
    debits: Pence
    credits: Pence

    @property
    def out(self) -> Pence:
        """By how much the debits are more than the credits."""
        return self.debits - self.credits

    @property
    def words(self) -> str:
        if not self.out:
            return "In balance"
        return f"{pounds(abs(self.out))} more in {'debits' if self.out > 0 else 'credits'}"


@dataclass(frozen=True)
class Totals:
    """By surgery, the last being all of them where there are several; `unread` amounts are not in it."""

    rows: tuple[Total, ...]
    unread: int

    @property
    def words(self) -> str:
        """Whether each surgery is in balance, and by how much the only one is not."""
        if not any(row.out for row in self.rows):
            return "in balance"
        return self.rows[0].words if len(self.rows) == 1 else "not in balance"


@dataclass(frozen=True)
class Row:
    account: AccountFact
    surgery: str
    description: str
    amount: Pence
    partner: str = ""
    """The code of the partner whose it is."""
    concerns: Month | None = None
    """The month that it is of, where that is an earlier one."""


@dataclass(frozen=True)
class Sheet:
    """A journal as it will be posted."""

    journal: Journal
    rows: tuple[Row, ...]

    @property
    def month(self) -> Month:
        return self.journal.posted_to

    @property
    def moved(self) -> bool:
        """Whether it is posted to another month than that of its date."""
        return self.month != Month.of(self.journal.dated)


@dataclass(frozen=True)
class Preview:
    """What is about to be posted: its journals, the first of them as tables, and what all of them come to."""

    journals: int
    postings: int
    size: Pence
    """The sum of all debits."""
    shown: tuple[Sheet, ...]
    totals: tuple[Total, ...]

    @property
    def unseen(self) -> int:
        """The journals for whose rows there is no room."""
        return self.journals - len(self.shown)


def totals(typed: TypedJournal) -> Totals:
    """What was typed so far, as far as it can be read."""
    unread = 0
    sums: dict[str, list[Pence]] = defaultdict(lambda: [0, 0])
    for row in typed.filled:
        surgery = typed.surgery_of(row)
        for column, name in enumerate(("debit", "credit")):
            try:
                read = typed_journal.amount(row[name].value() or "")
            except CannotPost:
                unread += 1
                continue
            if read:
                sums[surgery.name if surgery else said("No surgery chosen")][column] += read
    return Totals(_with_sum([Total(name, *both) for name, both in sums.items()]), unread)


def preview(
    journals: Sequence[Journal],
    *,
    chart: Mapping[int, AccountFact],
    names: Mapping[int, str],
    descriptions: Sequence[str] = (),
    partners: Mapping[str, int] | None = None,
) -> Preview:
    """Journals before they are posted. `descriptions` are of the lines of the only one, in their order;
    `partners` are ids by code."""
    codes = {number: code for code, number in (partners or {}).items()}
    lines = [line for journal in journals for line in journal.lines]
    sums: dict[int, list[Pence]] = defaultdict(lambda: [0, 0])
    for line in lines:
        sums[line.surgery_id][line.amount < 0] += abs(line.amount)
    shown: list[Sheet] = []
    room = MOST_SHOWN
    for journal in journals:
        if shown and len(journal.lines) > room:
            break
        room -= len(journal.lines)
        said = descriptions or [""] * len(journal.lines)
        rows = zip(journal.lines, said, strict=True)
        shown.append(Sheet(journal, tuple(_row(line, words, chart, names, codes) for line, words in rows)))
    return Preview(
        journals=len(journals),
        postings=len(lines),
        size=sum(debits for debits, _ in sums.values()),
        shown=tuple(shown),
        totals=_with_sum([Total(names[side], *both) for side, both in sums.items()]),
    )


def descriptions(found: JournalView, surgeries: Mapping[int, SurgerySummary]) -> list[str]:
    """What was said of each line when it was typed, in the order of the lines; empty where nothing was."""
    told = found.document_details.get("descriptions", {}) if found.document_kind == KIND else {}
    waiting = {
        surgery_id: iter(told.get(surgeries[surgery_id].code, ()))
        for surgery_id in {line.surgery_id for line in found.lines}
    }
    said = [next(waiting[line.surgery_id], "") for line in found.lines]
    return said if any(said) else []


def _row(
    line: Line,
    words: str,
    chart: Mapping[int, AccountFact],
    names: Mapping[int, str],
    partners: Mapping[int, str],
) -> Row:
    partner = partners.get(line.partner_id, "") if line.partner_id else ""
    return Row(chart[line.account], names[line.surgery_id], words, line.amount, partner, line.concerns)


def _with_sum(rows: list[Total]) -> tuple[Total, ...]:
    if len(rows) < 2:
        return tuple(rows)
    whole = Total("Together", sum(row.debits for row in rows), sum(row.credits for row in rows))
    return (*rows, whole)
