"""Where a year ends: what a forecast never says, and how often the truth lies in its range.

The back-test makes up years that no forecast has seen: surgeries whose pace differs from last year's by a
quarter and whose months differ by three tenths, from 30 patients to 1,500. The figures printed in
docs/guides/worth.md are the back-test's own.
"""

import math
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.quality.facts.forecasts import CannotSay, Counted, Forecast
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.domain.quality.rules.forecasting import combined, elapsed, forecast, lasts
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough

BY = forecasting()
END = date(2027, 3, 31)
GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "worth.md"


def ends(begins: int) -> list[date]:
    first = FinancialYear(begins).first
    return [(first + number).last for number in range(12)]


def year(begins: int, met: list[int], eligible: int) -> list[Counted]:
    return [Counted(on, number, eligible) for on, number in zip(ends(begins), met, strict=False)]


def of(this: list[Counted], last: list[Counted], *, lasting: bool = True) -> Forecast:
    found = forecast(this, last, year_end=END, lasting=lasting, by=BY)
    assert isinstance(found, Forecast)
    return found


EVENLY = [8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96]


def test_a_year_like_the_last_ends_like_it_and_half_the_pace_does_not():
    last = year(2025, EVENLY, 100)
    same = of(year(2026, EVENLY[:6], 100), last)
    half = of(year(2026, [one // 2 for one in EVENLY[:6]], 100), last)
    fast = of(year(2026, [one * 3 // 2 for one in EVENLY[:6]], 100), last)
    assert abs(same.expected - 96) <= 3
    assert half.expected < 85 < same.expected <= fast.expected
    assert half.pace < 0.75 < 0.95 < same.pace < 1.05 < 1.3 < fast.pace
    assert not same.early


def test_with_too_few_months_it_says_so_and_is_wide():
    last = year(2025, EVENLY, 100)
    early, later = of(year(2026, EVENLY[:2], 100), last), of(year(2026, EVENLY[:8], 100), last)
    assert early.early
    assert not later.early
    assert early.high - early.low > 1.5 * (later.high - later.low)


def test_without_last_year_nothing_can_be_said_yet():
    this = year(2026, EVENLY[:6], 100)
    for last in ([], year(2025, EVENLY[:9], 100), year(2025, EVENLY, 100)[8:]):
        found = forecast(this, last, year_end=END, lasting=True, by=BY)
        assert isinstance(found, CannotSay)
        assert (found.met, found.eligible) == (48, 100)
        assert "last year" in found.why


def test_the_last_day_of_the_year_is_what_was_counted():
    found = of(year(2026, EVENLY, 100), [])
    assert (found.low, found.expected, found.high) == (96, 96, 96)


def test_where_nobody_came_forward_last_year_somebody_still_may():
    found = of(year(2026, [50] * 6, 100), year(2025, [50] * 12, 100))
    assert (found.low, found.expected) == (50, 50)
    assert found.high > 50


def test_where_readings_fall_back_in_winter_so_does_the_forecast():
    last = year(2025, [30, 50, 70, 80, 80, 80, 78, 75, 72, 70, 68, 66], 100)
    found = of(year(2026, [30, 50, 70, 80, 80, 80], 100), last, lasting=False)
    assert found.low < found.expected < 75
    stays = of(year(2026, [30, 50, 70, 80, 80, 80], 100), last, lasting=True)
    assert stays.low >= 80


@pytest.mark.parametrize(
    ("on", "months"),
    [(date(2026, 4, 30), 1), (date(2026, 12, 31), 9), (date(2027, 3, 31), 12), (date(2026, 6, 15), 2.5)],
)
def test_months_are_counted_from_april(on, months):
    assert elapsed(on) == pytest.approx(months)


def test_a_check_that_was_done_lasts_and_a_reading_does_not():
    told = definitions().indicators
    assert [lasts(told[code]) for code in ("BP002", "AF006", "HYP008", "DM020")] == [True, True, False, False]


def test_errors_together_lie_between_by_chance_and_all_one_way():
    assert combined([3, 4], 0) == 5
    assert combined([3, 4], 1) == 7
    assert 5 < combined([3, 4], BY.together) < 7


@st.composite
def paths(draw, months: int = 12):
    eligible = draw(st.integers(1, 400))
    met = draw(st.lists(st.integers(0, eligible), min_size=months, max_size=months))
    return (met if draw(st.booleans()) else sorted(met)), eligible


@thorough()
@given(paths(), paths(), st.integers(1, 12), st.booleans())
def test_it_is_of_whole_patients_holds_its_point_and_never_undoes_what_lasts(last, this, months, lasting):
    told = year(2026, this[0][:months], this[1])
    found = of(told, year(2025, *last), lasting=lasting)
    assert 0 <= found.low <= found.expected <= found.high <= found.eligible == this[1]
    assert 0 < found.pace < math.inf
    if lasting:
        assert found.low >= told[-1].met


@thorough()
@given(st.integers(1, 20), st.integers(0, 200))
def test_with_more_time_to_run_the_range_is_no_narrower(step, more):
    """The same year again, as many every month: what is still to come has always the same end."""
    met = [step * (number + 1) for number in range(12)]
    eligible = met[-1] + more
    last = year(2025, met, eligible)
    found = [of(year(2026, met[:months], eligible), last) for months in range(BY.enough_months, 13)]
    for before, after in pairwise(found):
        assert after.high - after.low <= before.high - before.low + 1, (before, after)


def invented(rng: np.random.Generator, eligible: int, hazards: np.ndarray, pace: float) -> list[int]:
    """A year of patients who come forward month by month, each month in its own way."""
    behind, met = eligible, []
    for hazard in hazards:
        part = -math.expm1(-hazard * pace * rng.lognormal(0, 0.3))
        behind -= int(rng.binomial(behind, part))
        met.append(eligible - behind)
    return met


def coverage(years: int, months: tuple[int, ...]) -> dict[int, tuple[float, float, float]]:
    """By months gone by: how often the truth was within, how wide the range was, how far off the point."""
    rng = np.random.default_rng(20260401)
    told = {one: [] for one in months}
    for _ in range(years):
        eligible = int(rng.choice([30, 80, 200, 500, 1500]))
        hazards = rng.dirichlet(np.full(12, 4.0)) * -math.log(1 - rng.uniform(0.4, 0.95))
        base = rng.lognormal(0, 0.2)
        last = invented(rng, eligible, hazards, base)
        now = max(5, int(eligible * rng.uniform(0.9, 1.1)))
        truth = invented(rng, now, hazards, base * rng.lognormal(0, 0.25))
        for one in months:
            found = of(year(2026, truth[:one], now), year(2025, last, eligible))
            within = found.low <= truth[-1] <= found.high
            told[one].append((within, (found.high - found.low) / now, abs(found.expected - truth[-1]) / now))
    return {
        one: tuple(float(np.mean(each)) for each in zip(*rows, strict=True)) for one, rows in told.items()
    }


@pytest.mark.slow
def test_the_truth_lies_in_the_range_as_often_as_it_says_and_the_guide_prints_how_often():
    found = coverage(2000, (2, 3, 6, 9, 11))
    for months in (3, 6, 9, 11):
        assert BY.level - 0.02 <= found[months][0] < 0.99, (months, found)
    assert found[2][0] >= 0.85
    guide = GUIDE.read_text(encoding="utf-8")
    for months, (within, wide, off) in found.items():
        row = f"| {months} | {within:.0%} | {wide:.0%} | {off:.1%} |"
        assert row in guide, row
