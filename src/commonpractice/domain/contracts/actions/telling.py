"""Tell what is known of surgeries' contracts: lists, terms, claims, counts. A correction is told later."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
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
from commonpractice.domain.contracts.facts.indicators import Indicator
from commonpractice.domain.contracts.rules.entitled import (
    LONDON,
    OPT_OUTS,
    OUT_OF_HOURS,
    PARTICIPATION,
    RESIDENTS,
    WITH_THE_GLOBAL_SUM,
)
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import FinancialYear

Told = PatientList | Term | Claim | QofCount | QofRegister

PAID = (TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.ONCE)
HOLDS = (TermBasis.HOLDS,)
BASES = {
    OUT_OF_HOURS: HOLDS,
    LONDON: HOLDS,
    OPT_OUTS: HOLDS,
    RESIDENTS: (TermBasis.A_YEAR, TermBasis.A_MONTH),
    PARTICIPATION: (*PAID, *HOLDS),
}
"""How each item may be agreed: the rulebook has what some are worth; the others are paid as agreed."""


class CannotTell(ValueError):
    """Something that cannot be true of a contract; the message says what to mend."""


def tell_lists(lists: Mapping[int, Sequence[PatientList]], *, scope: Scope, at: datetime) -> int:
    """Write down lists by surgery; returns how many rows are new. A row that is known as it is adds nothing.

    Raises CannotTell, NotAllowed or OutOfScope; all is written or nothing.
    """
    return _tell(models.PatientList, "lists", lists, _list, ("effective",), scope, at)


def tell_terms(terms: Mapping[int, Sequence[Term]], *, scope: Scope, at: datetime) -> int:
    """Write down what was agreed, by surgery. As tell_lists; raises for an item that is none, too."""
    return _tell(models.Term, "terms", terms, _term, ("item", "name", "effective"), scope, at)


def tell_claims(claims: Mapping[int, Sequence[Claim]], *, scope: Scope, at: datetime) -> int:
    """Write down what was done in a month, by surgery. As tell_terms; raises for a rate that is none, too."""
    return _tell(models.Claim, "claims", claims, _claim, ("item", "rate", "month"), scope, at)


def tell_qof_counts(counts: Mapping[int, Sequence[QofCount]], *, scope: Scope, at: datetime) -> int:
    """Write down indicators' counts, by surgery. As tell_lists; raises for counts that cannot be, too."""
    return _tell(models.QofCount, "QOF counts", counts, _count, ("year", "indicator"), scope, at)


def tell_qof_registers(registers: Mapping[int, Sequence[QofRegister]], *, scope: Scope, at: datetime) -> int:
    """Write down how common conditions are, by surgery. As tell_lists; raises for what cannot be, too."""
    return _tell(models.QofRegister, "QOF registers", registers, _register, ("year", "group"), scope, at)


def check(fact: Told, *, today: date) -> None:
    """Raise CannotTell for something that cannot be true of a contract, or is not known yet."""
    if fact.known_on > today:
        raise CannotTell(f"What is known on {day(fact.known_on)} is not known yet: today is {day(today)}.")
    match fact:
        case Term():
            _check_term(fact)
        case Claim():
            _check_claim(fact)
        case QofCount():
            _check_count(fact)
        case QofRegister():
            _check_register(fact)
        case PatientList():
            if fact.registered < 0 or fact.weighted < 0:
                raise CannotTell("A list cannot be below nil.")


