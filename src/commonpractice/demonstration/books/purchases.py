"""What is bought and how it is paid: invoices, payment runs, direct debits, petty cash, yearly bills."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.fees import parts_of, some_of
from commonpractice.demonstration.books.papers import Book, Paper, in_words, some_day, weeks
from commonpractice.demonstration.books.streams import Spending
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

TERMS = timedelta(days=21)
RUNS = (14, 28)
APRIL, NOVEMBER = 4, 11


class Purchases:
    """The spending of one profit centre. `patients` scales how many invoices come."""

    def __init__(
        self,
        book: Book,
        spending: Iterable[Spending],
        *,
        patients: int,
        locums: Callable[[int], Pence] | None = None,
    ):
        self.book = book
        self.spending = tuple(spending)
        self.scale = Fraction(patients, tables.settings()["invoices"]["usual_list"])
        self.locums = locums
        self.suppliers = {each.line.key: self._choose(each.line.suppliers) for each in self.spending} | {
            "locums": self._choose("locums")
        }

    def _choose(self, kind: str) -> tuple[str, ...]:
        """The suppliers that this surgery uses of a kind: two or three of them."""
        known = list(tables.suppliers(kind))
        self.book.rng.shuffle(known)
        return tuple(known[:3])

    def post(self, month: Month) -> None:
        self._invoices(month)
        self._direct_debits(month)
        self._petty_cash(month)
        for number, ends in enumerate(RUNS, start=1):
            self._payment_run(month, number, month.first.replace(day=ends))

    def opening(self, month: Month) -> dict[int, Pence]:
        """What the months before have left: unpaid invoices, yearly bills prepaid, and bills not come yet.

        By account, as balances: debits positive.
        """
        before = month - 1
        for each in self.spending:
            if each.line.paid == "invoice":
                amount = self._month_of(each, before) * 7 // 10
                for part in parts_of(amount, max(1, int(each.line.a_year * self.scale) // 12), self.book.rng):
                    supplier = self.book.rng.choice(self.suppliers[each.line.key])
                    on = before.first.replace(day=self.book.rng.randint(9, 28))
                    if part:
                        self.book.owed.append((on, supplier, part))
        year = FinancialYear.of(month)
        prepaid = sum(
            self._month_of(each, later)
            for each in self.spending
            if each.line.paid == "prepaid" and month.number != APRIL
            for later in year.months
            if later >= month
        )
        accrued = sum(
            self._month_of(each, earlier)
            for each in self.spending
            if each.line.paid == "accrued"
            for earlier in [*(year - 1).months, *year.months]
            if earlier < month and (earlier >= year.first or month.number < NOVEMBER)
        )
        return {
            accounts.CREDITORS: -sum(amount for _, _, amount in self.book.owed),
            accounts.PREPAYMENTS: prepaid,
            accounts.ACCRUALS: -accrued,
        }

    def month_end(self, paper: Paper, month: Month) -> None:
        """A month of what was paid for the year, and of what will be billed for it."""
        for each in self.spending:
            amount = self._month_of(each, month)
            if each.line.paid == "prepaid":
                lines = [(each.line.account, amount), (accounts.PREPAYMENTS, -amount)]
                paper.add(month.last, f"{each.line.narrative}: this month's part", lines)
            elif each.line.paid == "accrued":
                lines = [(each.line.account, amount), (accounts.ACCRUALS, -amount)]
                paper.add(month.last, f"{each.line.narrative}: accrued", lines)

    def settle(self, paper: Paper, on: date) -> None:
        """Pay every invoice that is owed, on the day a surgery leaves."""
        owed = sum(amount for _, _, amount in self.book.owed)
        self.book.owed = []
        paper.add(on, "Suppliers paid in full", [(accounts.CREDITORS, owed), (self.book.bank, -owed)])

    def _month_of(self, each: Spending, month: Month) -> Pence:
        return tables.in_month(each.annual(tables.year_of(month)), each.line.shape, month)

    def _invoices(self, month: Month) -> None:
        """The purchase day book, week by week."""
        book, rng = self.book, self.book.rng
        papers = [
            (
                week,
                book.paper("purchases", f"purchases/{number}", f"Purchase day book, {in_words(week)}", month),
            )
            for number, week in enumerate(weeks(month), start=1)
        ]

        def invoice(key: str, account: int, amount: Pence, number: int, what: str) -> None:
            amount += book.carried.pop(key, 0)
            if not number or amount <= 0:
                book.carried[key] = amount
                return
            for part in parts_of(amount, number, rng):
                week, paper = rng.choice(papers)
                self._owe(paper, some_day(week, rng), rng.choice(self.suppliers[key]), account, part, what)

        for each in self.spending:
            amount = self._month_of(each, month)
            if each.line.paid == "invoice":
                number = some_of(int(each.line.a_year * self.scale * tables.THOUSAND) // 12, rng)
                invoice(each.line.key, each.line.account, amount, number, each.line.narrative)
            elif each.line.paid == "prepaid" and month.number == APRIL:
                yearly = each.annual(tables.year_of(month))
                invoice(each.line.key, accounts.PREPAYMENTS, yearly, 1, f"{each.line.narrative} for the year")
            elif each.line.paid == "accrued" and month.number == NOVEMBER:
                earlier = FinancialYear.of(month) - 1
                billed = sum(self._month_of(each, one) for one in earlier.months)
                invoice(each.line.key, accounts.ACCRUALS, billed, 1, f"{each.line.narrative}, {earlier}")
        if self.locums:
            amount = tables.in_month(self.locums(tables.year_of(month)), "locums", month)
            number = max(1, amount // (tables.settings()["invoices"]["locum"] * 100))
            invoice("locums", accounts.LOCUMS, amount, number, "Locum GP sessions")

    def _owe(self, paper: Paper, on: date, supplier: str, account: int, amount: Pence, what: str) -> None:
        if amount:
            number = self.book.rng.randint(10_000, 99_999)
            lines = [(account, amount), (accounts.CREDITORS, -amount)]
            paper.add(on, f"{supplier}, invoice {number}: {what}", lines)
            self.book.owed.append((on, supplier, amount))

    def _payment_run(self, month: Month, number: int, on: date) -> None:
        """Pay, supplier by supplier, the invoices that have stood for three weeks."""
        due: defaultdict[str, Pence] = defaultdict(int)
        waiting = []
        for dated, supplier, amount in self.book.owed:
            if dated <= on - TERMS:
                due[supplier] += amount
            else:
                waiting.append((dated, supplier, amount))
        self.book.owed = waiting
        paper = self.book.paper(
            "payment_run", f"payments/{number}", f"Payments to suppliers, {on.day} {month.words}", month
        )
        for supplier, amount in due.items():
            paper.add(on, f"{supplier}: paid", [(accounts.CREDITORS, amount), (self.book.bank, -amount)])

    def _direct_debits(self, month: Month) -> None:
        """What the bank pays by itself, week by week."""
        book, rng = self.book, self.book.rng
        papers = [
            (week, book.paper("bank_payments", f"bank/{number}", f"Direct debits, {in_words(week)}", month))
            for number, week in enumerate(weeks(month), start=1)
        ]
        for each in self.spending:
            amount = self._month_of(each, month)
            if each.line.paid != "bank" or not amount:
                continue
            supplier = self.suppliers[each.line.key][0]
            for part in parts_of(amount, max(1, each.line.a_year // 12), rng):
                week, paper = rng.choice(papers)
                what = f"{supplier}: {each.line.narrative}"
                paper.add(some_day(week, rng), what, [(each.line.account, part), (book.bank, -part)])

    def _petty_cash(self, month: Month) -> None:
        """Small things from the tin, filled at the beginning of the month with what it will take."""
        book, rng = self.book, self.book.rng
        paper = book.paper("petty_cash", "petty", f"Petty cash book, {month.words}", month)
        spent = sum(self._month_of(each, month) for each in self.spending if each.line.paid == "petty")
        drawn = [(accounts.PETTY_CASH, spent), (book.bank, -spent)]
        paper.add(month.first, "Cash drawn for the tin", drawn)
        for each in self.spending:
            if each.line.paid == "petty":
                amount = self._month_of(each, month)
                number = max(1, some_of(int(each.line.a_year * self.scale * tables.THOUSAND) // 12, rng))
                for part in parts_of(amount, number, rng):
                    on = some_day(rng.choice(weeks(month)), rng)
                    paper.add(
                        on, each.line.narrative, [(each.line.account, part), (accounts.PETTY_CASH, -part)]
                    )
