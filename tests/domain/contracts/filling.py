"""Something of everything that is known of contracts, for A and for B.

What is forecast is of a run of the indicators, and is filled in after those: `fill_forecasts`.
"""

from datetime import date
from decimal import Decimal

from commonpractice.domain.contracts import actions, models
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
from commonpractice.domain.quality.models import Run
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.scoped_postgres import tickets
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


def fill_forecasts(rivers: TwoRivers) -> None:
    """A forecast of each surgery's run, an indicator of it that is held there, and a declaration."""
    with tickets.acting(actor_id=0, surgeries=(rivers.a, rivers.b)):
        for surgery in (rivers.a, rivers.b):
            run = Run.objects.filter(surgery_id=surgery).order_by("-id")[0]
            by = {"surgery_id": surgery, "known_on": KNOWN, "source": SOURCE, "at": NOON, "actor_id": 0}
            (total,) = models.QofForecastTotal.objects.bulk_create(
                [
                    models.QofForecastTotal(
                        **by, run_id=run.id, year=2026, on=run.on, points=Decimal(1), amount=200, low=100,
                        high=300, full=400, next_patients=12, next_amount=50, unknown=0, early=False,
                        actor_name="Program",
                    )
                ]
            )  # fmt: skip
            models.QofForecast.objects.bulk_create(
                [
                    models.QofForecast(
                        surgery_id=surgery, total_id=total.id, indicator="DM020", met=3, eligible=4,
                        expected=4, low_met=3, high_met=4, points=Decimal(1), amount=200, low=100, high=300,
                        full=400, early=False, why_not="", disclosed=False, steps=[],
                    )
                ]
            )  # fmt: skip
            models.QofDeclared.objects.bulk_create(
                [
                    models.QofDeclared(
                        **by, year=2025, indicator="DM020", numerator=3, denominator=4, declared_on=KNOWN,
                        actor_name="Program",
                    )
                ]
            )  # fmt: skip
