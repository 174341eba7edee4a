"""The nouns of the ledger. A journal that does not balance cannot be built."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded


class AccountKind(Worded):
    INCOME = "income", "Income"
    EXPENSE = "expense", "Expenses"
    PARTNERS = "partners", "Borne by partners"
    ASSET = "asset", "Assets"
    LIABILITY = "liability", "Liabilities"
    EQUITY = "equity", "Partners' funds"


class BalancePart(Worded):
    """The parts of a balance sheet above the line, in order."""

    FIXED = "fixed", "Fixed assets"
    CURRENT = "current", "Current assets"
    CREDITORS = "creditors", "Creditors due within one year"
    LOANS = "loans", "Loans"


class MonthDeed(Worded):
    OPENED = "opened", "opened"
    LOCKED = "locked", "locked"
    REOPENED = "reopened", "reopened"


class NhsMoney(Worded):
    INCOME = "income", "Income"
    DEDUCTION = "deduction", "Deductions"


class RechargeState(Worded):
    RAISED = "raised", "waiting for an answer"
    AGREED = "agreed", "agreed and posted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class NotPence(ValueError):
    """An amount that is not a whole number of pence."""


class Unbalanced(ValueError):
    """A journal whose debits and credits differ."""


@dataclass(frozen=True)
class AccountFact:
    """A line of the chart of accounts."""

    code: int
    name: str
    kind: AccountKind
    group: str
    internal: bool = False
    purpose: str = ""
    """What a deed of the ledger's own uses it for; empty for most."""
    per_partner: bool = False
    """Whether each posting says which partner's it is."""


@dataclass(frozen=True)
class NhsItem:
    """What NHS money is for, and the account that it is earned on or, taken off, borne by."""

    key: str
    words: str
    account: int
    kind: NhsMoney
    settles: str = ""
    """The family of items that settle each other; empty for one that settles its own months alone."""

    @property
    def family(self) -> str:
        return self.settles or self.key


@dataclass(frozen=True)
class MonthsKept:
    """A profit centre's months: those that were opened, each with whether it is locked.

    `founded` and `year_starts` are the partnership's; no books are older than the year it was founded in.
    """

    name: str
    founded: date
    year_starts: int
    locked: Mapping[Month, bool]

    @property
    def first_open(self) -> Month | None:
        """The earliest month that takes postings: the only one that may be locked."""
        return min((month for month, locked in self.locked.items() if not locked), default=None)

    @property
    def last_locked(self) -> Month | None:
        """The latest month that is locked: the only one that may be reopened."""
        return max((month for month, locked in self.locked.items() if locked), default=None)


@dataclass(frozen=True)
class Line:
    """One amount on one account of one profit centre: pence, debits positive, credits negative.

    `item` is what it is for, where a deed reckons that again and again: a line of NHS money, a charge, a step
    of a partner's share. `concerns` is the month it is of, which may be another than the month posted to;
    what says that says its item too.
    Raises NotPence for an amount that is no whole number: half a penny would be lost, or found.
    """

    surgery_id: int
    account: int
    amount: Pence
    partner_id: int | None = None
    item: str = ""
    concerns: Month | None = None

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise NotPence(f"{self.amount!r} is not an amount: write whole pence, as a whole number.")


@dataclass(frozen=True)
class Document:
    """What journals are made from. `key` names it for good: the same key posts once."""

    kind: str
    key: str
    title: str
    home_id: int
    host_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Journal:
    """Postings that belong together. Each profit centre's sum to nil, or Unbalanced is raised.

    A journal has one side, or exactly two: home and host. That its internal accounts cancel is checked
    where the chart is at hand (rules.check_can_post) and, whatever happens, by the database.
    """

    dated: date
    narrative: str
    lines: tuple[Line, ...]
    home_id: int
    host_id: int | None = None
    month: Month | None = None
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        sums: dict[int, Pence] = defaultdict(int)
        for line in self.lines:
            sums[line.surgery_id] += line.amount
        if any(sums.values()) or not sums:
            raise Unbalanced(_unbalanced(self, sums))

    @property
    def posted_to(self) -> Month:
        """The month it is posted to; that of its date, unless said otherwise."""
        return self.month or Month.of(self.dated)


@dataclass(frozen=True)
class Dating:
    """How far a journal's date may be from the month that it is posted to, in months: before it and after."""

    before: int
    after: int


def _unbalanced(journal: Journal, sums: dict[int, Pence]) -> str:
    if not sums:
        return f"The journal “{journal.narrative}” has no postings."
    out = next(amount for amount in sums.values() if amount)
    side = "debits" if out > 0 else "credits"
    return (
        f"The journal “{journal.narrative}” does not balance: its {side} are {pounds(abs(out))} more than "
        f"its {'credits' if out > 0 else 'debits'}. Nothing was posted."
    )


@dataclass(frozen=True)
class PublishedAccounts:
    """Where published payments go: the account of each line, the control account and the bank."""

    lines: Mapping[str, int]
    control: int
    bank: int

    def of(self, line: str) -> int:
        """The account of a line; that for any other where the line has none of its own."""
        return self.lines.get(line, self.lines["*"])
