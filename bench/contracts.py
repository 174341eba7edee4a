"""What the NHS pays the surgeries that close their months, told on the day it is known; and other books."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from bench.books import Book, acting, journals
from bench.founded import FIRST, SAID, early, noon, patients, surgeries
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Claim,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

POSTINGS = 22_000  # a month of other books: as many as the demonstration's
INDICATORS = 40

IN_POUNDS = {  # pounds a month for each 1,000 patients
    "enhanced_access": 620,
    "pcn_capacity": 330,
    "arrs": 1250,
    "pcn_leadership": 60,
    "extended_hours": 40,
    "implants_and_coils": 45,
    "anticoagulation": 70,
    "rent": 760,
    "rates": 210,
    "water_and_waste": 35,
    "cqc_fee": 42,
    "it": 30,
    "prescribing_fees": 75,
    "trainers_grant": 90,
    "administered_funds": 25,
}
SCHEMES = ("Phlebotomy", "Wound care", "ECG", "Frailty", "Diabetes")
CLAIMED = {  # things done a month for each 1,000 patients, by item and rate
    ("childhood_vaccination", "childhood_vaccination"): 9,
    ("influenza", "influenza"): 17,
    ("pneumococcal", "pneumococcal"): 2,
    ("other_vaccination", "vaccination_item"): 6,
    ("weight_management", "weight_management"): 1,
}


def tell_of_quarter(book: Book, month: Month) -> None:
    """What is told at the start of a quarter: lists; and, at the start of a year, what was agreed for it."""
    from commonpractice.domain.contracts import actions

    on = month.first
    at = noon(on)
    lists = {
        surgery: [
            PatientList(
                Period(on),
                Decimal(patients(number, month)),
                Decimal(patients(number, month)) * 103 / 100,
                on,
                SAID,
            )
        ]
        for number, surgery in enumerate(surgeries(book))
    }
    terms = {surgery: list(_terms(number, month, on)) for number, surgery in enumerate(surgeries(book))}
    with acting(book.scope):
        actions.tell_lists(lists, scope=book.scope, at=at)
        if month == FIRST or month.number == 4:
            actions.tell_terms(terms, scope=book.scope, at=at)


def _terms(number: int, month: Month, on: date) -> Iterator[Term]:
    year = Period(on, (FinancialYear.of(month).last + 1).first)
    thousands = Decimal(patients(number, month)) / 1000

    def term(item: str, basis: TermBasis, pounds: Decimal | int = 0, name: str = "") -> Term:
        return Term(item, name, basis, Decimal(pounds), year, on, SAID)

    yield term("out_of_hours", TermBasis.HOLDS)
    yield term("participation", TermBasis.HOLDS)
    if number % 19 == 0:
        yield term("london", TermBasis.HOLDS)
    yield term("qof_aspiration", TermBasis.A_YEAR, round(15_400 * thousands, 2))
    for place, (item, pounds) in enumerate(IN_POUNDS.items()):
        basis, months_ = (TermBasis.A_YEAR, 12) if place % 2 else (TermBasis.A_MONTH, 1)
        yield term(item, basis, round(pounds * thousands * months_, 2))
    for place, name in enumerate(SCHEMES):
        yield term("local_schemes", TermBasis.A_MONTH, round((40 + 10 * place) * thousands, 2), name)


def tell_of_month(book: Book, month: Month) -> None:
    """What is told when a month is over: what was done in it, and each third month the QOF counts."""
    from commonpractice.domain.contracts import actions

    at = early(month, 1)
    on = at.date()
    numbered = list(enumerate(surgeries(book)))
    claims = {
        surgery: [
            Claim(item, rate, month, number % 5 + many * patients(number, month) // 1000, on, SAID)
            for (item, rate), many in CLAIMED.items()
        ]
        for number, surgery in numbered
    }
    with acting(book.scope):
        actions.tell_claims(claims, scope=book.scope, at=at)
        year = FinancialYear.of(month)
        if year.begins > FIRST.year and month.number % 3 == 0:
            counts = {surgery: list(_counts(number, month, on)) for number, surgery in numbered}
            actions.tell_qof_counts(counts, scope=book.scope, at=at)
            registers = {surgery: list(_registers(number, month, on)) for number, surgery in numbered}
            actions.tell_qof_registers(registers, scope=book.scope, at=at)


def _counts(number: int, month: Month, on: date) -> Iterator[QofCount]:
    year = FinancialYear.of(month)
    for place, (code, _) in enumerate(_indicators(year)):
        eligible = 60 + (patients(number, month) * (place + 3)) // 200
        met = eligible * (55 + (number * 13 + place * 7 + month.number) % 45) // 100
        yield QofCount(year, code, Count(met, eligible), on, SAID)


def _registers(number: int, month: Month, on: date) -> Iterator[QofRegister]:
    year, list_size = FinancialYear.of(month), patients(number, month)
    for place, group in enumerate(sorted({group for _, group in _indicators(year)})):
        counted = list_size * (2 + (number + place) % 9) // 100
        yield QofRegister(year, group, counted, Decimal(list_size), Decimal(2 + place % 9), on, SAID)


@cache
def _indicators(year: FinancialYear) -> tuple[tuple[str, str], ...]:
    from commonpractice.domain.contracts import parameters

    found = parameters.qof_indicators(year).items()
    return tuple((code, one.group) for code, one in found)[:INDICATORS]


def post_the_rest(book: Book, month: Month) -> None:
    """A month of other books; and the month's NHS statement, which pays everything that stood to be paid."""
    from commonpractice.domain.contracts import queries
    from commonpractice.domain.ledger import actions as ledger

    at = early(month, 1)
    with acting(book.scope):
        ledger.post(
            journals(book.surgeries, month, POSTINGS, month.months_after(FIRST)), scope=book.scope, at=at
        )
        sides = queries.three_sides(scope=book.scope, surgeries=surgeries(book))
        owed: dict[int, list[Line]] = {}
        for one in sides:
            if left := one.payable - one.paid:
                owed.setdefault(one.surgery_id, []).extend(
                    [
                        Line(one.surgery_id, 8150, left, None, one.item, one.month),
                        Line(one.surgery_id, 8160, -left, None, one.item, one.month),
                    ]
                )
        words = f"NHS statement, {month.words}"
        paid = [
            (
                Document("statement", f"{surgery}/{month}", words, surgery),
                [Journal(month.last, words, tuple(lines), surgery, month=month)],
            )
            for surgery, lines in owed.items()
        ]
        if paid:
            ledger.post(paid, scope=book.scope, at=at)
