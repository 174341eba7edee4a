"""Tell what is known of surgeries' contracts: lists, terms, claims, counts. A correction is told later."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import models, parameters
from commonpractice.domain.contracts.facts.due import (
    Claim,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.days import local_day


class CannotTell(ValueError):
    """Something that cannot be true of a contract; the message says what to mend."""


def tell_lists(lists: Mapping[int, Sequence[PatientList]], *, scope: Scope, at: datetime) -> int:
    """Write down lists by surgery. Raises CannotTell, NotAllowed or OutOfScope; all is written or nothing."""
    return _tell(models.PatientList, "lists", lists, _list, scope, at)


def tell_terms(terms: Mapping[int, Sequence[Term]], *, scope: Scope, at: datetime) -> int:
    """Write down what was agreed, by surgery. Raises as tell_lists, and for an item that is none."""
    for term in _each(terms):
        _check_item(term.item)
        if (term.basis is TermBasis.HOLDS) == bool(term.value):
            fault = "holds, and has an amount" if term.value else "has no amount"
            raise CannotTell(
                f"The term of “{term.item}” {fault}. Give pounds for what is paid, none for what only holds."
            )
    return _tell(models.Term, "terms", terms, _term, scope, at)


def tell_claims(claims: Mapping[int, Sequence[Claim]], *, scope: Scope, at: datetime) -> int:
    """Write down what was done in a month, by surgery. Raises as tell_terms, and for a rate that is none."""
    rates = parameters.rate_keys()
    for claim in _each(claims):
        _check_item(claim.item)
        if claim.rate not in rates:
            raise CannotTell(f"The rulebook has no rate “{claim.rate}”.")
        if claim.count < 0:
            raise CannotTell(f"A claim of “{claim.item}” cannot be below nil: it is {claim.count}.")
    return _tell(models.Claim, "claims", claims, _claim, scope, at)


def tell_qof_counts(counts: Mapping[int, Sequence[QofCount]], *, scope: Scope, at: datetime) -> int:
    """Write down indicators' counts, by surgery. Raises as tell_lists, and for counts that cannot be."""
    for one in _each(counts):
        count = one.count
        if count.numerator < 0 or count.denominator < count.numerator:
            raise CannotTell(
                f"{one.indicator}: {count.numerator} of {count.denominator} patients cannot be. "
                "The numerator is among the denominator."
            )
        if one.indicator not in parameters.qof_indicators(one.year):
            raise CannotTell(f"The QOF of {one.year} has no indicator {one.indicator}.")
    return _tell(models.QofCount, "QOF counts", counts, _count, scope, at)


def tell_qof_registers(registers: Mapping[int, Sequence[QofRegister]], *, scope: Scope, at: datetime) -> int:
    """Write down how common conditions are, by surgery. Raises as tell_lists, and for what cannot be."""
    for one in _each(registers):
        if one.register < 0 or one.list_size <= 0 or one.national <= 0 or one.register > one.list_size:
            raise CannotTell(
                f"{one.group}: a register of {one.register} of {one.list_size} patients, beside "
                f"{one.national}% in England, cannot be."
            )
    return _tell(models.QofRegister, "QOF registers", registers, _register, scope, at)


@transaction.atomic
def _tell(
    model: Any, what: str, rows: Mapping[int, Sequence[Any]], values: Any, scope: Scope, at: datetime
) -> int:
    check_covers(scope, rows, Power.POST)
    today = local_day(at)
    for one in _each(rows):
        if one.known_on > today:
            raise CannotTell(f"What is known on {day(one.known_on)} is not known yet: today is {day(today)}.")
    made = [
        model(
            surgery_id=surgery,
            known_on=one.known_on,
            source=one.source,
            at=at,
            actor_id=scope.actor.id,
            actor_name=scope.actor.name,
            **values(one),
        )
        for surgery, told in rows.items()
        for one in told
    ]
    model.objects.bulk_create(made)
    for surgery, told in rows.items():
        audit.record(
            actor=scope.actor,
            deed="contracts.tell",
            subject=f"{len(told):,} {what}",
            at=at,
            surgery_id=surgery,
        )
    return len(made)


def _each(rows: Mapping[int, Sequence[Any]]) -> Iterable[Any]:
    return (one for told in rows.values() for one in told)


def _check_item(key: str) -> None:
    item = ledger_parameters.nhs_items().get(key)
    if item is None or item.kind is not NhsMoney.INCOME:
        raise CannotTell(
            f"“{key}” is nothing that the NHS pays. Choose one of rulebook/ledger/nhs_items.csv."
        )


def _list(one: PatientList) -> dict[str, Any]:
    return {
        "effective": _range(one.effective),
        "registered": one.registered,
        "weighted": one.weighted,
    }


def _term(one: Term) -> dict[str, Any]:
    return {
        "item": one.item,
        "name": one.name,
        "basis": one.basis.value,
        "value": one.value,
        "effective": _range(one.effective),
    }


def _claim(one: Claim) -> dict[str, Any]:
    return {"item": one.item, "rate": one.rate, "month": one.month.first, "count": one.count}


def _count(one: QofCount) -> dict[str, Any]:
    return {
        "year": one.year.begins,
        "indicator": one.indicator,
        "numerator": one.count.numerator,
        "denominator": one.count.denominator,
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
