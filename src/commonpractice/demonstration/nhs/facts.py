"""What a surgery's NHS income is reckoned from: lists, agreements, claims and counts, each with the day from
which it was known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.profiles import Profile
from commonpractice.demonstration.nhs import planted
from commonpractice.demonstration.nhs.qof import MOMENTS
from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts.due import Claim, Contracted, PatientList, Term, TermBasis, Timing
from commonpractice.domain.contracts.parameters.timing import timing
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month, months

LISTS = "the quarter's list, as the national system states it (invented)"
AGREED = "the commissioner's letter (invented)"
CLAIMED = "claims submitted (invented)"
IN_POUNDS = "claims submitted, in pounds: no rate of the month's was found (invented)"
NETWORK = "the network's agreement (invented)"
LATEST_PAID = 2  # months after a month by which everything of it is paid, but for achievement


@dataclass(frozen=True)
class FromNetworks:
    """What a surgery's networks pass on to it in a month, by item."""

    items: dict[str, Pence]
    roles: Pence
    participation: Pence


def contracted(place: Place, profile: Profile, networks: dict[Month, FromNetworks]) -> Contracted:
    """Everything there is to know of a surgery's contracts over the months of its books."""
    kept = place.months
    with_lag = list(months(kept[0] - LATEST_PAID, kept[-1]))
    years = sorted({FinancialYear.of(month) for month in kept})
    terms = [
        *_core(place, profile, kept),
        *_by_year(profile, years),
        *_by_month(profile, with_lag, kept[0]),
        *_of_networks(place, networks),
        *_pilots(place),
    ]
    claims, in_pounds = _claims(profile, with_lag)
    outcomes = [profile.quality.outcome(year, moment) for year in years for moment in MOMENTS]
    return Contracted(
        place.id,
        terms=(*terms, *in_pounds),
        lists=() if profile.pms else tuple(_lists(place)),
        claims=tuple(claims),
        counts=tuple(count for one in outcomes for count in one.counts),
        registers=tuple(register for one in outcomes for register in one.registers),
    )


def _lists(place: Place) -> Iterator[PatientList]:
    for row in place.fact.sizes:
        yield PatientList(row.effective, row.registered, row.weighted, row.effective.start, LISTS)


def _core(place: Place, profile: Profile, kept: tuple[Month, ...]) -> Iterator[Term]:
    """What goes with the global sum; a PMS contract's sum moves with its price, back-dated as it is."""
    whole = Period(kept[0].first)
    if not profile.pms:
        yield Term("out_of_hours", "", TermBasis.HOLDS, Decimal(0), whole, kept[0].first, AGREED)
        return
    for quarter in _quarters(place, kept):
        for price in parameters.history("global_sum"):
            if quarter.start in price.effective:
                amount = profile.pms_payment(Month.of(quarter.start), price.value)
                yield Term(
                    "pms_baseline", "", TermBasis.A_MONTH, _pounds(amount), quarter,
                    max(quarter.start, price.known_on), AGREED,
                )  # fmt: skip


def _by_year(profile: Profile, years: Iterable[FinancialYear]) -> Iterator[Term]:
    for year in years:
        period = Period(year.first.first, (year + 1).first.first)
        known_on = calendar.of_qof(year.first.first, "first")
        paid_ahead = profile.quality.aspiration(year)
        yield Term("qof_aspiration", "", TermBasis.A_YEAR, paid_ahead, period, known_on, AGREED)
        for stream in profile.income:
            amount = profile.annual_income(stream, year.begins)
            if stream.line.told == "year" and amount:
                yield _year(stream.line.item, stream.line.narrative, amount, period)
        if profile.teaches:
            yield _year("trainers_grant", "", profile.trainers_grant, period)


def _year(item: str, name: str, amount: Pence, period: Period) -> Term:
    return Term(item, name, TermBasis.A_YEAR, _pounds(amount), period, period.start, AGREED)


def _by_month(profile: Profile, kept: list[Month], first: Month) -> Iterator[Term]:
    """What is told in pounds, month by month; before the books, only what is paid later."""
    for month in kept:
        sums: dict[tuple[str, str], Pence] = defaultdict(int)
        for stream in profile.income:
            if stream.line.told == "month" and (month >= first or lag(stream.line.item)):
                annual = profile.annual_income(stream, tables.year_of(month))
                amount = tables.in_month(annual, stream.line.shape, month)
                sums[stream.line.item, stream.line.narrative] += amount
        for (item, name), amount in sums.items():
            yield from _once(item, name, amount, month, CLAIMED)


