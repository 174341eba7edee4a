"""Follow the pound: from what a month came to down to what each line was reckoned from, and up again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from commonpractice.domain.contracts.facts import least, plain
from commonpractice.domain.contracts.facts.due import QofCount
from commonpractice.domain.contracts.queries import QofOfYear
from commonpractice.domain.contracts.rules.qof.year import IndicatorPay
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.domain.ledger.queries import ItemJournal
from commonpractice.domain.profits.facts import ShareStep
from commonpractice.domain.profits.queries import MonthOf
from commonpractice.domain.profits.queries.month_of import SHARES
from commonpractice.domain.profits.rules.brings import OnAccount
from commonpractice.foundations.money import Pence
from commonpractice.interfaces.web.follow.naming import item_words
from commonpractice.interfaces.web.steps import Step, steps

RESULT = {AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS}
ORDER = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS)
TITLES = {
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Spending",
    AccountKind.PARTNERS: "Borne by the partners",
}


@dataclass(frozen=True)
class Part:
    """A part of what an account came to: of one item, or of whatever says nothing of what it is for."""

    words: str
    item: str
    amount: Pence


@dataclass(frozen=True)
class Account:
    """What an account came to, and its parts; income above nil."""

    account: AccountFact
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Pence:
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True)
class Kind:
    title: str
    accounts: tuple[Account, ...]

    @property
    def amount(self) -> Pence:
        return sum(each.amount for each in self.accounts)


def kinds(found: MonthOf) -> list[Kind]:
    """What a month came to: income, spending, what partners bear; each account with its parts."""
    chart = parameters.chart()
    accounts = [
        Account(
            chart[code],
            tuple(
                Part(item_words(each.item) if each.item else "Everything else", each.item, each.amount)
                for each in sorted(parts, key=lambda each: not each.item)
            ),
        )
        for code, parts in groupby(found.made_of, key=lambda each: each.account)
    ]
    return [
        Kind(TITLES[kind], theirs)
        for kind in ORDER
        if (theirs := tuple(each for each in accounts if each.account.kind is kind))
    ]


@dataclass(frozen=True)
class PartnerRow:
    """What a partner has of a month, step by step in the order of ShareStep; None where no part in a step."""

    name: str
    amounts: tuple[Pence | None, ...]

    @property
    def total(self) -> Pence:
        return sum(amount or 0 for amount in self.amounts)


@dataclass(frozen=True)
class Shares:
    """Who has what of a month: the steps that anybody has a part in, and a row for each partner."""

    steps: tuple[ShareStep, ...]
    rows: tuple[PartnerRow, ...]

    @property
    def items(self) -> list[tuple[str, str]]:
        """The steps' words and items, in order."""
        return [(step.words.capitalize(), f"share.{step.value}") for step in self.steps]

    @property
    def totals(self) -> list[Pence]:
        return [sum(row.amounts[place] or 0 for row in self.rows) for place in range(len(self.steps))]


def shares(found: MonthOf, names: Mapping[int, str]) -> Shares:
    """Partners' shares of a month, by name."""
    there = tuple(step for step in ShareStep if any(step is each for _, each in found.shares))
    partners = sorted({partner for partner, _ in found.shares}, key=lambda each: names.get(each, ""))
    return Shares(
        there,
        tuple(
            PartnerRow(
                names.get(partner, f"Partner {partner}"),
                tuple(found.shares.get((partner, step)) for step in there),
            )
            for partner in partners
        ),
    )


@dataclass(frozen=True)
class Reckoning:
    """How a document says that the item was reckoned; `whose` where it is one partner's part.

    `amount` is what was posted then: what the steps come to, less what had been posted before.
    """

    amount: Pence
    steps: list[Step]
    whose: str


@dataclass(frozen=True)
class Row:
    """A journal of the item: its amount on each of the page's accounts, debits positive."""

    journal: ItemJournal
    amounts: tuple[Pence, ...]
    reckonings: tuple[Reckoning, ...]