def _check_term(term: Term) -> None:
    _check_item(term.item)
    if (term.basis is TermBasis.HOLDS) == bool(term.value):
        fault = "holds, and has an amount" if term.value else "has no amount"
        raise CannotTell(
            f"The term of “{term.item}” {fault}. Give pounds for what is paid, none for what only holds."
        )
    bases = BASES.get(term.item, PAID)
    if term.basis not in bases:
        may_be = " or ".join(one.value for one in bases)
        raise CannotTell(f"“{term.item}” cannot be agreed as {term.basis.value}, only as {may_be}.")
    if term.item == OPT_OUTS:
        known = parameters.opt_outs()
        if term.name not in known:
            raise CannotTell(
                f"The rulebook has no opt-out “{term.name}”. Give as its name one of {', '.join(known)}."
            )
    elif term.name and (term.item in WITH_THE_GLOBAL_SUM or term.basis is TermBasis.HOLDS):
        raise CannotTell(f"There is one “{term.item}”, so it has no name: leave “{term.name}” out.")


def _check_claim(claim: Claim) -> None:
    _check_item(claim.item)
    if claim.rate not in parameters.rate_keys():
        raise CannotTell(f"The rulebook has no rate “{claim.rate}”.")
    if claim.count < 0:
        raise CannotTell(f"A claim of “{claim.item}” cannot be below nil: it is {claim.count}.")


def _check_count(one: QofCount) -> None:
    count = one.count
    if count.numerator < 0 or count.denominator < count.numerator:
        raise CannotTell(
            f"{one.indicator}: {count.numerator} of {count.denominator} patients cannot be. "
            "The numerator is among the denominator."
        )
    if one.indicator not in _indicators(one.year):
        raise CannotTell(f"The QOF of {one.year} has no indicator {one.indicator}.")


def _indicators(year: FinancialYear) -> Mapping[str, Indicator]:
    try:
        return parameters.qof_indicators(year)
    except parameters.NotInRulebook as refusal:
        raise CannotTell(str(refusal)) from None


def _check_register(one: QofRegister) -> None:
    indicators = _indicators(one.year)
    if one.group not in {*indicators, *(each.group for each in indicators.values())}:
        raise CannotTell(f"The QOF of {one.year} has no group or indicator {one.group}.")
    if one.register < 0 or one.list_size <= 0 or one.national <= 0 or one.register > one.list_size:
        raise CannotTell(
            f"{one.group}: a register of {one.register:,} of {one.list_size.normalize():,f} patients, beside "
            f"{one.national}% in England, cannot be."
        )


@transaction.atomic
def _tell(
    model: Any,
    what: str,
    rows: Mapping[int, Sequence[Any]],
    values: Any,
    said_by: Sequence[str],
    scope: Scope,
    at: datetime,
) -> int:
    check_covers(scope, rows, Power.POST)
    for one in _each(rows):
        check(one, today=local_day(at))
    told = [
        {"surgery_id": surgery, "known_on": one.known_on, "source": one.source, **values(one)}
        for surgery, theirs in rows.items()
        for one in theirs
    ]
    new = _new(model, told, ("surgery_id", "known_on", *said_by))
    by = {"at": at, "actor_id": scope.actor.id, "actor_name": scope.actor.name}
    model.objects.bulk_create([model(**row, **by) for row in new])
    audit.record_each(
        actor=scope.actor,
        deed="contracts.tell",
        subjects=[
            (surgery, f"{number:,} {what}")
            for surgery, number in Counter(row["surgery_id"] for row in new).items()
        ],
        at=at,
    )
    return len(new)


def _new(model: Any, told: Sequence[dict[str, Any]], key: Sequence[str]) -> list[dict[str, Any]]:
    """Those of some rows that the last word of the same day on the same thing, by its key, is not already."""
    if not told:
        return []
    theirs = model.objects.filter(
        surgery_id__in={row["surgery_id"] for row in told}, known_on__in={row["known_on"] for row in told}
    )
    last = {tuple(map(_hashable, map(row.get, key))): row for row in theirs.order_by("id").values(*told[0])}
    new: list[dict[str, Any]] = []
    for row in told:
        place = tuple(map(_hashable, map(row.get, key)))
        if last.get(place) != row:
            last[place] = row
            new.append(row)
    return new


def _hashable(value: Any) -> Any:
    return (value.lower, value.upper) if isinstance(value, DateRange) else value


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
