"""What a recall list is of: who has not met what, as the set says it and as judging each patient does."""

import random
from datetime import date

import pytest

from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.people import Asked, PatientRecord
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.domain.quality.rules.recalling import asked_of_met
from commonpractice.domain.quality.rules.years import looking_back, towards_the_year_end
from tests.domain.quality.populations import population
from tests.domain.quality.test_running import DAYS, alone, keep, rivers, run  # noqa: F401 (fixture)

pytestmark = pytest.mark.slow
TODAY = DAYS[-1]


def everybody(size: int, seed: int) -> list[PatientRecord]:
    told = definitions()
    everything = [*told.registers.values(), *told.indicators.values()]
    return alone(population(size, everything, DAYS, random.Random(seed)))


def judged(patients: list[PatientRecord], first: int, asked: Asked) -> dict:
    """By patient and indicator: which task, and when what is asked for was last coded; one by one."""
    told = definitions()
    found = {}
    for number, patient in enumerate(patients, start=first):
        judges = {day: Judge(patient, day, told.registers) for day in (asked, Asked(asked.on, asked.on))}
        for code, indicator in told.of_year("2026/27").items():
            judge = judges[Asked(asked.on, asked.on) if indicator.rolling else asked]
            if judge.verdict(indicator).status is Status.NOT_MET:
                task = judge.task(indicator)
                days = [
                    event.day
                    for name in asked_of_met(indicator)
                    for event in patient.events.get(name, ())
                    if event.day <= asked.on
                ]
                place = None if task is None else indicator.tasks.index(task)
                found[number, code] = (place, max(days, default=None))
    return found


def kept(surgery: int) -> dict:
    return {
        (row.patient, row.indicator): (row.task, row.last_found)
        for row in models.Missed.objects.filter(surgery_id=surgery)
    }


def test_a_list_is_what_judging_each_patient_gives(rivers):  # noqa: F811
    patients = everybody(300, seed=11)
    keep(rivers.a, patients[:200], 1)
    keep(rivers.b, patients[200:], 1_001)
    run(rivers.everything)
    assert kept(rivers.a) == judged(patients[:200], 1, TODAY)
    assert kept(rivers.b) == judged(patients[200:], 1_001, TODAY)
    counted = sum(
        row.patients
        for row in models.VerdictCount.objects.filter(surgery_id=rivers.a, run__on=TODAY.on, status="not_met")
    )
    assert counted == len(kept(rivers.a)) > 200
    assert {task for task, _ in kept(rivers.a).values()} >= {0, 1, 2}


def test_the_next_run_takes_the_place_of_the_list_and_one_of_an_earlier_day_does_not(rivers):  # noqa: F811
    patients = everybody(60, seed=12)
    keep(rivers.a, patients, 1)
    run(rivers.everything)
    first = kept(rivers.a)
    keep(rivers.a, patients[:30], 1)  # half have left
    earlier = towards_the_year_end([date(2026, 9, 30)])
    run(rivers.everything, days=earlier)
    assert kept(rivers.a) == first
    run(rivers.everything)
    assert kept(rivers.a) == judged(patients[:30], 1, TODAY)
    assert kept(rivers.a) != first
    assert {row.run_id for row in models.Missed.objects.all()} == {models.Run.objects.latest("id").id}


@pytest.mark.parametrize(
    "days",
    [looking_back([date(2026, 10, 31)]), towards_the_year_end([date(2026, 11, 30)])],
    ids=["for charts", "a day to come"],
)
def test_no_list_comes_of_a_run_that_is_not_of_today(rivers, days):  # noqa: F811
    keep(rivers.a, everybody(40, seed=13), 1)
    run(rivers.everything, days=days)
    assert models.Run.objects.exists()
    assert not models.Missed.objects.exists()