@dataclass(frozen=True)
class Item:
    """An item of a month: what it is, on which accounts it stands, journal by journal."""

    key: str
    words: str
    accounts: tuple[AccountFact, ...]
    rows: tuple[Row, ...]
    lines: tuple[OnAccount, ...]
    """Those of its postings that are in the month's result."""

    @property
    def is_share(self) -> bool:
        return self.key in SHARES

    @property
    def totals(self) -> list[Pence]:
        return [sum(row.amounts[place] for row in self.rows) for place in range(len(self.accounts))]

    @property
    def in_the_result(self) -> Pence:
        """What it made, above nil, or cost."""
        return -sum(line.amount for line in self.lines)

    @property
    def is_nhs(self) -> bool:
        return self.key in parameters.nhs_items()

    @property
    def reckoned(self) -> list[Row]:
        """The journals whose documents say how they were reckoned, the latest first."""
        return [row for row in reversed(self.rows) if row.reckonings]


def item(key: str, journals: Sequence[ItemJournal], names: Mapping[int, str]) -> Item:
    """An item's journals laid out by account, with how each was reckoned."""
    chart = parameters.chart()
    codes = sorted({posting.account for journal in journals for posting in journal.postings})
    told = [one for journal in journals for one in journal.told]
    in_result: dict[tuple[int, int | None], Pence] = defaultdict(int)
    for journal in journals:
        for posting in journal.postings:
            if chart[posting.account].kind in RESULT:
                in_result[posting.account, posting.partner_id] += posting.amount
    return Item(
        key,
        item_words(key, told),
        tuple(chart[code] for code in codes),
        tuple(
            Row(
                journal,
                tuple(journal.on(code) for code in codes),
                tuple(
                    Reckoning(
                        _posted(journal, one.get("partner")),
                        steps(one.get("steps", [])),
                        names.get(one["partner"], "") if "partner" in one else "",
                    )
                    for one in journal.told
                ),
            )
            for journal in journals
        ),
        tuple(OnAccount(*place[:1], amount, place[1]) for place, amount in in_result.items() if amount),
    )


def _posted(journal: ItemJournal, partner: int | None) -> Pence:
    """What a journal put to a partner's current account; with none, what it made (below nil, cost)."""
    chart, current = parameters.chart(), parameters.share_accounts().current
    return -sum(
        posting.amount
        for posting in journal.postings
        if (posting.account == current and posting.partner_id == partner)
        or (partner is None and chart[posting.account].kind in RESULT)
    )


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of a year of QOF. `points` and `most` in plain decimals; no points: nobody is eligible."""

    code: str
    words: str
    met: int
    eligible: int
    points: str
    most: str
    amount: Pence
    doubt: str


@dataclass(frozen=True)
class Qof:
    """A year of QOF: its indicators, and the steps of the one that is asked for."""

    rows: tuple[IndicatorRow, ...]
    points: str
    amount: Pence
    sources: tuple[str, ...]
    asked: IndicatorRow | None
    steps: list[Step]


def qof(found: QofOfYear, asked: str) -> Qof:
    """A year's counts, points and pounds; `asked` is the code of the indicator whose steps are shown."""
    rows = {
        pay.indicator.code: _indicator(pay, found.counts[pay.indicator.code])
        for pay in found.earned.indicators
    }
    told = next((pay.steps for pay in found.earned.indicators if pay.indicator.code == asked), ())
    return Qof(
        tuple(rows.values()),
        plain(found.earned.points, 2),
        found.earned.amount,
        tuple(sorted({one.source for one in found.counts.values()})),
        rows.get(asked),
        steps(step.details() for step in told),
    )


def _indicator(pay: IndicatorPay, count: QofCount) -> IndicatorRow:
    doubt = least(*(step.trust for step in pay.steps))
    return IndicatorRow(
        pay.indicator.code,
        pay.indicator.words,
        count.count.numerator,
        count.count.denominator,
        "" if pay.points is None else plain(pay.points, 2),
        plain(Fraction(pay.indicator.points)),
        pay.amount,
        doubt.words if doubt.is_doubtful else "",
    )
