"""The books of one surgery: what it begins with, each of its months, and, where it leaves, how it ends."""

from collections.abc import Iterator
from datetime import timedelta

from commonpractice.demonstration.books import (
    accounts,
    fees,
    payments_from_nhs,
    payroll,
    tables,
    two_sided,
)
from commonpractice.demonstration.books.papers import Book, Entry
from commonpractice.demonstration.books.partners_money import PartnersMoney
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.plans import Plan
from commonpractice.demonstration.books.property import Property
from commonpractice.demonstration.books.purchases import Purchases
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

PAYABLE = range(8010, 9000)
"""The accounts of a balance sheet but for the partners' own."""


class SurgeryBooks:
    """One surgery's books, made month by month in order."""

    def __init__(self, plan: Plan, place: Place):
        self.plan = plan
        self.place = place
        self.profile = plan.profile(place)
        self.book = Book(
            code=place.code,
            surgery_id=place.id,
            bank=accounts.BANK,
            rng=place.rng("books"),
            prefix=plan.prefix,
        )
        self.purchases = Purchases(
            self.book, self.profile.spending, patients=self.profile.patients, locums=self.profile.locums
        )
        self.partners = PartnersMoney(self.book, place, self.profile)
        self.property = Property(self.book, self.profile)

    def entries(self) -> Iterator[Entry]:
        for month in self.place.months:
            if month == self.place.months[0]:
                self._open(month)
            self._month(month)
            if month == self.place.months[-1] and self._leaves(month):
                self._leave(month)
            yield from self.book.entries(brief=self.plan.brief(month))

    def _month(self, month: Month) -> None:
        book, plan, place = self.book, self.plan, self.place
        fees.post_receipts(book, month)
        payments_from_nhs.post(book, plan, place, month)
        payments_from_nhs.post_claims(book, self.profile, month)
        if month.number % 3 == 0:
            fees.post_commissioner(book, self.profile, month)
        fees.post_fees(book, self.profile, month)
        self.purchases.post(month)
        payroll.post(book, self.profile.payroll(month), month)
        self.property.post(month)
        two_sided.post_networks(book, plan, place, month)
        two_sided.post_central_charge(book, plan, place, month)
        paper = book.paper("month_end", "month-end", f"Month-end journals, {month.words}", month)
        payments_from_nhs.accrue_qof(paper, self.profile, month)
        self.purchases.month_end(paper, month)
        self.property.month_end(paper, month)
        self.partners.post(month)

    def _open(self, month: Month) -> None:
        """Opening balances, as the books before would have closed; what is left over is the partners'."""
        book, told = self.book, tables.settings()["cash"]
        before = month.first - timedelta(days=1)
        owed = payroll.opening(self.profile.payroll(month), month)
        balances: dict[int, Pence] = {
            accounts.BANK: int(tables.fraction(told["opening"]) * 100 * self.profile.patients),
            accounts.PETTY_CASH: told["petty"] * 100,
            accounts.ACCRUED_INCOME: self._accrued(month),
            accounts.TAX: -owed["tax"],
            accounts.PENSION: -owed["doctors' pension"] - owed["staff pension"],
            **self.property.opening(),
            **self.purchases.opening(month),
        }
        book.owed_next_month.update(owed)
        lines: list[tuple] = [*balances.items(), *self.partners.opening(month)]
        left = sum(amount for _, amount, *_ in lines)
        lines += [(accounts.CURRENT, -part, partner) for partner, part in self.place.share_out(left, month)]
        paper = book.paper("opening", "opening", f"Opening balances at {day(before)}", month)
        paper.add(month.first, f"Balances brought forward from {day(before)}", lines)

    def _accrued(self, month: Month) -> Pence:
        """QOF earned before and not paid yet, and the claims of the month before, which will be."""
        year = FinancialYear.of(month)
        qof = payments_from_nhs.qof_accrued(self.profile, year.begins, month)
        if month.number in (4, 5, 6):
            qof += payments_from_nhs.qof_accrued(self.profile, year.begins - 1, year.first)
        before = month - 1
        for stream in self.profile.income:
            if stream.line.paid == "claim":
                annual = self.profile.annual_income(stream, tables.year_of(before))
                amount = tables.in_month(annual, stream.line.shape, before)
                what = f"{stream.line.narrative}, {before.words}"
                self.book.claims.append((stream.line.account, what, amount))
        return qof + sum(amount for _, _, amount in self.book.claims)

    def _leaves(self, month: Month) -> bool:
        return any(period.last_day == month.last for period in self.place.fact.memberships)

    def _leave(self, month: Month) -> None:
        """The surgery leaves with its assets and debts at book value: its partners take them over."""
        book = self.book
        two_sided.settle_central_charge(book, self.plan, month, month.last)
        paper = book.paper("leaving", "leaving", f"Closing of the books at {day(month.last)}", month)
        self.purchases.settle(paper, month.last)
        left = [
            (account, -amount)
            for account, amount in sorted(book.balances.items())
            if account in PAYABLE and amount
        ]
        taken = -sum(amount for _, amount in left)
        paper.add(
            month.last,
            "Assets and debts taken over by the surgery's partners",
            [*left, *self.partners.assign(month, taken)],
        )
