"""What partners take and set aside: drawings, tax, capital in and out, a pension certificate's difference."""

from collections import defaultdict

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.profiles import Profile
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

DRAWN_ON = 28
TAX_MONTHS = (1, 7)
CERTIFICATE_MONTH = 2
QUARTERS = (6, 9, 12, 3)


class PartnersMoney:
    """The partners' accounts at one surgery. Everything bears the partner's id."""

    def __init__(self, book: Book, place: Place, profile: Profile):
        self.book = book
        self.place = place
        self.profile = profile
        self.reserved: defaultdict[int, Pence] = defaultdict(int)
        self.here = [partner.id for partner in place.partners(place.months[0].first)]

    def post(self, month: Month) -> None:
        told = tables.settings()["partners"]
        paper = self.book.paper("partners", "partners", f"Partners' accounts, {month.words}", month)
        on = month.first.replace(day=DRAWN_ON)
        bearable = self.profile.bearable(tables.year_of(month))
        self._come_and_go(paper, month, on)
        drawn = bearable * told["drawings"] // tables.THOUSAND // 12
        if self.book.balances[self.book.bank] < self._cash("floor"):
            drawn //= 2
        if self.book.balances[self.book.bank] < 0:
            drawn = 0
        for partner, amount in self.place.share_out(drawn, month):
            paper.add(on, "Drawings", [(accounts.DRAWINGS, amount, partner), (self.book.bank, -amount)])
        set_aside = bearable * told["tax"] // tables.THOUSAND // 12
        for partner, amount in self.place.share_out(set_aside, month):
            self.reserved[partner] += amount
            paper.add(
                on,
                "Set aside for tax",
                [(accounts.CURRENT, amount, partner), (accounts.TAX_RESERVE, -amount, partner)],
            )
        if month.number in TAX_MONTHS:
            self._pay_tax(paper, month, 6 * set_aside)
        if month.number == CERTIFICATE_MONTH:
            self._pension_certificate(paper, month)
        if month.number in QUARTERS:
            self._draw_what_is_spare(paper, month)

    def opening(self, month: Month) -> list[tuple[int, Pence, int]]:
        """Capital and tax reserves at the start, by partner: (account, balance, partner's id)."""
        told = tables.settings()["partners"]
        capital = told["capital"] * 100
        kept = self.profile.bearable(tables.year_of(month)) * told["tax"] // tables.THOUSAND * 8 // 12
        rows = [(accounts.CAPITAL, -capital, partner) for partner in self.here]
        for partner, amount in self.place.share_out(kept, month):
            self.reserved[partner] += amount
            rows.append((accounts.TAX_RESERVE, -amount, partner))
        return rows

    def _come_and_go(self, paper, month: Month, on) -> None:
        """A partner who has left is paid out; one who has joined pays capital in."""
        now = [partner.id for partner in self.place.partners(month.first)]
        capital = tables.settings()["partners"]["capital"] * 100
        for partner in self.here:
            if partner not in now:
                reserve = self.reserved.pop(partner, 0)
                paper.add(
                    on,
                    "Capital and tax reserve paid out on leaving",
                    [
                        (accounts.CAPITAL, capital, partner),
                        (accounts.TAX_RESERVE, reserve, partner),
                        (self.book.bank, -capital - reserve),
                    ],
                )
        for partner in now:
            if partner not in self.here:
                lines = [(self.book.bank, capital), (accounts.CAPITAL, -capital, partner)]
                paper.add(on, "Capital paid in on joining", lines)
        self.here = now

    def _pay_tax(self, paper, month: Month, usual: Pence) -> None:
        """Half a year's tax for each partner, as far as it has been set aside."""
        for partner, amount in self.place.share_out(usual, month):
            paid = min(amount, self.reserved[partner])
            self.reserved[partner] -= paid
            lines = [(accounts.TAX_RESERVE, paid, partner), (self.book.bank, -paid)]
            paper.add(month.last, "Tax paid for the partner", lines)

    def _pension_certificate(self, paper, month: Month) -> None:
        """What the yearly certificate shows was paid too little or too much."""
        for partner in self.here:
            amount = self.book.rng.randint(-90_000, 160_000)
            lines = [(accounts.PENSION_PAID, amount, partner), (self.book.bank, -amount)]
            paper.add(month.last, "Pension: difference of last year's certificate", lines)

    def _draw_what_is_spare(self, paper, month: Month) -> None:
        spare = self.book.balances[self.book.bank] - self._cash("target")
        if spare <= 0:
            return
        for partner, amount in self.place.share_out(
            spare * tables.settings()["cash"]["drawn_of_spare"] // tables.THOUSAND, month
        ):
            lines = [(accounts.DRAWINGS, amount, partner), (self.book.bank, -amount)]
            paper.add(month.last, "Further drawings for the quarter", lines)

    def _cash(self, level: str) -> Pence:
        pounds = tables.fraction(tables.settings()["cash"][level])
        return int(pounds * 100 * self.profile.patients)
