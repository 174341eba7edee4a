"""The books of one surgery: what it begins with, each of its months, and, where it leaves, how it ends.

A site of a practice has what it spends and the fees it takes; the contract's money, the partners' and the
premises are in the books of the practice's main site.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property

from commonpractice.demonstration.books import accounts, fees, network_payments, payroll, tables
from commonpractice.demonstration.books.centre_books import CentreBooks
from commonpractice.demonstration.books.nhs_papers import NhsPapers
from commonpractice.demonstration.books.papers import Book, Entry, Made
from commonpractice.demonstration.books.partners_money import PartnersMoney
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.plans import Plan
from commonpractice.demonstration.books.property import Property
from commonpractice.demonstration.books.purchases import Purchases
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.foundations.dated import day, in_force
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month


class SurgeryBooks:
    """One surgery's books, made month by month in order."""

    def __init__(self, plan: Plan, place: Place):
        self.plan = plan
        self.place = place
        self.spends = plan.spends(place)
        self.book = Book(
            code=place.code,
            surgery_id=place.id,
            bank=accounts.BANK,
            rng=place.rng("books"),
            prefix=plan.prefix,
        )
        self.purchases = Purchases(
            self.book, self.spends.spending, patients=self.spends.patients, locums=self.spends.locums
        )
        self.contract = _Contract(plan, self.book, place.practice) if place.holds_contract else None
        self.property = Property(self.book, self.spends, owner=self.contract and self.contract.profile)
        self.results: dict[Month, Pence] = {}

    def months(self) -> Iterator[Made]:
        for month in self.place.months:
            if month == self.place.months[0]:
                self._open(month)
            statement, receipts = self.contract.nhs.of_month(month) if self.contract else (None, ())
            self._month(month)
            if self._leaves(month):
                paper = self.book.paper(
                    "leaving", "leaving", f"Suppliers settled at {day(month.last)}", month
                )
                self.purchases.settle(paper, month.last)
            entries = self.book.entries(brief=self.plan.brief(month))
            self.results[month] = result_of(entries, self.place.id)
            yield Made(month, tuple(entries), statement, tuple(receipts))

    def _month(self, month: Month) -> None:
        book, contract = self.book, self.contract
        fees.post_receipts(book, month)
        if contract and month.number % 3 == 0:
            fees.post_commissioner(book, contract.profile, month)
        fees.post_fees(book, self.spends, month)
        self.purchases.post(month)
        payroll.post(book, self.spends.payroll(month), month)
        self.property.post(month)
        if contract:
            network_payments.post(book, contract.place, contract.payer, self.plan.centre_id, month)
        if month > self.place.months[0]:
            book.balances[book.bank] -= self._paid_to_others(month - 1)
        paper = book.paper("month_end", "month-end", f"Month-end journals, {month.words}", month)
        self.purchases.month_end(paper, month)
        self.property.month_end(paper, month)
        if contract:
            contract.partners.post(month)

    def _open(self, month: Month) -> None:
        """Opening balances, as the books before would have closed; what is left over is the partners'.

        A site has none: what it has and owes is a part of its practice's.
        """
        book, told, contract = self.book, tables.settings()["cash"], self.contract
        before = month.first - timedelta(days=1)
        owed = payroll.opening(self.spends.payroll(month), month)
        patients = contract.profile.patients if contract else self.spends.patients
        balances: dict[int, Pence] = {
            accounts.BANK: int(tables.fraction(told["opening"]) * 100 * patients),
            accounts.PETTY_CASH: told["petty"] * 100,
            accounts.TAX: -owed["tax"],
            accounts.PENSION: -owed["doctors' pension"] - owed["staff pension"],
            **self.property.opening(),
            **self.purchases.opening(month),
        }
        book.owed_next_month.update(owed)
        in_premises = balances.get(accounts.PREMISES, 0) + balances.get(accounts.PROPERTY_LOAN, 0)
        theirs = contract.opening(month, in_premises) if contract else ()
        lines: list[tuple] = [*balances.items(), *theirs]
        left = sum(amount for _, amount, *_ in lines)
        if contract:
            parts = contract.place.share_out(left, month)
            lines += [(accounts.CURRENT, -part, partner) for partner, part in parts]
        else:
            lines.append((accounts.OPENING, -left))
        paper = book.paper("opening", "opening", f"Opening balances at {day(before)}", month)
        paper.add(month.first, f"Balances brought forward from {day(before)}", lines)

    def _paid_to_others(self, before: Month) -> Pence:
        """What the surgery pays the centre, or its practice's sites, for the month before: about, or exactly.

        It is posted once that month is closed; a site is paid what it has lost.
        """
        if self.place.of is None:
            return self.plan.central_charges(before)[self.place.code]
        return -sum(self._others[before]) if self.contract else self.results[before]

    @cached_property
    def _others(self) -> Mapping[Month, list[Pence]]:
        """What each of the practice's other sites and the centre make, by month."""
        sites = [SurgeryBooks(self.plan, place) for place in self.plan.places if place is not self.place]
        found: defaultdict[Month, list[Pence]] = defaultdict(list)
        for books in (*sites, CentreBooks(self.plan)):
            for made in books.months():
                found[made.month].append(result_of(made.entries, books.book.surgery_id))
        return found

    def _leaves(self, month: Month) -> bool:
        return any(period.last_day == month.last for period in self.place.fact.memberships)


class _Contract:
    """What only whoever holds the contract has: the NHS's papers, and partners."""

    def __init__(self, plan: Plan, book: Book, place: Place):
        self.place = place
        self.profile = plan.profile(place)
        self.partners = PartnersMoney(book, place, self.profile)
        self.payer = plan.payer(place)
        self.nhs = NhsPapers(book, place, self.profile, self.payer)

    def opening(self, month: Month, in_premises: Pence) -> list[tuple]:
        """What the NHS owes at the start, and partners' balances. What is `in_premises` is their owners'."""
        due = parameters.nhs_accounts().due
        owed_by_the_nhs = [(due, one.amount, None, one.item, one.month) for one, _ in self.payer.brought]
        owners = in_force(self.place.fact.property_shares, month.first) if in_premises else []
        parts = share(in_premises, [row.part for row in owners]) if owners else []
        capital = [
            (accounts.PROPERTY_CAPITAL, -part, self.place.ids.partners[row.partner])
            for row, part in zip(owners, parts, strict=True)
        ]
        return [*owed_by_the_nhs, *self.partners.opening(month), *capital]


def result_of(entries: Iterable[Entry], surgery_id: int) -> Pence:
    """What some documents make of a profit centre's result: profit above nil."""
    chart = parameters.chart()
    return -sum(
        line.amount
        for _, journals in entries
        for journal in journals
        for line in journal.lines
        if line.surgery_id == surgery_id and chart[line.account].kind in RESULT
    )
