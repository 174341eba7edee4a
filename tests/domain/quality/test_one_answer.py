"""The set-wise measures give what judging each patient gives, for every indicator of the rulebook."""

import random
from datetime import date

import pytest

from commonpractice.domain.quality.facts.people import Asked, PatientRecord
from commonpractice.domain.quality.parameters.definitions import Definitions, definitions
from commonpractice.domain.quality.queries.judged import judge_all
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.domain.quality.rules.numbers import number_of
from commonpractice.gateways.event_engine import Engine, Limits, open_engine
from tests.domain.quality.populations import as_records, population, shuffled

DAYS = (
    Asked(date(2026, 9, 30), date(2027, 3, 31)),  # in the middle of a year, towards its end
    Asked(date(2026, 9, 30), date(2026, 9, 30)),  # the same day, looking back
    Asked(date(2027, 3, 31), date(2027, 3, 31)),  # the year end itself
    Asked(date(2024, 2, 29), date(2024, 2, 29)),  # the end of a leap year's February
    Asked(date(2026, 11, 14), date(2027, 3, 31)),  # any day
)


def one_by_one(patients: list[PatientRecord], told: Definitions) -> dict[tuple[int, int, str], int]:
    return {
        (number, at, code): verdict
        for number, patient in enumerate(patients)
        for at, day in enumerate(DAYS)
        for judge in [Judge(patient, day, told.registers)]
        for code, indicator in told.indicators.items()
        for verdict in [number_of(judge.verdict(indicator), indicator)]
        if verdict is not None
    }


def all_at_once(
    patients: list[PatientRecord], told: Definitions, engine: Engine
) -> dict[tuple[int, int, str], int]:
    records, members = as_records(patients)
    judged = judge_all(engine, records, members, list(told.indicators.values()), told.registers, DAYS)
    return {
        (row["patient"], row["at"], judged.indicators[row["indicator"]]): row["verdict"]
        for table in judged.verdicts
        for row in engine.rows(table)
    }


def check(seed: int, size: int, address: str) -> None:
    told = definitions()
    rng = random.Random(seed)
    patients = population(size, [*told.registers.values(), *told.indicators.values()], DAYS, rng)
    expected = one_by_one(patients, told)
    with open_engine(address, Limits(threads=2)) as engine:
        found = all_at_once(patients, told, engine)
    wrong = {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}
    for number, at, code in sorted(wrong)[:3]:
        verdict = Judge(patients[number], DAYS[at], told.registers).verdict(told.indicators[code])
        print(code, DAYS[at], verdict, found.get((number, at, code)), patients[number])
    assert not wrong
    assert {verdict // 100 for verdict in expected.values()} == {0, 1, 2}, (
        "some are met, left out and adjusted"
    )


def test_duckdb_and_the_judge_agree_on_every_patient():
    check(1, 400, "duckdb")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_they_agree_on_many_more(seed):
    check(seed, 3_000, "duckdb")


def test_the_order_of_a_record_makes_no_difference():
    told = definitions()
    rng = random.Random(7)
    for patient in population(200, [*told.registers.values(), *told.indicators.values()], DAYS, rng):
        for indicator in told.indicators.values():
            one, other = (
                Judge(record, DAYS[0], told.registers).verdict(indicator)
                for record in (patient, shuffled(patient, rng))
            )
            assert one == other
