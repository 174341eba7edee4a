"""Ask what the partners have agreed: the deed, its decisions, and what the centre charges."""

from collections import defaultdict
from dataclasses import fields
from datetime import date
from typing import Any

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import (
    CentreResult,
    Charge,
    ChargeBasis,
    ChargeTerms,
    Decider,
    DecisionFact,
    DeedFact,
    Electorate,
    Losses,
    Peers,
    ProfitSharing,
    Scope,
    SmallNumbersTo,
    Statements,
)
from commonpractice.foundations.dated import Period, day


class NoDeed(LookupError):
    """A day on which the partnership has no deed; the message says what to add."""


def deeds(*, scope: Scope, as_known_on: date | None = None) -> tuple[DeedFact, ...]:
    """Every deed of a partnership in order, as known on a day where one is given."""
    of = {"partnership_id": scope.partnership_id}
    decisions: dict[Period, list[DecisionFact]] = defaultdict(list)
    for row in models.Decision.objects.known(as_known_on).filter(**of).order_by("name"):
        decisions[row.period].append(
            DecisionFact(
                name=row.name,
                decider=Decider(row.decider),
                percent=row.percent,
                strictly=row.strictly,
                electorate=Electorate(row.electorate),
                effective=row.period,
            )
        )
    rows = models.Deed.objects.known(as_known_on).filter(**of)
    return tuple(
        DeedFact(
            profit_sharing=ProfitSharing(row.profit_sharing),
            losses=Losses(row.losses),
            centre_result=CentreResult(row.centre_result),
            statements=Statements(row.statements),
            peers=Peers(row.peers),
            estimate_unsigned=row.estimate_unsigned,
            small_numbers=row.small_numbers,
            small_numbers_to=SmallNumbersTo(row.small_numbers_to),
            cash_floor=row.cash_floor,
            cash_floor_days=row.cash_floor_days,
            one_profit_at=row.one_profit_at,
            decisions=tuple(decisions[row.period]),
            effective=row.period,
        )
        for row in sorted(rows, key=lambda row: row.period)
    )


def deed(*, scope: Scope, on: date, as_known_on: date | None = None) -> DeedFact:
    """The deed in force on a day. Raises NoDeed: without one nobody knows how profit is to be shared."""
    for each in deeds(scope=scope, as_known_on=as_known_on):
        if on in each.effective:
            return each
    raise NoDeed(
        f"There is no deed for {day(on)}: the partnership's file does not say how profit is shared then. "
        "Add a [[deed]] to the file, and load it: commonpractice partnership load FILE"
    )


def charges(*, scope: Scope, as_known_on: date | None = None) -> tuple[Charge, ...]:
    """Every charge of the centre, by code and day, as known on a day where one is given.

    With those that only some surgeries pay: of these surgeries, the ones that the ticket in hand covers.
    """
    rows = models.Charge.objects.known(as_known_on).filter(partnership_id=scope.partnership_id)
    some: dict[ChargeTerms, list[int]] = defaultdict(list)
    theirs = models.ChargeToSome.objects.known(as_known_on).filter(surgery_id__in=scope.surgeries)
    for row in theirs.order_by("surgery__name", "surgery_id"):
        some[ChargeTerms(**_terms(row))].append(row.surgery_id)
    found = [Charge(**_terms(row)) for row in rows]
    found += [
        Charge(**{each.name: getattr(terms, each.name) for each in fields(terms)}, surgeries=tuple(surgeries))
        for terms, surgeries in some.items()
    ]
    return tuple(sorted(found, key=lambda charge: (charge.code, charge.effective)))


def _terms(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "basis": ChargeBasis(row.basis),
        "effective": row.period,
        "rate": row.rate,
        "percent": row.percent,
        "pool": row.pool,
        "cap": row.cap,
        "floor": row.floor,
    }
