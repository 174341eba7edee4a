"""Forecast surgeries' years of QOF from the last run of the indicators: written once a run, never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts import QofYear
from commonpractice.domain.contracts.facts.due import Contracted
from commonpractice.domain.contracts.parameters import qof_year
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.parameters.worth import next_patients
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.worth import declared_whole, forecast_totals
from commonpractice.domain.contracts.rules.achieved import list_size
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.forecasting import Ending, endings, shares
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.domain.contracts.rules.qof.worth import (
    Best,
    Worth,
    YearWorth,
    a_percentage,
    best,
    gains,
    valued,
)
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.domain.quality.queries.trajectories import Trajectories, trajectories
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

UNPRICED = (
    "How common it is at the surgery and in England is not known, so its points cannot be valued. "
    "Tell it with: commonpractice contract tell qof-registers"
)


class CannotForecast(Exception):
    """There is nothing to forecast from, with a sentence that says what to do first."""


@dataclass(frozen=True)
class Forecasted:
    """What was written: surgeries with the forecast's pence; those known already; and why some have none."""

    year: FinancialYear
    surgeries: Mapping[int, Pence]
    known_already: tuple[int, ...]
    without: Mapping[int, str]


@transaction.atomic
def forecast_year(
    *, scope: Scope, on: date, at: datetime, surgeries: Sequence[int] | None = None
) -> Forecasted:
    """Forecast the NHS year in which a day falls from each surgery's last run up to that day.

    By the program alone: the counts are whole. Raises CannotForecast where no surgery was run this year, and
    OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    gone = trajectories(scope=scope, surgeries=wanted, by=on)
    if not gone:
        raise CannotForecast(
            f"The indicators have not been run for a day of this NHS year up to {day(on)}. "
            "Run: commonpractice quality run --months 24"
        )
    year, known_on = FinancialYear.of(Month.of(on)), local_day(at)
    before = models.QofForecastTotal.objects.filter(
        surgery__in=wanted, run__in=[t.run for t in gone.values()]
    )
    known = set(before.values_list("surgery_id", flat=True))
    told = {one.surgery_id: one for one in contracted(scope=scope, surgeries=[*gone])}
    by = {"known_on": known_on, "at": at, "actor_id": scope.actor.id, "actor_name": scope.actor.name}
    written: dict[int, Pence] = {}
    without: dict[int, str] = {}
    for surgery in sorted(gone.keys() - known):
        try:
            one = _of_surgery(gone[surgery], told[surgery], year, known_on)
        except CannotReckon as refusal:
            without[surgery] = str(refusal)
            continue
        _keep(surgery, gone[surgery], one, year, by)
        written[surgery] = one.worth.amount
    audit.record_each(
        actor=scope.actor,
        deed="contracts.forecast",
        subjects=[
            (surgery, f"QOF of {year}, from the run of {day(gone[surgery].on)}") for surgery in written
        ],
        at=at,
    )
    return Forecasted(year, written, tuple(sorted(known & gone.keys())), without)


@transaction.atomic
def forecast_year_just_ended(*, scope: Scope, on: date, at: datetime) -> Forecasted | None:
    """Forecast the NHS year that was over on a day once more, from runs of it that came after its forecast.

    The run of its 31 March is made in April, when the day is of another year. Only where the year was
    forecast before and is not declared whole yet; None where that is nowhere, or no newer run is there.
    """
    year = FinancialYear.of(Month.of(on)) - 1
    there = forecast_totals(scope=scope, surgeries=list(scope.surgeries), year=year)
    declared = declared_whole(scope=scope, surgeries=[*there], year=year, known_on=local_day(at))
    if not (left := sorted(there.keys() - declared)):
        return None
    done = forecast_year(scope=scope, on=year.last.last, at=at, surgeries=left)
    return done if done.surgeries or done.without else None


@dataclass(frozen=True)
class _OfSurgery:
    endings: Mapping[str, Ending]
    worth: YearWorth
    more: Best
    patients: int
    baselines: Mapping[str, Fraction]

    def why_not(self, part: Worth) -> str:
        """Why an indicator cannot be forecast, or not be valued; blank where it is."""
        ending = self.endings[part.indicator.code]
        return ending.why_not or (UNPRICED if part.unpriced and ending.ends.eligible else "")


def _of_surgery(gone: Trajectories, told: Contracted, year: FinancialYear, known_on: date) -> _OfSurgery:
    rates = month_rates(year.first, known_on)
    facts = MonthFacts(KnownFacts(told, known_on), year.first, rates)
    size = list_size(facts)
    by, baselines = forecasting(), facts.baselines()
    paid = _of_year(rates.qof, year)
    defined = {code: definitions().indicators[code] for code in paid.indicators}
    found = endings(defined, gone.this_year, gone.last_year, on=gone.on, year_end=year.last.last, by=by)
    worth = valued(
        year=paid,
        ends={code: one.ends for code, one in found.items()},
        list_size=size,
        shares=shares(told.registers, gone.registers, year=year, known_on=known_on, run_on=gone.on),
        baselines=baselines,
        together=by.together,
        source=_source(gone),
    )
    patients = next_patients()
    brings = {
        part.indicator.code: gains(part.indicator, found[code].ends, part.full, patients, baselines.get(code))
        for part in worth.parts
        for code in (part.indicator.code,)
    }
    return _OfSurgery(found, worth, best(brings, patients), patients, baselines)


def _of_year(found: QofYear | None, year: FinancialYear) -> QofYear:
    paid = found or qof_year(year)
    missing = sorted(paid.indicators.keys() - definitions().indicators.keys())
    if missing or not paid.indicators:
        raise CannotReckon(
            f"The indicators of the QOF of {year} are not defined here, so none can be forecast."
        )
    return paid


def _source(gone: Trajectories) -> str:
    return f"forecast from the patients' records, as at {day(gone.on)}"


def _keep(
    surgery: int, gone: Trajectories, one: _OfSurgery, year: FinancialYear, by: Mapping[str, Any]
) -> None:
    worth = one.worth
    total = models.QofForecastTotal(
        surgery_id=surgery, run_id=gone.run, year=year.begins, on=gone.on, source=_source(gone),
        points=a_percentage(worth.points), amount=worth.amount, low=worth.low, high=worth.high,
        full=worth.full, next_patients=one.patients, next_amount=one.more.amount,
        unknown=sum(bool(one.why_not(part)) for part in worth.parts),
        early=any(each.early for each in one.endings.values()), **by,
    )  # fmt: skip
    (kept,) = models.QofForecastTotal.objects.bulk_create([total])
    shown = _shown(gone, one)
    rows = [
        models.QofForecast(
            surgery_id=surgery, total_id=kept.id, indicator=code, met=ending.met,
            eligible=ending.ends.eligible, expected=ending.ends.expected, low_met=ending.ends.low,
            high_met=ending.ends.high, points=a_percentage(part.points), amount=part.amount, low=part.low,
            high=part.high, full=part.full, baseline=a_percentage(one.baselines.get(code)),
            early=ending.early, why_not=one.why_not(part), disclosed=code in shown,
            steps=[step.details() for step in part.steps],
        )
        for part in worth.parts
        for code in (part.indicator.code,)
        for ending in (one.endings[code],)
    ]  # fmt: skip
    models.QofForecast.objects.bulk_create(rows)


def _shown(gone: Trajectories, one: _OfSurgery) -> set[str]:
    """The indicators of which whoever may not see the surgery's counts may see what they are worth."""
    eligible = {code for code, ending in one.endings.items() if ending.ends.eligible}
    worth = {part.indicator.code: part.amount for part in one.worth.parts if part.indicator.code in eligible}
    return may_be_seen(gone.disclosed & eligible, worth) | (one.endings.keys() - eligible)


def may_be_seen(disclosed: Collection[str], worth: Mapping[str, Pence]) -> set[str]:
    """Of indicators whose counts may leave the surgery, those whose worth may: never all but one.

    `worth` is of all that anybody is eligible for. Where one alone is hidden, the sum less the others tells
    it; then the one that is worth least, but something, is hidden with it.
    """
    shown = set(disclosed)
    if len(worth) - len(shown) == 1 and shown:
        shown.discard(min(shown, key=lambda code: (worth[code] == 0, worth[code], code)))
    return shown
