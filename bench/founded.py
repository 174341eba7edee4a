"""A partnership that closes its months: 38 surgeries, 110 partners, a deed, what the centre charges."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.books import SURGERIES, Book, acting
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.foundations.months import Month, months

FIRST, UPLIFTED = Month(2021, 11), Month(2023, 10)
"""From the first month of the books; the price of 2023/24 went up on the last day of October, from April."""

PARTNERS = 110
SINCE = date(2015, 11, 1)
SAID = "the benchmark's own"


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def early(month: Month, day: int) -> datetime:
    """A day of the month after, when a month is signed off and closed."""
    return noon((month + 1).first.replace(day=day))


def founded() -> Book:
    """The partnership with its months open, and what does not change told of its contracts."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.partnership import actions, queries
    from commonpractice.domain.partnership.rules import partnership_file

    at = noon(FIRST.first - timedelta(days=20))
    where = actions.load(partnership_file.read(_file()), actor=PROGRAM, at=at).partnership
    scope = queries.whole(where, actor=PROGRAM)
    book = Book(where, scope, FIRST, UPLIFTED + 1, 0)
    with acting(scope):
        for year in range(FIRST.year, book.last.year + 1):
            there = [month for month in months(FIRST, book.last) if month.year == year]
            ledger.open_months(
                surgeries=scope.surgeries, months=there, scope=scope, at=max(at, noon(date(year, 1, 1)))
            )
    return book


def _file() -> dict[str, Any]:
    return {
        "code": "bench",
        "name": "Benchmark Partnership",
        "model": "decentralised",
        "founded": SINCE,
        "demonstration": True,
        "centre": {"name": "The centre"},
        "surgery": [_surgery(number) for number in range(SURGERIES)],
        "partner": [_partner(number) for number in range(PARTNERS)],
        "deed": [
            {
                "from": SINCE,
                "profit_sharing": "time_apportioned",
                "centre_result": "retained",
                "statements": "own",
                "peers": "lettered",
                "decision": [
                    {"name": "Another deed", "who": "all_partners", "at_least": 75, "of": "entitled"}
                ],
            }
        ],
        "charge": [
            {"code": basis, "name": basis.replace("_", " "), "basis": basis, "from": SINCE, **terms}
            for basis, terms in {
                "fixed": {"rate": 1200},
                "per_registered": {"pool": 512_400},
                "per_weighted": {"pool": 260_000},
                "share_of_income": {"pool": 400_000},
                "per_head": {"pool": 290_000},
                "per_partner": {"pool": 120_000},
            }.items()
        ],
    }


def _surgery(number: int) -> dict[str, Any]:
    quarters = [month for month in months(FIRST - 7, UPLIFTED + 1) if month.number % 3 == 1]
    sizes = [
        {
            "registered": patients(number, each),
            "weighted": patients(number, each) * 103 // 100,
            "staff": 12 + number % 17,
            "source": SAID,
            "from": each.first,
            **({} if each == quarters[-1] else {"until": (each + 2).last}),
        }
        for each in quarters
    ]
    return {
        "ods_code": f"Z{number:05}",
        "name": f"Surgery {number}",
        "from": SINCE,
        "contract": [{"kind": "GMS", "from": SINCE}],
        "size": sizes,
        "property_share": [
            {"partner": f"P{number}", "part": "1/2", "from": SINCE},
            {"owner": f"Dr {number} the elder", "part": "1/2", "from": SINCE},
        ],
    }


def _partner(number: int) -> dict[str, Any]:
    place = f"Z{number % SURGERIES:05}"
    prior = {"surgery": place, "name": "Clinical lead", "pounds_a_year": 6000, "from": SINCE}
    return {
        "code": f"P{number}",
        "name": f"Dr {number}",
        "kind": "gp",
        "membership": [{"surgery": place, "from": SINCE}],
        "share": [{"surgery": place, "sessions": 4 + number % 5, "from": SINCE}],
        "prior_share": [prior] if number % 3 == 0 else [],
    }


def patients(number: int, month: Month) -> int:
    """A surgery's registered list in a month, by the surgery's number."""
    return 4_000 + 317 * (number * 7 % SURGERIES) + 11 * month.months_after(FIRST - 7)


def surgeries(book: Book) -> list[int]:
    """Those that have contracts, without the centre, in the partnership's order."""
    return [one.id for one in book.partnership.surgeries if not one.is_centre]
