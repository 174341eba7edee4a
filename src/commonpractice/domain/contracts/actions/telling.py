"""Tell what is known of surgeries' contracts: lists, terms, claims, counts. A correction is told later."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.actions.checking import Checker
from commonpractice.domain.contracts.facts.due import (
    Claim,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.rules.telling import place_of_term
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import Period
from commonpractice.foundations.days import local_day

Columns = dict[str, Any]
"""A row as it is stored."""


def tell_lists(lists: Mapping[int, Sequence[PatientList]], *, scope: Scope, at: datetime) -> int:
    """Write down lists by surgery; returns how many rows are new. A row that is known as it is adds nothing.

    Raises CannotTell, NotAllowed or OutOfScope; all is written or nothing.
    """
    return _tell(models.PatientList, "lists", lists, _list, _place_of_list, scope, at)


def tell_terms(terms: Mapping[int, Sequence[Term]], *, scope: Scope, at: datetime) -> int:
    """Write down what was agreed, by surgery, or that it never was (`withdrawn`).

    As tell_lists; raises too for an item that is none, a withdrawal of what nobody told, and a baseline of a
    surgery that is paid by the global sum.
    """
    return _tell(models.Term, "terms", terms, _term, _place_of_term, scope, at)


def tell_claims(claims: Mapping[int, Sequence[Claim]], *, scope: Scope, at: datetime) -> int:
    """Write down what was done in a month, by surgery. As tell_terms; raises for a rate that is none, too."""
    return _tell(models.Claim, "claims", claims, _claim, itemgetter("item", "rate", "month"), scope, at)


def tell_qof_counts(counts: Mapping[int, Sequence[QofCount]], *, scope: Scope, at: datetime) -> int:
    """Write down indicators' counts, by surgery. As tell_lists; raises for counts that cannot be, too."""
    return _tell(models.QofCount, "QOF counts", counts, _count, itemgetter("year", "indicator"), scope, at)


def tell_qof_registers(registers: Mapping[int, Sequence[QofRegister]], *, scope: Scope, at: datetime) -> int:
    """Write down how common conditions are, by surgery. As tell_lists; raises for what cannot be, too."""
    place = itemgetter("year", "group")
    return _tell(models.QofRegister, "QOF registers", registers, _register, place, scope, at)


@transaction.atomic
def _tell(
    model: Any,
    what: str,
    rows: Mapping[int, Sequence[Any]],
    values: Callable[[Any], Columns],
    place: Callable[[Columns], Any],
    scope: Scope,
    at: datetime,
) -> int:
    check_covers(scope, rows, Power.POST)
    checker = Checker(scope=scope, today=local_day(at))
    for surgery, theirs in rows.items():
        for one in theirs:
            checker.check(surgery, one)
    told = [
        {"surgery_id": surgery, "known_on": one.known_on, "source": one.source, **values(one)}
        for surgery, theirs in rows.items()
        for one in theirs
    ]
    new = _new(model, told, place)
    by = {"at": at, "actor_id": scope.actor.id, "actor_name": scope.actor.name}
    model.objects.bulk_create([model(**row, **by) for row in new])
    audit.record_each(
        actor=scope.actor,
        deed="contracts.tell",
        subjects=[
            (surgery, f"{number:,} {what}{' withdrawn' if withdrawn else ''}")
            for (surgery, withdrawn), number in Counter(
                (row["surgery_id"], row.get("withdrawn", False)) for row in new
            ).items()
        ],
        at=at,
    )
    return len(new)


def _new(model: Any, told: Sequence[Columns], place: Callable[[Columns], Any]) -> list[Columns]:
    """Those of some rows that the last word of the same day, of the same place, is not already."""
    if not told:
        return []
    theirs = model.objects.filter(
        surgery_id__in={row["surgery_id"] for row in told}, known_on__in={row["known_on"] for row in told}
    )

    def whose(row: Columns) -> tuple[Any, ...]:
        return row["surgery_id"], row["known_on"], place(row)

    last = {whose(row): row for row in theirs.order_by("id").values(*told[0])}
    new: list[Columns] = []
    for row in told:
        if last.get(whose(row)) != row:
            last[whose(row)] = row
            new.append(row)
    return new


def _place_of_list(row: Columns) -> Any:
    """A list takes the place of the one with its first day, whatever their ends."""
    return row["effective"].lower


def _place_of_term(row: Columns) -> Any:
    return place_of_term(row["item"], row["name"], TermBasis(row["basis"]), row["effective"].lower)


def _list(one: PatientList) -> dict[str, Any]:
    return {
        "effective": _range(one.effective),
        "registered": one.registered,
        "weighted": one.weighted,
        "withdrawn": one.withdrawn,
    }


def _term(one: Term) -> dict[str, Any]:
    return {
        "item": one.item,
        "name": one.name,
        "basis": one.basis.value,
        "value": one.value,
        "effective": _range(one.effective),
        "withdrawn": one.withdrawn,
    }


def _claim(one: Claim) -> dict[str, Any]:
    return {"item": one.item, "rate": one.rate, "month": one.month.first, "count": one.count}


def _count(one: QofCount) -> dict[str, Any]:
    return {
        "year": one.year.begins,
        "indicator": one.indicator,
        "numerator": one.count.numerator,
        "denominator": one.count.denominator,
        "declared": one.declared,
    }


def _register(one: QofRegister) -> dict[str, Any]:
    return {
        "year": one.year.begins,
        "group": one.group,
        "register": one.register,
        "list_size": one.list_size,
        "national": one.national,
    }


def _range(effective: Period) -> DateRange:
    return DateRange(effective.start, effective.end)
