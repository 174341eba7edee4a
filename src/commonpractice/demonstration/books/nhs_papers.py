"""A month's NHS payment statement of one surgery, and what of it reaches the bank: papers to be taken in."""

from collections.abc import Iterator
from datetime import timedelta

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.profiles import Profile
from commonpractice.demonstration.nhs import planted, printed
from commonpractice.demonstration.nhs.payer import Payer
from commonpractice.demonstration.nhs.printed import Receipt, Statement, TakenOff
from commonpractice.foundations.months import Month

SALARIED = "doctors' pension"
SOME_DAYS = timedelta(days=2)


class NhsPapers:
    """One surgery's statements and receipts, month by month in order."""

    def __init__(self, book: Book, place: Place, profile: Profile, payer: Payer):
        self.book = book
        self.place = place
        self.profile = profile
        self.payer = payer
        self.held_back: list[Statement] = []

    def of_month(self, month: Month) -> tuple[Statement, list[Receipt]]:
        """The month's statement, and the bank's lines; the book knows what they will do to its balances."""
        taken_off = list(self._taken_off(month))
        paper = printed.statement(
            self.place.code, self.place.fact.name, month, self.payer.lines(month), taken_off
        )
        receipts = list(self._receipts(paper, month))
        cleared = sum(each.amount for each in taken_off if each.item == "staff_pension")
        self.book.balances[accounts.PENSION] += cleared
        self.book.balances[self.book.bank] += sum(each.amount for each in receipts)
        return paper, receipts

    def _taken_off(self, month: Month) -> Iterator[TakenOff]:
        """Levies, partners' pensions, and salaried doctors' of the month before."""
        told = tables.settings()["partners"]
        levies = int(tables.fraction(told["levies"]) * 100 * self.place.registered(month) / 12)
        yield TakenOff("statutory_levy", levies)
        yearly = self.profile.bearable(tables.year_of(month)) * told["pension"] // tables.THOUSAND
        people = {partner.id: partner for partner in self.place.partners(month.first)}
        for number, amount in self.place.share_out(yearly // 12, month):
            employer = amount * told["pension_employer"] // tables.THOUSAND
            who = people[number]
            yield TakenOff("partners_pension_employee", amount - employer, who.code, who.name)
            yield TakenOff("partners_pension_employer", employer, who.code, who.name)
        salaried = self.book.owed_next_month.pop(SALARIED, 0)
        if salaried:
            yield TakenOff("staff_pension", salaried)

    def _receipts(self, paper: Statement, month: Month) -> Iterator[Receipt]:
        """What the bank says of a statement: all of it on one day, but for what is planted."""
        on = calendar.day_of(month, "received")
        together, self.held_back = [*self.held_back, paper], []
        amount = sum(each.net for each in together)
        for one in planted.at(
            self.payer.months, "receipt", self.place.fact.name, month, self.place.partnership.model
        ):
            if one.told.get("held_back"):
                self.held_back = together
                return
            if one.told.get("reversed"):
                yield Receipt(paper.code, on, amount, paper.reference)
                yield Receipt(paper.code, on + SOME_DAYS, -amount, f"{paper.reference} RETURNED")
                yield Receipt(paper.code, on + 2 * SOME_DAYS, amount, f"{paper.reference} AGAIN")
                return
            amount += one.pence("more")
        yield Receipt(paper.code, on, amount, paper.reference)
