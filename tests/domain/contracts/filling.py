"""Something of everything that is known of contracts, for A and for B."""

from datetime import date
from decimal import Decimal

from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Claim,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.querying import QueryState
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.partnerships import NOON, TwoRivers

APRIL = Month(2025, 4)
KNOWN, SOURCE = date(2025, 4, 1), "a statement"
SINCE = Period(APRIL.first)
YEAR = FinancialYear(2025)


def fill(rivers: TwoRivers) -> None:
    by = {"scope": rivers.everything, "at": NOON}
    told = {
        actions.tell_lists: PatientList(SINCE, Decimal(8000), Decimal(8400), KNOWN, SOURCE),
        actions.tell_terms: Term("rent", "", TermBasis.A_YEAR, Decimal(90000), SINCE, KNOWN, SOURCE),
        actions.tell_claims: Claim("influenza", "influenza", APRIL, 20, KNOWN, SOURCE),
        actions.tell_qof_counts: QofCount(YEAR, "CHOL003", Count(70, 100), KNOWN, SOURCE),
        actions.tell_qof_registers: QofRegister(
            YEAR, "CHOL", 300, Decimal(8000), Decimal("3.6"), KNOWN, SOURCE
        ),
    }
    for deed, fact in told.items():
        deed({rivers.a: [fact], rivers.b: [fact]}, **by)
    for surgery in (rivers.a, rivers.b):
        number = actions.raise_query(
            surgery_id=surgery,
            item="rent",
            first=APRIL,
            last=APRIL,
            amount=100,
            reason="£1.00 was payable and nothing was paid.",
            **by,
        )
        actions.answer_query(query_id=number, state=QueryState.ACCEPTED, **by)
