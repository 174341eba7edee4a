"""Sums, rates and quartiles of every line: against the slow way."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.published.facts import Basis
from commonpractice.domain.published.rules import summaries
from commonpractice.domain.published.rules.summaries import Paid

patients = st.integers(0, 10**7).map(lambda hundredths: Decimal(hundredths) / 100)
paid = st.builds(
    Paid,
    registered=patients,
    weighted=patients,
    amounts=st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=3, max_size=3),
    peers=st.lists(st.integers(1, 3), max_size=2, unique=True),
    counted=st.booleans(),
)
LINES = {"a": 0, "b": 1, "c": 2}
GROUPS = {"ab": ["a", "b"], "c": ["c"], "none": []}


@given(st.lists(paid, min_size=1, max_size=30))
def test_every_figure_the_slow_way(practices):
    found = {
        (one.key, one.basis, one.peer_group): one
        for one in summaries.of_payments(practices, lines=LINES, groups=GROUPS)
    }
    assert {key for key, _, _ in found} == {"a", "b", "c", "group:ab", "group:c"}
    for (key, basis, group), one in found.items():
        places = [0, 1] if key == "group:ab" else [LINES[key.removeprefix("group:")]]

        def amount(practice, places=places):
            return sum(practice.amounts[place] or 0 for place in places)

        def size(practice, basis=basis):
            return practice.weighted if basis is Basis.WEIGHTED else practice.registered

        counted = [
            practice
            for practice in practices
            if practice.counted and size(practice) and (group is None or group in practice.peers)
        ]
        rates = sorted(Decimal(amount(practice)) / size(practice) for practice in counted)
        assert one.practices == len(rates)
        if group is None:
            assert one.total == sum(amount(practice) for practice in practices)
            everybody = sum(size(practice) for practice in practices)
            assert (one.value is None) == (everybody == 0)
            if everybody:
                assert abs(one.value - one.total / everybody) <= Decimal("0.00005")
        else:
            assert one.total == sum(amount(practice) for practice in counted)
        if rates:
            assert abs(one.spread.median - statistics.median(rates)) <= Decimal("0.0002")


def test_a_measure_over_patients_is_the_sum_shared_over_all():
    """2 GPs for 1,000 and 6 for 3,000: 8 for 4,000 is 20 for 10,000; the practices' own are 20 and 20."""
    one = summaries.of_measure(
        "gps", [(Decimal(2), Decimal(1000)), (Decimal(6), Decimal(3000)), (None, Decimal(500))], times=10_000
    )
    assert (one.practices, one.value, one.spread.median) == (2, Decimal(20), Decimal(20))


def test_a_measure_of_its_own_is_the_mean():
    one = summaries.of_measure("points", [(Decimal(500), None), (Decimal(600), None), (None, None)])
    assert (one.practices, one.value, one.spread.lower) == (2, Decimal(550), Decimal(525))


@pytest.mark.parametrize("values", [[], [(None, None)], [(None, Decimal(5))], [(Decimal(1), Decimal(0))]])
def test_a_measure_that_nobody_has(values):
    assert summaries.of_measure("points", values) is None
