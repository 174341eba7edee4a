"""What a surgery owns and borrows: premises, equipment, loans; what it begins with and what it ends with."""

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book, Paper, some_day, weeks
from commonpractice.demonstration.books.profiles import Profile, Site
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

LOANS_ON = 3
THINGS = (
    "Examination couch",
    "Vaccine refrigerator",
    "ECG machine",
    "Desks and chairs",
    "Server",
    "Automatic doors",
)


class Property:
    """The fixed assets and loans of one surgery: the equipment of those whom it sees, and the premises and
    loans of the `owner`, who has them for all sites; none where another site's books have them."""

    def __init__(self, book: Book, here: Profile | Site, *, owner: Profile | None):
        self.book = book
        self.here = here
        self.owner = owner
        self.repaid: dict[int, Pence] = {}

    def opening(self) -> dict[int, Pence]:
        """Balances by account, debits positive."""
        loans, equipment = tables.settings()["loans"], tables.settings()["equipment"]
        cost = self.here.patients * equipment["at_cost_a_patient"] * 100
        found = {
            accounts.EQUIPMENT: cost,
            accounts.DEPRECIATED: -cost * equipment["written_off"] // tables.THOUSAND,
        }
        owner = self.owner
        if owner and owner.place.invented.owned:
            value = owner.property_value
            lent = value * loans["property_lent"] // tables.THOUSAND
            found |= {accounts.PREMISES: value, accounts.PROPERTY_LOAN: -lent}
            self.repaid[accounts.PROPERTY_LOAN] = lent // (12 * loans["property_years"])
        if owner and owner.loan:
            lent = owner.patients * loans["practice_a_patient"] * 100
            found[accounts.PRACTICE_LOAN] = -lent
            self.repaid[accounts.PRACTICE_LOAN] = lent // (12 * loans["practice_years"])
        return found

    def post(self, month: Month) -> None:
        """Loan payments, interest on cash, and what is bought to keep."""
        book, told = self.book, tables.settings()["loans"]
        on = month.first.replace(day=LOANS_ON)
        paper = book.paper("loans", "loans", f"Loans and interest, {month.words}", month)
        for loan, rate, cost, what in (
            (accounts.PROPERTY_LOAN, told["property_interest"], accounts.PROPERTY_INTEREST, "Property loan"),
            (accounts.PRACTICE_LOAN, told["practice_interest"], accounts.LOAN_INTEREST, "Practice loan"),
        ):
            left = -book.balances[loan]
            interest = left * rate // tables.THOUSAND // 12
            repaid = min(left, self.repaid.get(loan, 0))
            paper.add(on, what, [(loan, repaid), (cost, interest), (book.bank, -repaid - interest)])
        if month.number % 3 == 0:
            interest = (
                max(book.balances[book.bank], 0)
                * tables.settings()["cash"]["interest"]
                // tables.THOUSAND
                // 4
            )
            paper.add(
                month.last, "Bank interest", [(book.bank, interest), (accounts.INTEREST_RECEIVED, -interest)]
            )
        if book.rng.randrange(tables.THOUSAND) < tables.settings()["equipment"]["purchases"]:
            self._buy(paper, month)

    def _buy(self, paper: Paper, month: Month) -> None:
        rng = self.book.rng
        low, high = tables.settings()["equipment"]["a_purchase"]
        amount = rng.randint(low, high) * 100
        on = some_day(weeks(month)[1], rng)
        paper.add(on, rng.choice(THINGS), [(accounts.EQUIPMENT, amount), (accounts.CREDITORS, -amount)])
        self.book.owed.append((on, rng.choice(tables.suppliers("clinical")), amount))

    def month_end(self, paper: Paper, month: Month) -> None:
        book = self.book
        amount = book.balances[accounts.EQUIPMENT] // tables.settings()["equipment"]["life_months"]
        left = book.balances[accounts.EQUIPMENT] + book.balances[accounts.DEPRECIATED]
        amount = min(amount, left)
        paper.add(
            month.last,
            "Depreciation of equipment",
            [(accounts.DEPRECIATION, amount), (accounts.DEPRECIATED, -amount)],
        )
