"""What closing posted to a month, journal by journal, and the proof that surgeries make the partnership."""

from collections.abc import Iterable
from dataclasses import dataclass

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.queries import ReckonedJournal
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ByClosing
from commonpractice.domain.profits.queries import Proof
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class Cell:
    """What closing posted of one kind to one surgery, and by which journals."""

    amount: Pence
    journals: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """A surgery's amounts of each kind, in the order of the page's headings."""

    surgery: SurgerySummary
    cells: tuple[Cell, ...]
    estimated: bool


@dataclass(frozen=True)
class Pair:
    """What two profit centres have with each other on an internal account."""

    account: int
    name: str
    one: str
    other: str
    side_of_one: Pence
    side_of_other: Pence
    left: Pence


@dataclass(frozen=True)
class InternalAccount:
    code: int
    name: str
    amount: Pence


@dataclass(frozen=True)
class PostedPage:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    proof: Proof
    surgeries: ledger.ConsolidationRow
    centre: ledger.ConsolidationRow
    internal: tuple[InternalAccount, ...]
    pairs: tuple[Pair, ...]

    @property
    def estimated(self) -> tuple[str, ...]:
        """Those that were closed with an estimate, as they had not signed."""
        return tuple(row.surgery.name for row in self.rows if row.estimated)

    @property
    def totals(self) -> list[Pence]:
        return [sum(row.cells[place].amount for row in self.rows) for place in range(len(self.headings))]


def posted(*, scope: Scope, of: PartnershipSummary, month: Month) -> PostedPage:
    """Everything on the page. So many questions, however many surgeries. Raises OutOfScope."""
    ids = [one.id for one in of.surgeries]
    journals = ledger.journals_of_kinds(
        scope=scope, surgeries=ids, month=month, kinds=[kind.value for kind in ByClosing]
    )
    proof = profits.consolidation(scope=scope, of=of, month=month)
    there = {each.kind for each in journals}
    estimated = _estimated(scope, of, month)
    kinds = [kind for kind in ByClosing if kind in there]
    rows = [
        Row(
            one,
            tuple(
                _cell(kind, [each for each in journals if each.home_id == one.id and each.kind == kind])
                for kind in kinds
            ),
            one.id in estimated,
        )
        for one in of.surgeries
    ]
    names, chart = {one.id: one.name for one in of.surgeries}, parameters.chart()
    parts = {row.surgery_id: row for row in proof.consolidation.rows}
    return PostedPage(
        headings=tuple(kind.words for kind in kinds),
        rows=tuple(row for row in rows if row.estimated or any(cell.journals for cell in row.cells)),
        proof=proof,
        surgeries=ledger.together(part for number, part in parts.items() if number != of.centre.id),
        centre=parts[of.centre.id],
        internal=tuple(
            InternalAccount(code, chart[code].name, amount)
            for code, amount in proof.consolidation.internal_by_account.items()
        ),
        pairs=tuple(
            Pair(
                pair.account,
                chart[pair.account].name,
                names[pair.one],
                names[pair.other],
                pair.side_of_one,
                pair.side_of_other,
                pair.left,
            )
            for pair in proof.pairs
        ),
    )


def _estimated(scope: Scope, of: PartnershipSummary, month: Month) -> set[int]:
    try:
        state = profits.closing_state(scope=scope, of=of, month=month, ended=True)
    except partnership.NoDeed:
        return set()
    return {row.surgery for row in state.rows if row.estimated}


def _cell(kind: ByClosing, journals: Iterable[ReckonedJournal]) -> Cell:
    journals = list(journals)
    return Cell(sum(amount_of(kind, each) for each in journals), tuple(each.journal_id for each in journals))


def amount_of(kind: ByClosing, journal: ReckonedJournal) -> Pence:
    """Income and the centre's result above nil where the surgery has them, charges, rents and what is passed
    on where it pays them, shares where they are the partners'."""
    if kind in (ByClosing.SHARES, ByClosing.FINAL):
        return journal.sums.get(parameters.share_accounts().shared, 0)
    chart = parameters.chart()
    of_kind = {ByClosing.INCOME: AccountKind.INCOME, ByClosing.POOL: AccountKind.PARTNERS}
    wanted = of_kind.get(kind, AccountKind.EXPENSE)
    amount = sum(sum_ for code, sum_ in journal.sums.items() if chart[code].kind is wanted)
    return -amount if kind in (ByClosing.INCOME, ByClosing.CENTRE) else amount
