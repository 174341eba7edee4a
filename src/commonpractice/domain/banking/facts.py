"""The nouns of banking: what a statement's line is for, what came in, and what belongs to what."""

from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded


class By(Worded):
    """Who said what a line is for, or what a receipt pays."""

    RULE = "rule", "by a rule"
    FILE = "file", "in the file"
    PERSON = "person", "by a person"


@dataclass(frozen=True)
class PaycodeRule:
    """A row of the rulebook: which lines are for what. Empty patterns fit all; * stands for anything.

    `staff_item` is what the line is for where its person is salaried. `months_before`: the money is of so
    many months before the statement's, where its words name no month.
    """

    place: int
    paycode: str
    section: str
    words: str
    item: str
    staff_item: str
    months_before: int
    source: str
    trust: str


@dataclass(frozen=True)
class Entered:
    """A line of a statement as banking keeps it, with what a file says it is for, where it says so.

    `number` counts from 1, `at` is the line of the file. Amounts are pence: negative is taken off.
    """

    number: int
    at: int
    section: str
    adjustment: bool
    paycode: str
    words: str
    mark: str
    source: str
    amount: Pence
    first: Month | None = None
    last: Month | None = None
    person_name: str = ""
    person_code: str = ""
    person_tier: str = ""
    person_rate: str = ""
    item: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Named:
    """Whom a name on a statement is, as somebody has said: a partner by id, or (None) salaried staff."""

    name: str
    code: str
    partner_id: int | None


@dataclass(frozen=True)
class Recognised:
    """What a line is for: an item of NHS money, the month it is of, and whose where it is kept by partner."""

    item: str
    concerns: Month
    partner_id: int | None
    by: By
    why: str
    """In words: the rule with its source and trust, or who said so."""


@dataclass(frozen=True)
class TakenIn:
    """A statement that was taken in: how many of its lines were posted, and what of it waits."""

    statement_id: int
    surgery_id: int
    practice_code: str
    month: Month
    posted_to: Month
    net: Pence
    lines: int
    recognised: int
    recognised_amount: Pence
    waiting: int
    waiting_amount: Pence
    matched: int
    """How many receipts were matched on its account."""


@dataclass(frozen=True)
class ReceiptsTakenIn:
    """A file of receipts that was taken in: the new ones by id, and those that were here, a sentence each."""

    new: tuple[int, ...]
    amount: Pence
    already: tuple[str, ...]
    matched: int


@dataclass(frozen=True)
class LineView:
    """A line with what it was said to be for, and where that was posted; `why_waiting` where it was not."""

    id: int
    statement_id: int
    surgery_id: int
    month: Month
    line: Entered
    recognised: Recognised | None
    journal_id: int | None
    posted_to: Month | None
    why_waiting: str = ""

    @property
    def month_is_assumed(self) -> bool:
        """Whether its month is a rule's guess: its words name none, and it is not the statement's own."""
        what = self.recognised
        return (
            what is not None
            and what.by is By.RULE
            and self.line.first is None
            and what.concerns != self.month
        )

    @property
    def waits(self) -> bool:
        """Whether somebody must say what it is. A line of nothing is posted nowhere and waits for nobody."""
        return self.recognised is None and self.line.amount != 0


@dataclass(frozen=True)
class StatementSummary:
    """A statement in a list. `waiting` is what the lines that wait come to, `settled` what has arrived."""

    id: int
    surgery_id: int
    code: str
    name: str
    month: Month
    dated: date
    reference: str
    net: Pence
    settled: Pence
    lines: int
    waiting_lines: int
    waiting: Pence
    layout: str
    file_name: str
    taken_in: datetime
    taken_in_by: str

    @property
    def open(self) -> Pence:
        """What has not arrived."""
        return self.net - self.settled


@dataclass(frozen=True)
class MatchView:
    """A match that stands: how much of a receipt pays a statement, or takes back another receipt."""

    id: int
    receipt_id: int
    statement_id: int | None
    against_id: int | None
    amount: Pence
    by: By
    why: str


@dataclass(frozen=True)
class ReceiptView:
    """A receipt: what the bank says, how much of it is matched, and where it was posted."""

    id: int
    surgery_id: int
    bank_account: int
    dated: date
    amount: Pence
    words: str
    reference: str
    settled: Pence
    journal_id: int
    posted_to: Month

    @property
    def open(self) -> Pence:
        """What is not matched to anything."""
        return self.amount - self.settled


@dataclass(frozen=True)
class StatementView:
    """A statement whole: its lines and where each was posted, what paid it, and its printed blocks."""

    summary: StatementSummary
    lines: tuple[LineView, ...]
    matches: tuple[MatchView, ...]
    blocks: dict[str, object]
    """The contract value and the capitation data as they were printed, for whoever explains them."""


@dataclass(frozen=True)
class Control:
    """The NHS payments control account of a surgery, and what it is made of.

    Its balance (debits positive) is what statements say was paid and has not arrived, less what arrived and
    belongs to no statement yet, less the lines that wait to be recognised. Whatever else is on it was posted
    there by other papers, or is a document of ours that somebody reversed.
    """

    surgery_id: int
    balance: Pence
    statements: tuple[StatementSummary, ...]
    receipts: tuple[ReceiptView, ...]
    waiting: tuple[LineView, ...]

    @property
    def not_arrived(self) -> Pence:
        return sum(statement.open for statement in self.statements)

    @property
    def not_matched(self) -> Pence:
        return sum(receipt.open for receipt in self.receipts)

    @property
    def not_recognised(self) -> Pence:
        return sum(line.line.amount for line in self.waiting)

    @property
    def explained(self) -> Pence:
        return self.not_arrived - self.not_matched - self.not_recognised

    @property
    def posted_otherwise(self) -> Pence:
        """What is on the account and comes from no statement and no receipt."""
        return self.balance - self.explained
