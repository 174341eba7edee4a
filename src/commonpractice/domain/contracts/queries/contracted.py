"""What surgeries' NHS income is reckoned from, as it is stored, as facts."""

from collections.abc import Sequence
from typing import Any

from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts.due import (
    Claim,
    Contracted,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.indicators import Count
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month


def contracted(*, scope: Scope, surgeries: Sequence[int]) -> list[Contracted]:
    """Everything known of some surgeries' contracts, in the order given.

    Five questions, however many there are. Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    terms = _by_surgery(surgeries, models.Term, _term)
    lists = _by_surgery(surgeries, models.PatientList, _list)
    claims = _by_surgery(surgeries, models.Claim, _claim)
    counts = _by_surgery(surgeries, models.QofCount, _count)
    registers = _by_surgery(surgeries, models.QofRegister, _register)
    return [
        Contracted(one, terms[one], lists[one], claims[one], counts[one], registers[one]) for one in surgeries
    ]


def _by_surgery(surgeries: Sequence[int], model: Any, fact: Any) -> dict[int, tuple]:
    found: dict[int, list] = {surgery: [] for surgery in surgeries}
    for row in model.objects.filter(surgery_id__in=list(surgeries)).order_by("id"):
        found[row.surgery_id].append(fact(row))
    return {surgery: tuple(rows) for surgery, rows in found.items()}


def _term(row: models.Term) -> Term:
    return Term(
        row.item, row.name, TermBasis(row.basis), row.value, _period(row.effective), row.known_on, row.source
    )


def _list(row: models.PatientList) -> PatientList:
    return PatientList(_period(row.effective), row.registered, row.weighted, row.known_on, row.source)


def _claim(row: models.Claim) -> Claim:
    return Claim(row.item, row.rate, Month.of(row.month), row.count, row.known_on, row.source)


def _count(row: models.QofCount) -> QofCount:
    count = Count(row.numerator, row.denominator)
    return QofCount(FinancialYear(row.year), row.indicator, count, row.known_on, row.source)


def _register(row: models.QofRegister) -> QofRegister:
    year = FinancialYear(row.year)
    return QofRegister(year, row.group, row.register, row.list_size, row.national, row.known_on, row.source)


def _period(effective: Any) -> Period:
    return Period(effective.lower, effective.upper)
