"""The deed and the centre's charges in the words of whoever has to keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import (
    Charge,
    ChargeBasis,
    DecisionFact,
    DeedFact,
    PartnershipSummary,
    Peers,
    Scope,
    SmallNumbersTo,
)
from commonpractice.foundations.dated import Period
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.called import later, said

UNITS = {
    ChargeBasis.PER_REGISTERED: "a registered patient",
    ChargeBasis.PER_WEIGHTED: "a weighted patient",
    ChargeBasis.PER_PARTNER: "a partner",
    ChargeBasis.PER_HEAD: "a head of staff",
    ChargeBasis.FIXED: later("a surgery"),
    ChargeBasis.USAGE: "a use",
}
"""What a rate is for; all but a use are by the year."""


@dataclass(frozen=True)
class Decision:
    """`votes`: “75% or more of all who may vote”."""

    name: str
    decider: str
    votes: str


@dataclass(frozen=True)
class Deed:
    """A deed, and each thing that it says: (what, in words)."""

    effective: Period
    says: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class ChargeRow:
    name: str
    goes_by: str
    limits: str
    whom: str
    effective: Period


@dataclass(frozen=True)
class DeedPage:
    """`others` are (whether it is to come or was, the deed), those to come first."""

    now: Deed | None
    others: tuple[tuple[str, Deed], ...]
    charges: tuple[ChargeRow, ...]
    other_charges: tuple[ChargeRow, ...]
    """Those that are not in force today: they were, or are to come."""
    known_by: str
    """The code by which the partnership's file is known."""


def page(*, scope: Scope, of: PartnershipSummary, on: date) -> DeedPage:
    """Everything agreed, as it stands on a day."""
    found = partnership.deeds(scope=scope)
    charges = partnership.charges(scope=scope)
    to_come = [("To come", _deed(each, of)) for each in found if each.effective.start > on]
    were = [
        ("Was", _deed(each, of))
        for each in reversed(found)
        if each.effective.start <= on and on not in each.effective
    ]
    return DeedPage(
        now=next((_deed(each, of) for each in found if on in each.effective), None),
        others=(*to_come, *were),
        charges=tuple(_charge(each, of) for each in charges if on in each.effective),
        other_charges=tuple(_charge(each, of) for each in charges if on not in each.effective),
        known_by=of.code,
    )


def _deed(deed: DeedFact, of: PartnershipSummary) -> Deed:
    allowed = deed.estimate_unsigned
    estimated = said("None: every surgery signs its own month before the partnership closes it")
    if allowed:
        some = "1 surgery that has" if allowed == 1 else f"{allowed} surgeries that have"
        estimated = said(f"Up to {some} not signed may be closed with an estimate, marked so")
    return Deed(
        effective=deed.effective,
        says=(
            ("A year’s profit", _sentence(deed.profit_sharing.words)),
            *(
                (
                    "Whose profit is shared",
                    f"{said('That of all surgeries')}, as one, by the partners of {one.name}",
                )
                for one in of.surgeries
                if one.code == deed.one_profit_at
            ),
            ("A loss", _sentence(deed.losses.words)),
            ("The centre’s surplus or deficit", _sentence(deed.centre_result.words)),
            (
                "Who may see a partner’s statement",
                f"{_sentence(deed.statements.words)}, besides the finance team and the auditors",
            ),
            (
                "Other partners on a statement",
                "By letters, not by name" if deed.peers is Peers.LETTERED else "By name",
            ),
            ("Months not signed off", estimated),
            (said("Cash that a surgery keeps"), _floor(deed)),
            (
                "Small numbers",
                said(
                    f"Counts of patients below {deed.small_numbers} do not leave their surgery{_except(deed)}"
                ),
            ),
        ),
        decisions=tuple(_decision(each) for each in deed.decisions),
    )


def _except(deed: DeedFact) -> str:
    return (
        "" if deed.small_numbers_to is SmallNumbersTo.NOBODY else f", except to {deed.small_numbers_to.words}"
    )


def _floor(deed: DeedFact) -> str:
    if deed.cash_floor is not None:
        return f"{pounds(deed.cash_floor)} at least"
    if deed.cash_floor_days is not None:
        return f"{deed.cash_floor_days} days of its spending, at least"
    return "The deed sets no floor"


def _decision(each: DecisionFact) -> Decision:
    part = f"{_number(each.percent)}%"
    votes = f"More than {part}" if each.strictly else f"{part} or more"
    return Decision(each.name, _sentence(each.decider.words), f"{votes} of {each.electorate.words}")


def _charge(charge: Charge, of: PartnershipSummary) -> ChargeRow:
    return ChargeRow(charge.name, _goes_by(charge), _limits(charge), _who_pays(charge, of), charge.effective)


def _who_pays(charge: Charge, of: PartnershipSummary) -> str:
    """Those who pay a charge, or those who do not, whichever are fewer to read."""
    surgeries = [one for one in of.surgeries if not one.is_centre]
    pay = [one.name for one in surgeries if not charge.surgeries or one.id in charge.surgeries]
    others = [one.name for one in surgeries if one.name not in pay]
    if not others:
        return said("All surgeries")
    return f"{said('All surgeries')} but {_named(others)}" if len(others) < len(pay) else _named(pay)


def _goes_by(charge: Charge) -> str:
    if charge.basis is ChargeBasis.DIRECT:
        return said("What was spent for the surgery")
    if charge.pool is not None:
        by = "in equal parts" if charge.basis is ChargeBasis.FIXED else charge.basis.words
        return f"{pounds(charge.pool)} a year between them, {by}"
    if charge.percent is not None:
        return f"{_number(charge.percent)}% of income"
    assert charge.rate is not None
    year = "" if charge.basis is ChargeBasis.USAGE else " a year"
    return f"{_rate(charge.rate)} {UNITS[charge.basis]}{year}"


def _limits(charge: Charge) -> str:
    limits = []
    if charge.floor is not None:
        limits.append(f"at least {pounds(charge.floor)}")
    if charge.cap is not None:
        limits.append(f"at most {pounds(charge.cap)}")
    return f"{_sentence(' and '.join(limits))} {said('a surgery')} a year" if limits else "None"


def _rate(rate: Decimal) -> str:
    """£1.50, or as many places as it has: £0.125."""
    exact = rate.normalize()
    places = max(2, -int(exact.as_tuple().exponent))
    return f"£{rate:,.{places}f}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _named(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _sentence(words: str) -> str:
    return said(words[:1].upper() + words[1:])
