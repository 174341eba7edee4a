"""Two years of books for the house: enough for every page to have something on it, worked out by hand.

Each month M (0 for April 2023, 23 for March 2025), surgery S (1, 2, 3):
    global sum        S × £50,000 + M × £100, received into the bank
    QOF aspiration    S × £5,000
    salaried GPs      S × £20,000
    reception         S × £12,000.01
    rent              £6,000
    central charge    S × £1,000, the centre's income and the surgery's cost
    levies            S × £150, borne by partners
and the centre pays £5,000 of its own for accountancy and legal costs.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month, months
from tests import databases
from tests.interfaces.house import Furnished, House

FIRST, LAST = Month(2023, 4), Month(2025, 3)
POSTED = datetime(2025, 4, 10, 9, tzinfo=UTC)
BANK = 8010


def month_of_a_surgery(surgery: int, size: int, centre: int, month: Month, number: int) -> list:
    """The documents and journals of one surgery and month."""

    def simple(account: int, amount: int, words: str, partner: int | None = None) -> Journal:
        return Journal(
            dated=month.first.replace(day=15),
            narrative=words,
            home_id=surgery,
            lines=(Line(surgery, account, amount, partner), Line(surgery, BANK, -amount)),
        )

    charge = size * 1_000_00
    return [
        (
            Document("payments", f"paid/{surgery}/{month}", f"NHS payment statement, {month.words}", surgery),
            [
                simple(1010, -(size * 50_000_00 + number * 100_00), "Global sum"),
                simple(1110, -size * 5_000_00, "QOF aspiration"),
            ],
        ),
        (
            Document("payroll", f"payroll/{surgery}/{month}", f"Payroll, {month.words}", surgery),
            [
                simple(3010, size * 20_000_00, "Salaried GPs"),
                simple(3040, size * 12_000_01, "Reception and administration"),
                simple(7020, size * 150_00, "Levies"),
            ],
        ),
        (
            Document("invoices", f"rent/{surgery}/{month}", f"Rent, {month.words}", surgery),
            [simple(4010, 6_000_00, "Rent of the surgery <main building> & car park")],
        ),
        (
            Document(
                "charge", f"charge/{surgery}/{month}", f"Central charge, {month.words}", surgery, centre
            ),
            [
                Journal(
                    dated=month.last,
                    narrative="Central charge",
                    home_id=surgery,
                    host_id=centre,
                    lines=(
                        Line(surgery, 5810, charge),
                        Line(surgery, 8610, -charge),
                        Line(centre, 8610, charge),
                        Line(centre, 5810, -charge),
                    ),
                )
            ],
        ),
    ]


def two_years(house: House) -> list:
    centre = house.partnership.centre.id
    entries = []
    for number, month in enumerate(months(FIRST, LAST)):
        for size, code in enumerate(("M81001", "M81002", "M81003"), start=1):
            entries += month_of_a_surgery(house.surgery(code).id, size, centre, month, number)
        costs = Journal(
            dated=month.last,
            narrative="Accountancy and legal costs",
            home_id=centre,
            lines=(Line(centre, 5080, 3_000_00), Line(centre, 5070, 2_000_00), Line(centre, 8020, -5_000_00)),
        )
        entries.append((Document("invoices", f"costs/{month}", f"Fees, {month.words}", centre), [costs]))
    return entries


def keep_books(house: House, entries: Callable[[House], list] = two_years) -> None:
    """Post them, through the same deed as any posting."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.gateways.scoped_postgres import tickets

    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        ledger.post(entries(house), scope=house.everything, at=POSTED)


@pytest.fixture(scope="session")
def books_to_clone(house_to_clone, django_db_blocker):
    with databases.furnished(
        house_to_clone.name, django_db_blocker, lambda: keep_books(house_to_clone.house)
    ) as (name, _):
        yield Furnished(name, house_to_clone.house)


@pytest.fixture
def books(books_to_clone, house) -> House:
    """The partnership with its people and two years of books, in a database of the test's own."""
    return house
