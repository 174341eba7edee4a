"""Where what is of a month of which nobody shares is shared."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpractice.domain.partnership.rules.belonging import months_of
from commonpractice.domain.profits.rules.placing import shared_in, stretches
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month, months

FIRST, LAST = Month(2024, 1), Month(2026, 12)
ALL = list(months(FIRST, LAST))


@pytest.mark.parametrize(
    ("spells", "since", "month", "place"),
    [
        # from           until              since      of         shared in
        (["2015-11-01  ..          "], "2025-04", "2025-04", "2025-04"),  # belongs
        (["2015-11-01  ..          "], "2025-04", "2016-02", "2025-04"),  # before the books
        (["2025-06-15  ..          "], "2025-04", "2025-05", "2025-06"),  # before it joined
        (["2025-06-15  ..          "], "2025-04", "2025-06", "2025-06"),  # joined within it
        (["2015-11-01  2025-07-31"], "2025-04", "2025-07", "2025-07"),
        (["2015-11-01  2025-07-31"], "2025-04", "2025-08", "2025-07"),  # has left
        (["2015-11-01  2025-07-01"], "2025-04", "2029-01", "2025-07"),
        (["2015-11-01  2025-06-30", "2025-10-01  .."], "2025-04", "2025-09", "2025-06"),  # away
        (["2015-11-01  2025-06-30", "2025-10-01  .."], "2025-04", "2025-10", "2025-10"),
        (["2015-11-01  2025-06-15", "2025-06-20  .."], "2025-04", "2025-06", "2025-06"),  # away for days
        (["2015-11-01  2020-06-30"], "2025-04", "2025-05", "2025-05"),  # left before anything was shared
        ([], "2025-04", "2025-05", "2025-05"),
    ],
)
def test_the_month_in_which_it_is_shared(spells, since, month, place):
    read = [
        Period.until(date.fromisoformat(start), None if end == ".." else date.fromisoformat(end))
        for start, end in (spell.split() for spell in spells)
    ]
    assert shared_in(Month.parse(month), read, since=Month.parse(since)) == Month.parse(place)


@st.composite
def spells(draw) -> list[Period]:
    days = sorted(draw(st.sets(st.dates(FIRST.first, LAST.last), max_size=6)))
    ended = [Period(start, end) for start, end in zip(days[::2], days[1::2], strict=False)]
    return [*ended, Period(days[-1])] if len(days) % 2 else ended


@settings(max_examples=500)
@given(spells(), st.sampled_from(ALL))
def test_a_month_is_shared_in_one_in_which_somebody_shares_or_nobody_ever_did(memberships, since):
    """And the months keep their order, so that the earliest of some is the earliest of where they go."""
    sharing = months_of(memberships, [month for month in ALL if month >= since])
    places = [shared_in(month, memberships, since=since) for month in ALL]
    if sharing:
        assert set(places) <= set(sharing)
        assert all(place == month for month, place in zip(ALL, places, strict=True) if month in sharing)
        assert places == sorted(places)
    else:
        assert places == ALL
    for one in stretches(memberships, since=since):
        assert not any(month in one for month in sharing)
