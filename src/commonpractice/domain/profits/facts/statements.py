"""A partner's statement: what he or she has in the partnership, from an opening balance to a closing one.

Amounts are whole pence, above nil where the partnership owes them to the partner.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from commonpractice.domain.profits.facts.sharing import ShareStep
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.foundations.worded import Worded

STEPS = {step.value: place for place, step in enumerate(ShareStep)}


class FundsAccount(Worded):
    """The accounts of a partner, in the order in which a statement has them."""

    CAPITAL = "capital", "Capital account"
    PROPERTY = "property", "Property capital account"
    CURRENT = "current", "Current account"
    TAX = "tax", "Tax reserve"


@dataclass(frozen=True)
class PartnerAccount:
    """A ledger account that is a partner's: to which of the funds it belongs, and what is said of a credit
    (above nil) and a debit on it. `kind` is the key of both."""

    code: int
    of: FundsAccount
    kind: str
    credit: str
    debit: str

    def words(self, amount: Pence) -> str:
        return self.credit if amount > 0 else self.debit


@dataclass(frozen=True)
class Movement:
    """One thing that moved a partner's account.

    `kind` tells alike from unlike: an item as the journal has it (`share.balance`, `share.final.balance`), or
    a key of rulebook/profits/partner_accounts.csv. `month` is the month that it was posted to, `concerns` the
    one that it is of. `provisional`: a share of a month of which the year has not been closed yet.
    """

    account: FundsAccount
    kind: str
    words: str
    surgery: int
    month: Month
    concerns: Month
    pence: Pence
    journal: int
    document: int
    narrative: str
    provisional: bool = False

    @property
    def step(self) -> int:
        """Which step of sharing it is of, the first being 0; what is no share comes after them all."""
        of = self.kind.rpartition(".")[2] if self.kind.startswith("share.") else ""
        return STEPS.get(of, len(STEPS))


@dataclass(frozen=True)
class FundsOf:
    """One account of a partner over some months. Opening and closing are each summed from the books."""

    account: FundsAccount
    opening: Pence
    movements: tuple[Movement, ...]
    closing: Pence

    @property
    def adds_up(self) -> bool:
        return self.opening + sum(each.pence for each in self.movements) == self.closing

    @property
    def by_kind(self) -> dict[str, Pence]:
        """What each kind of movement comes to, by its words: shares first, in the order in which profit is
        shared, then the others as they first come."""
        ordered = sorted(self.movements, key=lambda each: each.step)
        return added_up((each.words, each.pence) for each in ordered)


def added_up(rows: Iterable[tuple[str, Pence]]) -> dict[str, Pence]:
    found: dict[str, Pence] = {}
    for words, amount in rows:
        found[words] = found.get(words, 0) + amount
    return found


@dataclass(frozen=True)
class Peer:
    """What another partner of a surgery has at the end of the same months, by account.

    `partner` is None where the deed has them lettered: `called` is a letter then, and another on each
    statement, so that no two statements can be laid side by side.
    """

    called: str
    partner: int | None
    closing: dict[FundsAccount, Pence]

    @property
    def total(self) -> Pence:
        return sum(self.closing.values())


@dataclass(frozen=True)
class PeersAt:
    """The other partners of one surgery."""

    surgery: int
    name: str
    peers: tuple[Peer, ...]


@dataclass(frozen=True)
class PartnerStatement:
    """What a partner has at some surgeries (ids with names), from the first month to the last.

    `provisional` has, by surgery, the months among these of which the year has not been closed.
    """

    partner: int
    code: str
    name: str
    first: Month
    last: Month
    surgeries: dict[int, str]
    accounts: tuple[FundsOf, ...]
    provisional: dict[int, tuple[Month, ...]]
    peers: tuple[PeersAt, ...]

    @property
    def opening(self) -> Pence:
        return sum(each.opening for each in self.accounts)

    @property
    def closing(self) -> Pence:
        return sum(each.closing for each in self.accounts)

    def of(self, account: FundsAccount) -> FundsOf:
        return next(each for each in self.accounts if each.account is account)


@dataclass(frozen=True)
class Viewer:
    """Who asks for statements: the partners that they are, by id, and the surgeries where one of those is a
    partner on the day. `sees_all` is said by a role."""

    sees_all: bool
    partners: frozenset[int]
    surgeries: frozenset[int]


@dataclass(frozen=True)
class StatementToSee:
    """A partner whose statement somebody may see, with the surgeries (ids with names) that they see it of."""

    partner: int
    code: str
    name: str
    surgeries: dict[int, str]
    own: bool


@dataclass(frozen=True)
class YearPosted:
    """What the final shares of a year moved, by surgery and partner: together nil at each surgery."""

    year: FinancialYear
    month: Month
    by_surgery: dict[int, dict[int, Pence]]
    journals: tuple[int, ...]
