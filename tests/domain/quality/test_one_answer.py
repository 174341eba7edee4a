"""The set-wise measures give what judging each patient gives, for every indicator of the rulebook."""

import random
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from commonpractice.domain.quality.facts.people import Asked, PatientRecord
from commonpractice.domain.quality.parameters.definitions import Definitions, definitions
from commonpractice.domain.quality.queries.judged import judge_all
from commonpractice.domain.quality.rules.about import codelists
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.domain.quality.rules.numbers import number_of
from commonpractice.domain.quality.rules.years import looking_back, month_ends
from commonpractice.gateways.event_engine import Engine, Limits, open_engine
from tests.domain.quality.populations import as_records, in_two_lists, population, shuffled

DAYS = (
    Asked(date(2026, 9, 30), date(2027, 3, 31)),  # in the middle of a year, towards its end
    Asked(date(2026, 9, 30), date(2026, 9, 30)),  # the same day, looking back
    Asked(date(2027, 3, 31), date(2027, 3, 31)),  # the year end itself
    Asked(date(2024, 2, 29), date(2024, 2, 29)),  # the end of a leap year's February
    Asked(date(2026, 11, 14), date(2027, 3, 31)),  # any day
)


MONTHS = tuple(looking_back(month_ends(date(2026, 10, 31), 4)))  # events are taken together by months


def one_by_one(
    patients: list[PatientRecord], told: Definitions, days: Sequence[Asked] = DAYS
) -> dict[tuple[int, int, str], int]:
    return {
        (number, at, code): verdict
        for number, patient in enumerate(patients)
        for at, day in enumerate(days)
        for judge in [Judge(patient, day, told.registers)]
        for code, indicator in told.indicators.items()
        for verdict in [number_of(judge.verdict(indicator), indicator)]
        if verdict is not None
    }


def all_at_once(
    patients: list[PatientRecord],
    told: Definitions,
    engine: Engine,
    days: Sequence[Asked] = DAYS,
    also: Mapping[str, str] | None = None,
) -> dict[tuple[int, int, str], int]:
    records, members = as_records(patients, also)
    judged = judge_all(engine, records, members, list(told.indicators.values()), told.registers, days)
    return {
        (row["patient"], row["at"], judged.indicators[row["indicator"]]): row["verdict"]
        for table in judged.verdicts
        for row in engine.rows(table)
    }


def check(seed: int, size: int, days: Sequence[Asked] = DAYS, *, doubled: bool = False) -> None:
    """With `doubled`, the concept of every fourth codelist is in another one too."""
    told = definitions()
    rng = random.Random(seed)
    definitions_of_all = [*told.registers.values(), *told.indicators.values()]
    patients = population(size, definitions_of_all, days, rng)
    also: dict[str, str] = {}
    if doubled:
        names = sorted(frozenset().union(*(codelists(one) for one in definitions_of_all)))
        also = dict(zip(names[::4], names[1::4], strict=False))
    seen = [in_two_lists(patient, also) for patient in patients]
    expected = one_by_one(seen, told, days)
    with open_engine("duckdb", Limits(threads=2)) as engine:
        found = all_at_once(patients, told, engine, days, also)
    wrong = {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}
    for number, at, code in sorted(wrong)[:3]:
        verdict = Judge(seen[number], days[at], told.registers).verdict(told.indicators[code])
        print(code, days[at], verdict, found.get((number, at, code)), seen[number])
    assert not wrong
    assert {verdict // 100 for verdict in expected.values()} == {0, 1, 2}, (
        "some are met, left out and adjusted"
    )


def test_duckdb_and_the_judge_agree_on_every_patient():
    check(1, 400)


def test_they_agree_where_months_are_taken_together_and_concepts_are_in_two_codelists():
    check(2, 400, MONTHS, doubled=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_they_agree_on_many_more(seed):
    check(seed, 3_000, (DAYS, MONTHS)[seed % 2], doubled=seed < 102)


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
