"""Who a practice is compared with."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.published.rules import peers
from commonpractice.domain.published.rules.peers import Subject

UNKNOWN = frozenset({"UNKNOWN"})

subjects = st.builds(
    Subject,
    contract=st.sampled_from(["GMS", "GMS", "GMS", "PMS", "APMS", "UNKNOWN"]),
    dispensing=st.sampled_from(["NO", "NO", "YES", "UNKNOWN"]),
    patients=st.integers(0, 400).map(lambda size: Decimal(size) * 25),
    counted=st.booleans(),
)


def _form(practices, bands=4, at_least=3):
    return peers.form(practices, bands=bands, at_least=at_least, unknown=UNKNOWN)


@given(st.lists(subjects, max_size=120))
def test_everybody_with_patients_has_peers_of_their_own_kind_or_wider(practices):
    groups = _form(practices)
    if not any(practice.counted and practice.patients for practice in practices):
        return
    for practice in practices:
        own, *_ = peers.groups_of(practice, groups, unknown=UNKNOWN) or [None]
        if practice.patients == 0:
            assert own is None
            continue
        if own is None:  # only where nobody who counts is of any kind like it
            assert not groups
            continue
        assert own.contract in ("", practice.contract)
        assert own.dispensing in ("", practice.dispensing)


@given(st.lists(subjects, max_size=120))
def test_bands_are_big_enough_and_never_part_practices_of_one_size(practices):
    groups = _form(practices)
    kinds = {(group.contract, group.dispensing) for group in groups}
    for kind in kinds:
        banded = [group for group in groups if (group.contract, group.dispensing) == kind]
        assert len(banded) <= 4
        assert [group.smallest for group in banded] == sorted(group.smallest for group in banded)
        for before, after in pairwise(banded):
            assert before.largest < after.smallest
        if kind != ("", ""):
            assert sum(group.practices for group in banded) >= 3


@given(st.lists(subjects, min_size=1, max_size=120))
def test_each_counted_practice_counts_in_the_bands_that_say_so(practices):
    groups = _form(practices)
    counts = dict.fromkeys((group.number for group in groups), 0)
    for practice in practices:
        if practice.counted:
            for group in peers.groups_of(practice, groups, unknown=UNKNOWN):
                counts[group.number] += 1
                assert group.smallest <= practice.patients <= group.largest
    assert counts == {group.number: group.practices for group in groups}


def test_tenths_by_size():
    practices = [Subject("GMS", "NO", Decimal(size), True) for size in range(100, 700)]
    groups = peers.form(practices, bands=10, at_least=30, unknown=UNKNOWN)
    assert [group.practices for group in groups] == [60] * 10
    assert groups[0].words == "60 GMS practices that do not dispense, with 100 to 159 patients"
    own, *_ = peers.groups_of(Subject("GMS", "NO", Decimal("159.75"), False), groups, unknown=UNKNOWN)
    assert own == groups[0]  # up to where the next band begins


def test_a_rare_kind_is_compared_more_widely():
    many = [Subject("GMS", "YES", Decimal(size), True) for size in range(1000, 1060)]
    few = [Subject("APMS", "YES", Decimal(1000 + size), True) for size in range(5)]
    groups = peers.form([*many, *few], bands=10, at_least=30, unknown=UNKNOWN)
    own, *_ = peers.groups_of(few[0], groups, unknown=UNKNOWN)
    assert (own.contract, own.dispensing) == ("", "YES")
    assert peers.groups_of(many[0], groups, unknown=UNKNOWN)[0].contract == "GMS"


def test_who_counts():
    def counted(**changes):
        usual = {"kind": "GP practice", "atypical": "", "registered": Decimal(1), "weighted": Decimal(1)}
        return peers.is_counted(**usual | changes, kinds_kept=frozenset({"gp practice"}))

    assert counted()
    assert counted(kind="")
    assert not counted(kind="Walk in centre")
    assert not counted(atypical="Part year of data")
    assert not counted(registered=Decimal(0))
    assert not counted(weighted=None)


def test_the_nearest_payments_group_the_peers():
    payments = {7: 2019, 8: 2021, 9: 2022, 10: 2022}
    assert peers.nearest(2015, payments) == 7
    assert peers.nearest(2020, payments) == 7  # the earlier of two equally near
    assert peers.nearest(2024, payments) == 10  # the later imported of two of one year
