"""A partner's statement as it is read: each account from its opening balance to its closing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import (
    FundsAccount,
    FundsOf,
    Movement,
    PartnerStatement,
    PeersAt,
    StatementToSee,
)
from commonpractice.domain.profits.queries.steps import Steps
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.places import left_on
from commonpractice.interfaces.web.steps import Step, steps


@dataclass(frozen=True)
class AtSurgery:
    """A surgery with its last day, where it has left, and its partners, each with what is said of leaving."""

    name: str
    left_on: date | None
    partners: tuple[tuple[StatementToSee, str], ...]


@dataclass(frozen=True)
class Listed:
    """Whose statements may be seen: one's own, then the others surgery by surgery."""

    own: tuple[StatementToSee, ...]
    by_surgery: tuple[AtSurgery, ...]


def listed(theirs: Sequence[StatementToSee], *, scope: Scope, of: PartnershipSummary, on: date) -> Listed:
    """A partner of several surgeries stands under each of them.

    Who has left by a day is said of the surgeries within one's reach: of others only the deed shows anything.
    """
    left = {
        surgery: left_on(spells, on=on) for surgery, spells in partnership.memberships(scope=scope).items()
    }
    gone = {
        (surgery, each.id): left_on([spell.effective for spell in each.spells], on=on)
        for surgery, people in partnership.partners_over_time(scope=scope).items()
        for each in people
    }
    still = {partner for (_, partner), last in gone.items() if last is None}

    def said_of(partner: int, surgery: int) -> str:
        last = gone.get((surgery, partner))
        if last is None or last == left.get(surgery):
            return ""
        return f"left {said('this surgery') if partner in still else 'the partnership'} on {day(last)}"

    found = [
        AtSurgery(
            one.name,
            left.get(one.id),
            tuple(
                (each, said_of(each.partner, one.id))
                for each in theirs
                if not each.own and one.id in each.surgeries
            ),
        )
        for one in of.surgeries
    ]
    return Listed(tuple(each for each in theirs if each.own), tuple(each for each in found if each.partners))


@dataclass(frozen=True)
class Row:
    """A movement, what stands on the account after it, and how it was reckoned, where a document says so.

    `code` is the surgery's; empty where whoever looks has no role there, and cannot go on to its journal.
    `earlier` is the month that it is of, where it was posted to a later one.
    """

    movement: Movement
    balance: Pence
    code: str
    surgery: str
    earlier: Month | None
    steps: tuple[Step, ...]

    @property
    def is_rest(self) -> bool:
        """Whether the steps come to the whole of a share, of which this posts only what was missing."""
        return bool(self.steps) and self.steps[-1].value != pounds(self.movement.pence)


@dataclass(frozen=True)
class OfMonth:
    month: Month
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Account:
    """One account: opening, what moved it month by month, closing; and the same by kind."""

    funds: FundsOf
    months: tuple[OfMonth, ...]
    kinds: tuple[tuple[str, Pence], ...]

    @property
    def moved(self) -> Pence:
        return self.funds.closing - self.funds.opening


@dataclass(frozen=True)
class StatementPage:
    found: PartnerStatement
    accounts: tuple[Account, ...]
    several: bool
    """Whether it is of several surgeries, so that each movement says of which."""
    provisional: bool
    peers: tuple[PeersAt, ...]
    columns: tuple[FundsAccount, ...]
    """The accounts that somebody beside has anything on."""

    @property
    def adds_up(self) -> bool:
        return all(account.funds.adds_up for account in self.accounts)


def statement(found: PartnerStatement, *, scope: Scope, of: PartnershipSummary) -> StatementPage:
    """Everything on the page; asks once for how shares were reckoned."""
    documents = {each.document for funds in found.accounts for each in funds.movements}
    told = queries.share_steps(scope=scope, documents=documents, partner=found.partner)
    codes = {one.id: one.code for one in of.surgeries if scope.covers(one.id)}
    accounts = tuple(
        _account(funds, found, codes, told)
        for funds in found.accounts
        if funds.opening or funds.movements or funds.account is FundsAccount.CURRENT
    )
    peers = tuple(group for group in found.peers if group.peers)
    return StatementPage(
        found=found,
        accounts=accounts,
        several=len(found.surgeries) > 1,
        provisional=any(
            row.movement.provisional for each in accounts for one in each.months for row in one.rows
        ),
        peers=peers,
        columns=tuple(
            account
            for account in FundsAccount
            if any(peer.closing.get(account) for group in peers for peer in group.peers)
            or account is FundsAccount.CURRENT
        ),
    )


def _account(
    funds: FundsOf,
    found: PartnerStatement,
    codes: Mapping[int, str],
    told: Steps,
) -> Account:
    balances = list(accumulate((each.pence for each in funds.movements), initial=funds.opening))[1:]
    rows = [
        _row(each, balance, found, codes, told.get((each.document, each.kind, each.concerns), ()))
        for each, balance in zip(funds.movements, balances, strict=True)
    ]
    return Account(
        funds,
        tuple(
            OfMonth(month, tuple(theirs))
            for month, theirs in groupby(rows, key=lambda row: row.movement.month)
        ),
        tuple(funds.by_kind.items()),
    )


def _row(
    each: Movement,
    balance: Pence,
    found: PartnerStatement,
    codes: Mapping[int, str],
    told: Sequence[Mapping[str, str]],
) -> Row:
    return Row(
        movement=each,
        balance=balance,
        code=codes.get(each.surgery, ""),
        surgery=found.surgeries.get(each.surgery, ""),
        earlier=each.concerns if each.concerns != each.month else None,
        steps=tuple(steps(told)),
    )
