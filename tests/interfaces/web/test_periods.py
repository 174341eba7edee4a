"""Which days a page of figures is about, from what its address says."""

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.periods import Period

KEPT = (Month(2023, 4), Month(2025, 3))


def asked(query: str, kept=KEPT, year_starts=4):
    return periods.asked(RequestFactory().get(f"/?{query}"), kept=kept, year_starts=year_starts)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "March 2025"),
        ("month=2024-06", "June 2024"),
        ("at=2025-03-15", "1 to 15 March 2025"),
        ("at=2025-03-01", "1 March 2025"),
        ("at=2025-03-31", "March 2025"),
        ("month=2024-06&known=2024-07-10", "June 2024, as the books were on 10 July 2024"),
        ("month=soon", "March 2025"),
        ("month=0001-01", "March 2025"),
        ("month=2030-01", "January 2030"),
    ],
)
def test_the_period_in_words(query, words):
    period, form = asked(query)
    assert period.words == words
    assert not form.errors


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("at=soon", "like 2025-03-15"),
        ("at=2025-02-30", "like 2025-03-15"),
        ("known=never", "like 2025-03-15"),
        ("at=0001-01-01", "There are no books of 1 January 1:"),
        ("at=1999-12-31", "There are no books of 31 December 1999:"),
        ("known=0001-01-01", "There are no books of 1 January 1:"),
        ("known=9999-12-31", "choose a day from 1 January 2000 to 31 December 2100"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence_and_the_latest_month_shown(query, sentence):
    period, form = asked(query)
    assert period.words == "March 2025"
    assert period.known_at is None
    (sentences,) = form.errors.values()
    assert sentence in sentences[0]


@pytest.mark.parametrize(
    ("at", "month", "before", "year", "year_before"),
    [
        # whole months compare with whole months, whatever their length
        (
            date(2024, 2, 29),
            Span(date(2024, 2, 1), date(2024, 2, 29)),
            Span(date(2023, 2, 1), date(2023, 2, 28)),
            Span(date(2023, 4, 1), date(2024, 2, 29)),
            Span(date(2022, 4, 1), date(2023, 2, 28)),
        ),
        # part of a month compares with the same days
        (
            date(2025, 3, 15),
            Span(date(2025, 3, 1), date(2025, 3, 15)),
            Span(date(2024, 3, 1), date(2024, 3, 15)),
            Span(date(2024, 4, 1), date(2025, 3, 15)),
            Span(date(2023, 4, 1), date(2024, 3, 15)),
        ),
    ],
)
def test_the_days_compared(at, month, before, year, year_before):
    period = Period(at, None, 4)
    assert (period.this_month, period.month_before) == (month, before)
    assert (period.this_year, period.year_before) == (year, year_before)


@given(some.dates(date(2001, 1, 1), date(2099, 12, 31)), some.integers(1, 12))
def test_spans_hang_together_on_any_day(at, year_starts):
    period = Period(at, None, year_starts)
    assert period.this_month.last == period.this_year.last == at
    assert period.this_year.first <= period.this_month.first
    assert period.month_before.last == period.year_before.last < period.this_month.first
    assert period.year_before.first.replace(year=period.this_year.first.year) == period.this_year.first
    again, _ = asked(period.query, year_starts=year_starts)
    assert again == period


def test_known_on_a_day_means_until_it_ends_where_we_are():
    period, _ = asked("known=2024-07-10")
    # British Summer Time: midnight is 23:00 in UTC
    assert period.known_at == datetime(2024, 7, 10, 22, 59, 59, 999999, tzinfo=UTC)


def test_the_same_a_year_before_is_known_on_the_same_day():
    period, _ = asked("at=2025-03-15&known=2025-04-10")
    assert period.before.query == "at=2024-03-15&known=2025-04-10"
    assert period.before_the_year.query == "month=2024-03&known=2025-04-10"


def test_where_no_month_is_asked_for_it_is_the_usual_one_and_the_later_ones_are_offered():
    request = RequestFactory().get("/")
    period, form = periods.asked(request, kept=KEPT, usual=Month(2025, 1), year_starts=4)
    assert period.month == Month(2025, 1)
    assert [value for value, _ in form.fields["month"].choices][:2] == ["2025-03", "2025-02"]


def test_without_postings_it_is_today():
    period, form = asked("", kept=None)
    assert [value for value, _ in form.fields["month"].choices] == [str(period.month)]
