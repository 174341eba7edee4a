"""How indicators went: the one question that fifty charts ask is what asking run by run gives."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.domain.quality import queries
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers
from tests.domain.quality import kept_courses

FIRST = Month(2025, 1)
AVON = [(50, 100), (52, 100), None, (51, 100), (40, 90)]
BROOK = [(70, 80), None, (0, 80), (80, 80), (7, 9)]


@pytest.fixture
def rivers(fresh_database):
    """Two surgeries with five months of an indicator, some of them of so few that they stay."""
    found = two_rivers(None)
    kept_courses.keep(found.everything, "DM020", {found.a: AVON, found.b: BROOK}, first=FIRST)
    return found


def scope_of(rivers, *, counts=()):
    """Whoever sees both surgeries, and whole counts at some."""
    everything = rivers.everything
    powers_at = {
        surgery: frozenset({Power.SEE_QUALITY, *([Power.SEE_SMALL_NUMBERS] if surgery in counts else [])})
        for surgery in everything.surgeries
    }
    return replace(everything, powers=frozenset().union(*powers_at.values()), powers_at=powers_at)


def acting(scope):
    return tickets.acting(actor_id=7, surgeries=scope.surgeries, patients=scope.patients, counts=scope.counts)


@pytest.mark.parametrize("whole", ["nowhere", "at Avon", "everywhere"])
def test_a_course_is_what_its_runs_counted_one_by_one(rivers, whole):
    counts = {"nowhere": (), "at Avon": (rivers.a,), "everywhere": (rivers.a, rivers.b)}[whole]
    scope = scope_of(rivers, counts=counts)
    with acting(scope), transaction.atomic():
        runs = queries.monthly(scope=scope)
        found = queries.courses(scope=scope, runs=runs)
        by_run = {run.id: queries.results(scope=scope, runs=[run])[run.id] for run in runs}
    assert set(found) == {rivers.a, rivers.b}
    for surgery, courses in found.items():
        slowly: dict[str, list] = {}
        for run in sorted((run for run in runs if run.surgery_id == surgery), key=lambda run: run.asked.on):
            for code, result in by_run[run.id].items():
                slowly.setdefault(code, []).append((run.asked.on, result.met, result.not_met))
        quickly = {
            code: list(zip(course.days, course.met, course.not_met, strict=True))
            for code, course in courses.items()
        }
        assert quickly == slowly
    hidden = found[rivers.a]["DM020"].hidden, found[rivers.b]["DM020"].hidden
    assert hidden == {"nowhere": (1, 1), "at Avon": (0, 1), "everywhere": (0, 0)}[whole]


def test_courses_ask_twice_at_most_however_many_there_are(rivers):
    scope = scope_of(rivers, counts=(rivers.a,))
    with acting(scope), transaction.atomic():
        runs = queries.monthly(scope=scope)
        with CaptureQueriesContext(connection) as asked:
            queries.courses(scope=scope, runs=runs, codes=["DM020"])
            assert queries.courses(scope=scope, runs=[]) == {}
    assert len([query for query in asked if "array_agg" in query["sql"]]) == 2


def test_the_partnerships_course_has_its_hidden_months(rivers):
    scope = scope_of(rivers)
    with acting(scope), transaction.atomic():
        course = queries.courses_of_all(scope=scope, runs=queries.monthly(scope=scope))["DM020"]
    assert course.days == tuple((FIRST + at).last for at in range(5))
    # 50 + 70 of 180; two months in which one of the two is hidden; 51 + 80 of 180; 40 + 7 of 99
    assert course.met == (120, None, None, 131, 47)
    assert [of for _, _, of in course.shown] == [180, 180, 99]
    assert course.hidden == 2
    assert course.change == pytest.approx(100 * 47 / 99 - 100 * 120 / 180)


def test_another_surgerys_course_is_out_of_reach(rivers):
    scope = replace(scope_of(rivers), surgeries=(rivers.a,))
    with acting(scope), transaction.atomic():
        with pytest.raises(OutOfScope):
            queries.monthly(scope=scope, surgeries=[rivers.b])
        runs = queries.monthly(scope=scope)
        stolen = [replace(run, surgery_id=rivers.b) for run in runs]
        assert queries.courses(scope=scope, runs=stolen)[rivers.b] == {}


def test_a_month_is_its_last_day(rivers):
    scope = scope_of(rivers)
    with acting(scope), transaction.atomic():
        runs = queries.monthly(scope=scope, surgeries=[rivers.a])
    early = replace(runs[0], id=99, batch=uuid4(), asked=Asked(date(2025, 1, 12), date(2025, 1, 12)))
    assert queries.month_by_month([*runs, early]) == runs


@pytest.mark.parametrize(
    ("met", "not_met", "shown", "change"),
    [
        ((), (), 0, None),
        ((5,), (5,), 1, None),
        ((5, 6), (5, 4), 2, 10.0),
        ((5, None, 6), (5, None, 4), 2, 10.0),
        ((5, 0), (5, 0), 1, None),  # nobody is concerned any more
        ((0, 9), (10, 0), 2, 100.0),
    ],
)
def test_what_a_course_shows(met, not_met, shown, change):
    days = tuple((FIRST + at).last for at in range(len(met)))
    course = Course("DM020", days, met, not_met)
    assert len(list(course.shown)) == shown
    assert course.change == change
