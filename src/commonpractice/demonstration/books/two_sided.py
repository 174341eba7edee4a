"""What a surgery and the centre share: the central charge, and networks' money that the centre holds."""

from datetime import date

from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.books.papers import Book
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.plans import Plan
from commonpractice.domain.ledger import parameters
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

CHARGE = "central charge"
CHARGED_ON = 1
SETTLED_ON = 10
NETWORKS_ON = 16
WHAT = {
    "capacity": (accounts.CAPACITY, "Capacity and access support"),
    "enhanced_access": (accounts.ENHANCED_ACCESS, "Enhanced access sessions"),
    "leadership": (accounts.LEADERSHIP, "Leadership of the network"),
}


def post_central_charge(book: Book, plan: Plan, place: Place, month: Month) -> None:
    """The month's charge: the surgery's cost, the centre's income, nil between them; last month's is paid."""
    settle_central_charge(book, plan, month, month.first.replace(day=SETTLED_ON))
    pair = parameters.central_charge_accounts()
    charge = plan.central_charges(month)[place.code]
    paper = book.paper(
        "central_charge",
        "central-charge",
        f"Central charge, {month.words}",
        month,
        host_id=plan.centre_id,
        registered=place.registered(month),
        by="registered patients",
    )
    paper.add(
        month.first.replace(day=CHARGED_ON),
        f"Central charge for {place.registered(month):,} registered patients",
        [(pair.expense, charge), (pair.settlement, -charge)],
        [(pair.settlement, charge), (pair.expense, -charge)],
    )
    book.owed_next_month[CHARGE] = charge


def settle_central_charge(book: Book, plan: Plan, month: Month, on: date) -> None:
    """Pay the centre what it charged last, from the surgery's bank to the centre's."""
    charge = book.owed_next_month.pop(CHARGE, 0)
    if not charge:
        return
    pair = parameters.central_charge_accounts()
    paper = book.paper(
        "central_charge_paid",
        f"central-charge/{on.day}",
        f"Central charge paid, {on.day} {month.words}",
        month,
        host_id=plan.centre_id,
    )
    paper.add(
        on,
        "Central charge paid to the centre",
        [(pair.settlement, charge), (book.bank, -charge)],
        [(accounts.CENTRAL_BANK, charge), (pair.settlement, -charge)],
    )


def post_networks(book: Book, plan: Plan, place: Place, month: Month) -> None:
    """What its networks pay a surgery, out of the funds that the centre holds for them."""
    paper = book.paper(
        "network_payment",
        "networks",
        f"Network payments, {month.words}",
        month,
        host_id=plan.centre_id,
        networks=[row.code for row in place.fact.networks],
    )
    on = month.first.replace(day=NETWORKS_ON)

    def pay(account: int, amount: Pence, what: str) -> None:
        paper.add(
            on,
            what,
            [(book.bank, amount), (account, -amount)],
            [(accounts.NETWORK_FUNDS, amount), (accounts.NETWORK_BANK, -amount)],
        )

    for what, amount in plan.network_payments(place, month).items():
        pay(*_of(what, amount))
    if month > place.months[0]:
        pay(
            accounts.ROLES_REIMBURSED,
            plan.profile(place).roles_cost(month - 1),
            f"Additional roles, {(month - 1).words}",
        )


def _of(what: str, amount: Pence) -> tuple[int, Pence, str]:
    account, words = WHAT[what]
    return account, amount, words
