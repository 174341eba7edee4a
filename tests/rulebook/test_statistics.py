"""The rulebook on statistics and continuity: every number has its source, and is what mathematics says."""

from statistics import NormalDist

import pytest

from commonpractice.domain.continuity import parameters
from commonpractice.foundations import funnel, rulebook_files, spc

FILES = ("statistics/spc.toml", "statistics/funnel.toml", "continuity/measures.toml")
TOLD = [(name, told) for file in FILES for name, told in rulebook_files.toml(file).items()]


@pytest.mark.parametrize(("name", "told"), TOLD, ids=[name for name, _ in TOLD])
def test_every_number_says_what_it_is_where_it_is_from_and_how_far_to_trust_it(name, told):
    assert set(told) == {"value", "words", "source", "trust"}
    assert told["value"] > 0
    assert len(told["words"]) > 20
    assert len(told["source"]) > 20
    assert told["trust"] in {"found", "memory", "own"}


def test_the_numbers_of_charts_and_funnels_hang_together():
    by, limits = spc.making_data_count(), funnel.published()
    assert by.limit_factor == round(by.limit_sigmas / by.d2, 2)
    assert by.near == 2 / 3
    # the average range of two draws of the normal distribution is 2/√π standard deviations
    assert by.d2 == round(2 / 3.141592653589793**0.5, 3)
    assert (by.shift, by.trend, by.enough_points) == (7, 7, 12)
    assert limits.deviate_95 == round(NormalDist().inv_cdf(1 - limits.tail_95), 6)
    assert limits.deviate_998 == round(NormalDist().inv_cdf(1 - limits.tail_998), 6)
    assert parameters.minimum_contacts() == 2
