"""NHS money for the house: what contracts are worth, the statements that paid it, and what went wrong.

February and March 2025 (GMS at £112.50 a weighted patient, a local scheme of £1,000 a month at each):
    Ash Tree        both paid but for its scheme, £77,000.00 in February and nothing in March; two lines of
                    March that nobody knows and a doctor whom nobody has named; a receipt that is £5.00 short
    Bryn Môr        nothing known: nobody has told its contracts
    Cedar House     February paid to the penny; the statement of March has not come
February is not closed.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.banking.papers import bank_file, statement
from tests.interfaces.house import House

FEBRUARY, MARCH = Month(2025, 2), Month(2025, 3)
AT = datetime(2025, 4, 10, 9, tzinfo=UTC)
KNOWN = date(2025, 1, 1)
GLOBAL_SUM = 78_750_00  # 8,400 × £112.50 ÷ 12
SCHEME = 1_000_00


def paper(code: str, month: Month, *lines: tuple) -> bytes:
    ours = [("", "Global sum", GLOBAL_SUM, {"item": "global_sum"}), *lines]
    return statement(*ours, month=month, code=code, reference=f"{code}-{month}")


def scheme(amount: int) -> tuple:
    return ("ZPRCA", "LBS wound care", amount, {"item": "local_schemes"})


MARCH_LINES = [
    ("GPVCW", "Wound care dressings scheme", 410_00),
    ("ZZZ99", "Extra winter resilience", 125_50),
    ("", "Contribution", -900_00, {"section": "pension_employee"}),
]


def keep_nhs_money(house: House) -> None:
    """Tell the contracts, take in the statements and the receipts, as people would."""
    from commonpractice.domain.banking import actions as banking
    from commonpractice.domain.contracts import actions as contracts
    from commonpractice.domain.contracts.facts.due import PatientList, Term, TermBasis
    from commonpractice.gateways.scoped_postgres import tickets

    who = {"scope": house.everything, "at": AT}
    since = Period(FEBRUARY.first)
    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        for code in ("M81001", "M81003"):
            surgery = house.surgery(code).id
            size = PatientList(since, Decimal(8000), Decimal(8400), KNOWN, "list at 1 January 2025")
            wound = Term(
                "local_schemes",
                "wound care",
                TermBasis.A_MONTH,
                Decimal(1000),
                since,
                KNOWN,
                "letter of 2024",
            )
            contracts.tell_lists({surgery: [size]}, **who)
            contracts.tell_terms({surgery: [wound]}, **who)
        papers = [
            paper("M81001", FEBRUARY, scheme(77_000_00)),
            paper("M81001", MARCH, *MARCH_LINES),
            paper("M81003", FEBRUARY, scheme(SCHEME)),
        ]
        for number, content in enumerate(papers):
            banking.take_in_statement(content=content, name=f"paper-{number}.csv", **who)
        net = GLOBAL_SUM + 77_000_00
        short = GLOBAL_SUM + sum(line[2] for line in MARCH_LINES) - 5_00
        money = bank_file(("02-26", net, "ONE"), ("03-26", short, "TWO"), code="M81001")
        banking.take_in_receipts(content=money, name="bank.csv", **who)


@pytest.fixture
def paid(house) -> House:
    """The house with its NHS money."""
    keep_nhs_money(house)
    return house
