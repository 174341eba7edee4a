"""What a surgery's networks pay it, out of the funds that the centre holds for them."""

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.books.papers import Book
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.nhs.payer import Payer
from commonpractice.domain.ledger import parameters
from commonpractice.foundations.months import Month


def post(book: Book, place: Place, payer: Payer, centre_id: int, month: Month) -> None:
    """The surgery is paid what was due, item by item; the centre's holding for the networks is less by it."""
    paper = book.paper(
        "network_payment",
        "networks",
        f"Network payments, {month.words}",
        month,
        host_id=centre_id,
        networks=[row.code for row in place.fact.networks],
    )
    due = parameters.nhs_accounts().due
    for line in payer.from_networks(month):
        paper.add(
            calendar.day_of(month, "networks"),
            parameters.nhs_items()[line.item].words,
            [(book.bank, line.amount), (due, -line.amount, None, line.item, line.month)],
            [(accounts.NETWORK_FUNDS, line.amount), (accounts.NETWORK_BANK, -line.amount)],
        )
