"""The whole demonstration built, as it is shown: thirty months closed, one open, and what is found there."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from commonpractice.demonstration import build
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.nhs.planted import planted
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.months import FinancialYear, Month
from tests.demonstration.made_up import a_plan
from tests.demonstration.test_build import Reader

pytestmark = pytest.mark.slow
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
OPEN, CLOSED = Month(2026, 10), Month(2026, 9)
LEAVING, JOINING = "DEMO39", "DEMO24"
PLAN = a_plan()


def test_the_whole_of_it(fresh_database):
    built = build.build(at=AT, password=None)
    reader = Reader()
    assert (built.months, built.statements) == (31, 31 * 38)
    with reader.acting(), transaction.atomic():
        _two_hundred_and_fifty_thousand_postings_a_year(reader)
        _every_month_but_the_last_is_closed(reader)
        _what_is_planted_shows_and_nothing_else(reader)
        _control_accounts_are_nil_but_for_what_is_planted(reader)
        _profits_are_plausible(reader)
        _who_left_left_nothing_behind(reader)


def _sums(reader: Reader, year: FinancialYear) -> dict[int, dict[int, int]]:
    span = Span(year.first.first, year.last.last)
    found = ledger.by_surgery(scope=reader.scope, surgeries=reader.ids, spans=[span])
    return {surgery: {code: amount for code, (amount,) in of.items()} for surgery, of in found.items()}


def _two_hundred_and_fifty_thousand_postings_a_year(reader: Reader) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT month, sum(postings) FROM ledger_balance GROUP BY 1")
        by_month = {Month.of(month): int(number) for month, number in cursor.fetchall()}
    for year in (FinancialYear(2024), FinancialYear(2025)):
        assert 230_000 <= sum(by_month[month] for month in year.months) <= 290_000


def _every_month_but_the_last_is_closed(reader: Reader) -> None:
    closed, waits = reader.state(CLOSED), reader.state(OPEN)
    assert closed.closed
    assert [row.code for row in closed.rows if row.estimated] == [JOINING]
    assert not waits.closed
    assert waits.first_open == OPEN
    events = closed.latest
    assert [event.month for event in events[:3]] == [CLOSED, CLOSED - 1, CLOSED - 2]
    assert events[0].at.date() == date(2026, 10, 16)  # the twelfth working day
    assert events[0].estimated == 1


def _what_is_planted_shows_and_nothing_else(reader: Reader) -> None:
    found = contracts.differences(
        scope=reader.scope,
        surgeries=reader.surgeries,
        paid_for=dict.fromkeys(reader.surgeries, OPEN),
        known_on=AT.date(),
        tolerance=100,
    )
    left: Counter = Counter()
    for one in found:
        left[reader.names[one.surgery_id], one.item] += one.amount
    expected = {(one.surgery, one.item) for one in planted(PLAN.months) if one.kind in ("paid", "unknown")}
    assert set(left) == expected
    assert found[0].amount == -76_000_00
    assert left["Osterwick Medical Practice", "qof_achievement"] > 10_000_00


def _control_accounts_are_nil_but_for_what_is_planted(reader: Reader) -> None:
    wrong = {
        one.surgery
        for one in planted(PLAN.months)
        if one.kind == "unknown" or (one.kind == "receipt" and one.month == OPEN)
    }
    for one in banking.control(scope=reader.scope, surgeries=reader.surgeries):
        assert one.posted_otherwise == 0
        assert bool(one.balance) == (reader.names[one.surgery_id] in wrong)


def _profits_are_plausible(reader: Reader) -> None:
    """By the ledger itself, with what contracts came to and what the centre charged."""
    chart = parameters.chart()
    kinds = (AccountKind.INCOME, AccountKind.EXPENSE)
    losing = []
    for year in (FinancialYear(2024), FinancialYear(2025)):
        sums = _sums(reader, year)
        surplus = {
            reader.codes[surgery]: -sum(amount for code, amount in of.items() if chart[code].kind in kinds)
            for surgery, of in sums.items()
        }
        full_time = {
            place.code: sum(
                float(place.full_time(month)) / 12 for month in year.months if place.belongs(month)
            )
            for place in PLAN.places
        }
        theirs = {code: surplus[code] / 100 / full for code, full in full_time.items() if full}
        assert 110_000 < sum(surplus[code] for code in full_time) / 100 / sum(full_time.values()) < 180_000
        assert abs(surplus["CENTRE"]) < PLAN.centre_budget(year.begins) // 10
        losing += [PLAN.invented[code].character for code, amount in theirs.items() if amount < 0]
        assert max(theirs.values()) < 280_000
    assert losing == ["struggling"]


def _who_left_left_nothing_behind(reader: Reader) -> None:
    leaving = next(number for number, code in reader.codes.items() if code == LEAVING)
    sums = ledger.by_surgery(scope=reader.scope, surgeries=[leaving], spans=[Span.ever_to(OPEN.last)])[
        leaving
    ]
    left = {code: amount for code, (amount,) in sums.items() if accounts.BANK <= code < 9000 and amount}
    assert left == {}