def _claims(profile: Profile, kept: list[Month]) -> tuple[list[Claim], list[Term]]:
    """Claims by the count where the rulebook knows the rate, and in pounds where it does not."""
    counted: list[Claim] = []
    in_pounds: list[Term] = []
    for month in kept:
        sums: dict[tuple[str, str, str], Pence] = defaultdict(int)
        for stream in profile.income:
            line = stream.line
            if line.told == "claims":
                annual = profile.annual_income(stream, tables.year_of(month))
                sums[line.item, line.rate, line.narrative] += tables.in_month(annual, line.shape, month)
        for (item, key, name), amount in sums.items():
            rate = parameters.rate_if_any(key, on=month.first, known_on=month.last)
            if rate is None:
                in_pounds += _once(item, name, amount, month, IN_POUNDS)
            elif count := round(Fraction(amount) / (rate.exact * 100)):
                counted.append(Claim(item, key, month, count, month.last, CLAIMED))
    return counted, in_pounds


def _of_networks(place: Place, networks: dict[Month, FromNetworks]) -> Iterator[Term]:
    """What networks pass on: by the month while it stays the same; the staff they pay for, as they come."""
    for item in next(iter(networks.values())).items:
        yield from _while_it_stays(item, "", {month: one.items[item] for month, one in networks.items()})
    for month, one in networks.items():
        yield from _once("arrs", "", one.roles, month, NETWORK)
    counted = {month for month in networks if participation_rate(month) and place.fact.contracts}
    if counted and not _is_pms(place):
        yield Term(
            "participation", "", TermBasis.HOLDS, Decimal(0),
            Period(min(counted).first, (max(counted) + 1).first), min(counted).first, AGREED,
        )  # fmt: skip
    agreed = {
        month: one.participation for month, one in networks.items() if _is_pms(place) or month not in counted
    }
    yield from _while_it_stays("participation", "In pounds", agreed)


def _is_pms(place: Place) -> bool:
    return place.invented.contract == "PMS"


def participation_rate(month: Month) -> Decimal | None:
    """Pounds for each weighted patient a year, where the rulebook has it."""
    rate = parameters.rate_if_any("participation", on=month.first)
    return rate.value if rate else None


def _while_it_stays(item: str, name: str, amounts: dict[Month, Pence]) -> Iterator[Term]:
    """An amount by the month, a term for as long as it is the same."""
    spell: list[Month] = []
    for month, amount in [*amounts.items(), (None, None)]:
        if spell and amounts[spell[0]] != amount:
            if value := amounts[spell[0]]:
                period = Period(spell[0].first, (spell[-1] + 1).first)
                yield Term(item, name, TermBasis.A_MONTH, _pounds(value), period, period.start, NETWORK)
            spell = []
        if month:
            spell.append(month)


def _pilots(place: Place) -> Iterator[Term]:
    for pilot in planted.pilots(place.partnership.model):
        if pilot.surgery == place.fact.name:
            start = FinancialYear.of(place.months[-1]).first
            period = Period(max(start, place.months[0]).first)
            yield Term(
                pilot.item,
                pilot.words,
                TermBasis.A_MONTH,
                Decimal(pilot.pounds),
                period,
                period.start,
                AGREED,
            )


def _once(item: str, name: str, amount: Pence, month: Month, source: str) -> Iterator[Term]:
    """Pounds of one month: known when it is over or, where it is paid in the month itself, before that."""
    if amount:
        known_on = month.last if lag(item) else calendar.day_of(month, "claims_known")
        period = Period(month.first, (month + 1).first)
        yield Term(item, name, TermBasis.ONCE, _pounds(amount), period, known_on, source)


def lag(item: str) -> int:
    """How many months after its own an item is paid."""
    return timing().get(item, Timing()).months_after


def _quarters(place: Place, kept: tuple[Month, ...]) -> Iterator[Period]:
    """The spells in which a surgery's list stays the same, by calendar quarters."""
    starts = sorted({kept[0], *(month for month in kept if month.number % 3 == 1)})
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        yield Period(start.first, following.first if following else None)


def _pounds(amount: Pence) -> Decimal:
    return Decimal(amount) / 100


def known_between(facts: Contracted, after: date | None, by: date) -> Contracted:
    """Those of some facts that became known after one day and by another."""

    def new(rows: Iterable) -> tuple:
        return tuple(row for row in rows if (after is None or row.known_on > after) and row.known_on <= by)

    return Contracted(
        facts.surgery_id,
        terms=new(facts.terms),
        lists=new(facts.lists),
        claims=new(facts.claims),
        counts=new(facts.counts),
        registers=new(facts.registers),
    )
