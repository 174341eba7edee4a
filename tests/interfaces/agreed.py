"""The house with a deed, so that its months can be signed off, closed and shared. Worked out by hand.

The deed is from 1 February 2025, and every month before it is locked: February is the first to close. At each
surgery one partner or two share equally by sessions; the centre charges each surgery £50 a month.

What a month M (22 for February, 23 for March) comes to at the surgery of size S (tests/interfaces/books.py):
    S × 50,000 + M × 100 + S × 5,000 − S × 20,000 − S × 12,000.01 − 6,000 − S × 1,000 − S × 150
    S = 1: 52,200 + 5,000 − 32,000.01 − 6,000 − 1,000 − 150 = £18,049.99 in February, £18,149.99 in March
    S = 2: 102,200 + 10,000 − 64,000.02 − 6,000 − 2,000 − 300 = £39,899.98 in February
    S = 3: 152,200 + 15,000 − 96,000.03 − 6,000 − 3,000 − 450 = £61,749.97 in February
and £50.00 less for the charge of the month.
"""

from datetime import UTC, date, datetime

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.months import Month, months
from tests import databases
from tests.interfaces.books import FIRST
from tests.interfaces.house import FOUNDED, Furnished, House, file, welcome

ASH, BRYN, CEDAR = "M81001", "M81002", "M81003"
FEBRUARY, MARCH = Month(2025, 2), Month(2025, 3)
BEGINS = date(2025, 2, 1)
AGREED = datetime(2025, 4, 20, 12, tzinfo=UTC)
MORE_PEOPLE = {
    "director": ("Dilys Director", Role.PARTNERSHIP_FINANCE, "CENTRE"),
    "brynmanager": ("Bea Bryn", Role.SURGERY_MANAGER, BRYN),
    "cedarmanager": ("Carl Cedar", Role.SURGERY_MANAGER, CEDAR),
}


def partner(code: str, name: str, surgery: str, sessions: int = 8) -> dict:
    return {
        "code": code,
        "name": name,
        "kind": "gp",
        "membership": [{"surgery": surgery, "from": FOUNDED}],
        "share": [{"surgery": surgery, "sessions": sessions, "from": FOUNDED}],
    }


def agreed_file(**of_deed) -> dict:
    """The house's file with a deed, a charge, and partners at every surgery."""
    whole = file()
    whole["partner"] += [
        partner("P2", "Dr Ann Ash", ASH),
        partner("P3", "Dr Cy Cedar", CEDAR),
        partner("P4", "Dr Bryn Môr-Ælfgifu", BRYN),
        partner("P5", "Dr Abe Ash", ASH),
    ]
    deed = {
        "from": BEGINS,
        "profit_sharing": "time_apportioned",
        "centre_result": "retained",
        "statements": "own",
        "peers": "lettered",
        "estimate_unsigned": 1,
        "decision": [
            {"name": "Admit a surgery", "who": "all_partners", "at_least": 75, "of": "entitled"},
            {"name": "Spend above £50,000", "who": "board", "more_than": 50, "of": "voting"},
        ],
    }
    whole["deed"] = [deed | of_deed]
    whole["charge"] = [
        {"code": "it", "name": "Computers & telephones", "basis": "fixed", "rate": 600, "from": BEGINS}
    ]
    return whole


def agree(house: House, **of_deed) -> None:
    """Load the deed, lock every month before it, add the people, and say as whom a partner signs in."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.partnership import actions
    from commonpractice.domain.partnership.rules import partnership_file
    from commonpractice.gateways.scoped_postgres import tickets

    actions.load(partnership_file.read(agreed_file(**of_deed)), actor=PROGRAM, at=AGREED)
    welcome(house, MORE_PEOPLE)
    scope = house.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        for month in months(FIRST, FEBRUARY - 1):
            ledger.lock_months(surgeries=scope.surgeries, month=month, scope=scope, at=AGREED)
        actions.say_is_partner(email=house.email("gp"), code="P1", scope=scope, actor=PROGRAM, at=AGREED)


@pytest.fixture(scope="session")
def agreed_to_clone(books_to_clone, django_db_blocker):
    with databases.furnished(books_to_clone.name, django_db_blocker, lambda: agree(books_to_clone.house)) as (
        name,
        _,
    ):
        yield Furnished(name, books_to_clone.house)


@pytest.fixture
def agreed(agreed_to_clone, house) -> House:
    """The partnership with its people, two years of books and a deed, in a database of the test's own."""
    return house
