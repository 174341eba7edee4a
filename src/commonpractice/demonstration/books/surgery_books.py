"""The books of one surgery: what it begins with, each of its months, and, where it leaves, how it ends."""

from collections.abc import Iterator
from datetime import timedelta

from commonpractice.demonstration.books import accounts, fees, network_payments, payroll, tables
from commonpractice.demonstration.books.nhs_papers import NhsPapers
from commonpractice.demonstration.books.papers import Book, Made
from commonpractice.demonstration.books.partners_money import PartnersMoney
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.plans import Plan
from commonpractice.demonstration.books.property import Property
from commonpractice.demonstration.books.purchases import Purchases
from commonpractice.domain.ledger import parameters
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


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
        self.payer = plan.payer(place)
        self.nhs = NhsPapers(self.book, place, self.profile, self.payer)

    def months(self) -> Iterator[Made]:
        for month in self.place.months:
            if month == self.place.months[0]:
                self._open(month)
            statement, receipts = self.nhs.of_month(month)
            self._month(month)
            if self._leaves(month):
                paper = self.book.paper(
                    "leaving", "leaving", f"Suppliers settled at {day(month.last)}", month
                )
                self.purchases.settle(paper, month.last)
            entries = self.book.entries(brief=self.plan.brief(month))
            yield Made(month, tuple(entries), statement, tuple(receipts))

    def _month(self, month: Month) -> None:
        book, plan, place = self.book, self.plan, self.place
        fees.post_receipts(book, month)
        if month.number % 3 == 0:
            fees.post_commissioner(book, self.profile, month)
        fees.post_fees(book, self.profile, month)
        self.purchases.post(month)
        payroll.post(book, self.profile.payroll(month), month)
        self.property.post(month)
        network_payments.post(book, place, self.payer, plan.centre_id, month)
        self._expect_central_charge(month)
        paper = book.paper("month_end", "month-end", f"Month-end journals, {month.words}", month)
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
            accounts.TAX: -owed["tax"],
            accounts.PENSION: -owed["doctors' pension"] - owed["staff pension"],
            **self.property.opening(),
            **self.purchases.opening(month),
        }
        book.owed_next_month.update(owed)
        due = parameters.nhs_accounts().due
        owed_by_the_nhs = [(due, one.amount, None, one.item, one.month) for one, _ in self.payer.brought]
        lines: list[tuple] = [*balances.items(), *owed_by_the_nhs, *self.partners.opening(month)]
        left = sum(amount for _, amount, *_ in lines)
        lines += [(accounts.CURRENT, -part, partner) for partner, part in self.place.share_out(left, month)]
        paper = book.paper("opening", "opening", f"Opening balances at {day(before)}", month)
        paper.add(month.first, f"Balances brought forward from {day(before)}", lines)

    def _expect_central_charge(self, month: Month) -> None:
        """Know of the money that goes to the centre, about: it is posted once the month before is closed."""
        if month > self.place.months[0]:
            self.book.balances[self.book.bank] -= self.plan.central_charges(month - 1)[self.place.code]

    def _leaves(self, month: Month) -> bool:
        return any(period.last_day == month.last for period in self.place.fact.memberships)
