"""Take in what the national system declared of a year: from then on it is what pays."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.actions.telling import tell_qof_counts
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import QofCount
from commonpractice.domain.contracts.parameters import NotInRulebook, qof_year
from commonpractice.domain.contracts.parameters.declared import layouts
from commonpractice.domain.contracts.rules.amounts import whole_pence
from commonpractice.domain.contracts.rules.declaring import faults
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.declared_achievement import DeclaredRow, FileRefused, read


class CannotDeclare(Exception):
    """A declaration that is not taken in; `problems` are sentences that say what to mend, by line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class TakenIn:
    """How many surgeries a file was of, how many of its rows are new, and how many were known already."""

    surgeries: int
    new: int
    known: int


@transaction.atomic
def take_in_declared(
    *,
    content: bytes,
    name: str,
    year: FinancialYear,
    declared_on: date | None,
    scope: Scope,
    at: datetime,
) -> TakenIn:
    """Take a declaration in, whole or not at all; a file that was taken in already adds nothing.

    `declared_on` is the day for rows that have none. Raises CannotDeclare with every fault, NotAllowed where
    the asker may not tell what a surgery of it was paid by.
    """
    try:
        paid = qof_year(year)
        told = read(content, name=name, layouts=layouts())
    except (NotInRulebook, FileRefused) as refusal:
        raise CannotDeclare(getattr(refusal, "problems", (str(refusal),))) from None
    surgeries = {
        one.code: one.id
        for one in partnership.partnership(partnership_id=scope.partnership_id).surgeries
        if not one.is_centre and scope.may(Power.POST, one.id)
    }
    today = local_day(at)
    wrong = faults(told.rows, name=name, year=paid, practices=surgeries, declared_on=declared_on, today=today)
    if told.problems or wrong or not told.rows:
        nothing = () if told.rows or told.problems else (f"{name} has no rows.",)
        raise CannotDeclare((*told.problems, *wrong, *nothing))
    by_surgery: dict[int, list[DeclaredRow]] = defaultdict(list)
    for row in told.rows:
        by_surgery[surgeries[row.practice_code]].append(row)
    check_covers(scope, by_surgery, Power.POST)
    new = _write(by_surgery, name, year, declared_on, today, scope, at)
    return TakenIn(len(by_surgery), new, len(told.rows) - new)


def _write(
    by_surgery: dict[int, list[DeclaredRow]],
    name: str,
    year: FinancialYear,
    declared_on: date | None,
    today: date,
    scope: Scope,
    at: datetime,
) -> int:
    columns = (
        "surgery_id",
        "indicator",
        "numerator",
        "denominator",
        "adjusted",
        "points",
        "amount",
        "declared_on",
    )
    before = models.QofDeclared.objects.filter(surgery__in=[*by_surgery], year=year.begins).order_by("id")
    last = {(row[0], row[1]): row for row in before.values_list(*columns)}
    rows = [
        (
            surgery, one.indicator, one.numerator, one.denominator, one.adjusted,
            None if one.points is None else round(one.points, 4),
            None if one.pounds is None else whole_pence(one.pounds), one.declared_on or declared_on,
        )
        for surgery, theirs in by_surgery.items()
        for one in theirs
    ]  # fmt: skip
    new = [row for row in rows if last.get((row[0], row[1])) != row]
    by = {"known_on": today, "at": at, "actor_id": scope.actor.id, "actor_name": scope.actor.name}
    models.QofDeclared.objects.bulk_create(
        [
            models.QofDeclared(
                year=year.begins, source=_source(name, row[-1]), **dict(zip(columns, row, strict=True)), **by
            )
            for row in new
        ]
    )
    counts: dict[int, list[QofCount]] = defaultdict(list)
    for surgery, indicator, numerator, denominator, *_, on in sorted(new, key=itemgetter(0, 1)):
        counts[surgery].append(
            QofCount(year, indicator, Count(numerator, denominator), today, _source(name, on))
        )
    if counts:
        tell_qof_counts(counts, scope=scope, at=at)
    audit.record_each(
        actor=scope.actor,
        deed="contracts.declare",
        subjects=[
            (surgery, f"QOF of {year} as declared: {len(theirs)} indicators")
            for surgery, theirs in counts.items()
        ],
        at=at,
    )
    return len(new)


def _source(name: str, on: date | None) -> str:
    return f"declared by the national system on {day(on)} ({name})" if on else name
