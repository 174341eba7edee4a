"""What surgeries' NHS income is reckoned from, as it is stored, as facts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts.due import (
    Claim,
    Contracted,
    PatientList,
    QofCount,
    QofForecast,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month

T = TypeVar("T")


def contracted(*, scope: Scope, surgeries: Sequence[int]) -> list[Contracted]:
    """Everything known of some surgeries' contracts, in the order given.

    Seven questions, however many there are. Raises OutOfScope.
    """
    there = agreed(scope=scope, surgeries=surgeries)
    claims = _by_surgery(surgeries, models.Claim, "item rate month count known_on source", _claim)
    counts = _by_surgery(
        surgeries, models.QofCount, "year indicator numerator denominator known_on source declared", _count
    )
    registers = _by_surgery(
        surgeries, models.QofRegister, "year group register list_size national known_on source", _register
    )
    forecasts = _by_surgery(
        surgeries,
        models.QofForecastTotal,
        "year on points amount low high full known_on source unknown early id",
        _forecast,
    )
    return [
        replace(
            one,
            claims=claims[place],
            counts=counts[place],
            registers=registers[place],
            forecasts=forecasts[place],
        )
        for one in there
        for place in (one.surgery_id,)
    ]


def agreed(*, scope: Scope, surgeries: Sequence[int]) -> list[Contracted]:
    """What was agreed with some surgeries, their lists and core contracts; nothing that was done or counted.

    Three questions. In the order given. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    said = "known_on source withdrawn"
    terms = _by_surgery(surgeries, models.Term, f"item name basis value effective {said}", _term)
    lists = _by_surgery(surgeries, models.PatientList, f"effective registered weighted {said}", _list)
    core = partnership.core_contracts(scope=scope, surgeries=surgeries)
    return [Contracted(one, terms=terms[one], lists=lists[one], core=core[one]) for one in surgeries]


def _by_surgery(
    surgeries: Sequence[int], model: Any, columns: str, fact: Callable[..., T]
) -> dict[int, tuple[T, ...]]:
    found: dict[int, list[T]] = {surgery: [] for surgery in surgeries}
    rows = model.objects.filter(surgery_id__in=list(surgeries)).order_by("id")
    for surgery, *row in rows.values_list("surgery_id", *columns.split()):  # there may be tens of thousands
        found[surgery].append(fact(*row))
    return {surgery: tuple(facts) for surgery, facts in found.items()}


def _term(
    item: str,
    name: str,
    basis: str,
    value: Decimal,
    effective: Any,
    known_on: date,
    source: str,
    withdrawn: bool,
) -> Term:
    return Term(item, name, TermBasis(basis), value, _period(effective), known_on, source, withdrawn)


def _list(
    effective: Any, registered: Decimal, weighted: Decimal, known_on: date, source: str, withdrawn: bool
) -> PatientList:
    return PatientList(_period(effective), registered, weighted, known_on, source, withdrawn)


def _claim(item: str, rate: str, month: date, count: int, known_on: date, source: str) -> Claim:
    return Claim(item, rate, _month(month), count, known_on, source)


def _count(
    year: int, indicator: str, numerator: int, denominator: int, known_on: date, source: str, declared: bool
) -> QofCount:
    return QofCount(_year(year), indicator, Count(numerator, denominator), known_on, source, declared)


def _forecast(year: int, *told: Any) -> QofForecast:
    return QofForecast(_year(year), *told)


def _register(
    year: int, group: str, register: int, size: Decimal, national: Decimal, known_on: date, source: str
) -> QofRegister:
    return QofRegister(_year(year), group, register, size, national, known_on, source)


@lru_cache(maxsize=1024)  # tens of thousands of facts are of a few months and years
def _month(on: date) -> Month:
    return Month.of(on)


@lru_cache(maxsize=1024)
def _year(begins: int) -> FinancialYear:
    return FinancialYear(begins)


def _period(effective: Any) -> Period:
    return Period(effective.lower, effective.upper)
