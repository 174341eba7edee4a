"""How indicators went, of however many runs: of each month the last."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.forecasts import Counted
from commonpractice.domain.quality.parameters.forecasting import forecasting
from commonpractice.domain.quality.queries.trajectories import Trajectories, trajectories
from commonpractice.domain.quality.rules.forecasting import forecast
from commonpractice.domain.quality.rules.years import year_end
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers
from tests.domain.quality.kept_courses import BY, snapshot

FIRST, LAST = date(2025, 4, 1), date(2026, 11, 12)
CODE = "BP002"


def met(on: date) -> int:
    """Of 200: a patient every other day of the first year; of the second, one every third."""
    gone = (on - date(on.year if on.month > 3 else on.year - 1, 4, 1)).days
    return gone // (2 if on <= date(2026, 3, 31) else 3)


def keep(surgery: int, days: list[date]) -> None:
    """A run on each of some days."""
    records = snapshot(surgery)
    runs = models.Run.objects.bulk_create(
        models.Run(
            surgery_id=surgery, batch=uuid4(), on=on, year_end=year_end(on), snapshot_id=records,
            rulebook="0" * 64, codelists="0" * 64, version="test", engine="duckdb", listed=1000, **BY,
        )
        for on in days
    )  # fmt: skip
    models.VerdictCount.objects.bulk_create(
        models.VerdictCount(
            run_id=run.id, surgery_id=surgery, indicator=CODE, status=status, reason="", patients=many
        )
        for run in runs
        for status, many in (("met", met(run.on)), ("not_met", 200 - met(run.on)))
        if many
    )


@pytest.fixture
def gone(db) -> tuple[Trajectories, Trajectories]:
    """Avon's were run every day, Brook's at the month-ends; both on the last day, in the midst of a month."""
    rivers = two_rivers(None)
    both = [rivers.a, rivers.b]
    month_ends = [month.last for month in months(Month.of(FIRST), Month.of(LAST) - 1)]
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=both, counts=both):
        keep(rivers.a, [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)])
        keep(rivers.b, [*month_ends, LAST])
        found = trajectories(scope=rivers.everything, surgeries=both, by=LAST)
    return found[rivers.a], found[rivers.b]


def test_of_the_runs_of_a_month_the_last_counts(gone):
    daily, monthly = gone
    assert [one.on for one in daily.this_year[CODE]] == [
        *(month.last for month in months(Month(2026, 4), Month(2026, 10))),
        LAST,
    ]
    assert len(daily.last_year[CODE]) == 12
    assert (daily.this_year, daily.last_year) == (monthly.this_year, monthly.last_year)
    assert daily.this_year[CODE][-1] == Counted(LAST, met(LAST), 200)
    assert (daily.on, monthly.on) == (LAST, LAST)


def test_however_often_indicators_are_run_the_range_is_the_same(gone):
    ranges = [
        forecast(
            one.this_year[CODE], one.last_year[CODE], year_end=year_end(LAST), lasting=True, by=forecasting()
        )
        for one in gone
    ]
    assert ranges[0] == ranges[1]
    assert ranges[0].low < ranges[0].expected < ranges[0].high
