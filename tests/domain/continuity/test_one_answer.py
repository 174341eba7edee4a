"""Measuring all surgeries at once gives what measuring each patient gives: on DuckDB, and on Spark."""

import random
from datetime import date

import pytest

from commonpractice.domain.continuity import parameters, rules
from commonpractice.domain.continuity.facts import Time
from commonpractice.domain.continuity.queries.measured import Measured, measure_all
from commonpractice.gateways.event_engine import Limits, open_engine
from tests import spark_cluster
from tests.domain.continuity.populations import MEASURES, TIMES, People, expected, people


def all_at_once(told: People, engine) -> Measured:
    return measure_all(
        engine, told.records(), told.members, TIMES,
        minimum=parameters.minimum_contacts(), bands=parameters.bands(),
    )  # fmt: skip


def of_month(measured: Measured, place: int) -> dict[tuple, tuple]:
    """The shape of populations.expected."""
    found: dict[tuple, tuple] = {}
    for (at, *key), one in [*measured.groups.items(), *measured.lists.items()]:
        if at == place:
            if one.of_lists.of:
                found["contacts", *key] = (one.of_lists.count, one.of_lists.of)
            if len(key) == 2 and one.of_clinicians.of:
                found["contacts", *key, "seen"] = (one.of_clinicians.count, one.of_clinicians.of)
            if one.means:
                found["means", *key] = (one.means.patients, *(getattr(one.means, each) for each in MEASURES))
    return found


def check(measured: Measured, told: People) -> None:
    for place, time in enumerate(TIMES):
        wanted, got = expected(told, time), of_month(measured, place)
        assert got.keys() == wanted.keys()
        for key, value in wanted.items():
            assert got[key] == pytest.approx(value, abs=1e-12), (time.on, key)


@pytest.mark.parametrize("seed", range(3))
def test_set_wise_is_patient_by_patient(seed):
    told = people(90, random.Random(seed))
    with open_engine() as engine:
        measured = all_at_once(told, engine)
    check(measured, told)
    assert {(split, group) for _, _, split, group in measured.groups} >= {
        ("age", "80+"), ("need", "0"), ("need", "2-3"), ("", "")
    }  # fmt: skip


def test_a_surgerys_own_patient_ratio_is_of_all_its_clinicians_with_a_list():
    told = people(90, random.Random(7))
    with open_engine() as engine:
        measured = all_at_once(told, engine)
    for (at, surgery, split, _), found in measured.groups.items():
        if not split:
            theirs = [
                one for (when, where, _), one in measured.lists.items() if (when, where) == (at, surgery)
            ]
            assert found.of_clinicians == rules.together(one.of_clinicians for one in theirs)
            assert found.of_lists == rules.together(one.of_lists for one in theirs)


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_a_cluster_of_two_workers_gives_the_same(tmp_path):
    spark_cluster.needed()
    told = people(60, random.Random(3))
    with open_engine("duckdb", Limits(threads=2)) as engine:
        here = all_at_once(told, engine)
    with spark_cluster.cluster(tmp_path) as address, open_engine(address) as engine:
        there = all_at_once(told, engine)
    check(there, told)
    for place in range(len(TIMES)):
        one, other = of_month(here, place), of_month(there, place)
        assert one.keys() == other.keys()
        for (
            key
        ) in one:  # counts to the unit; means to the last bit but a few, for they are added in another order
            assert one[key] == pytest.approx(other[key], abs=1e-12)


@pytest.mark.parametrize(
    ("last", "ends"),
    [
        (date(2026, 3, 31), [date(2026, 2, 28), date(2026, 3, 31)]),
        (date(2026, 3, 30), [date(2026, 1, 31), date(2026, 2, 28)]),
    ],
)
def test_months_are_those_that_are_over(last, ends):
    found = rules.times(last, 2, window=12)
    assert [time.on for time in found] == ends
    assert found[-1] == Time(ends[-1], ends[-1].replace(day=1), found[-1].year_from)
    assert rules.times(date(2026, 2, 28), 1, window=12)[0].year_from == date(2025, 3, 1)
