"""What is remembered of differences is what would be worked out now, whatever was told, posted and closed."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import actions, queries
from commonpractice.domain.contracts.facts.due import Claim, PatientList, Term, TermBasis
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.banking.papers import statement, take_in
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.examples import thorough

pytestmark = pytest.mark.slow  # together: months are closed for each

# by name: the package has a function of the one's name
anew = import_module("commonpractice.domain.contracts.queries.anew")
differences = import_module("commonpractice.domain.contracts.queries.differences")
reckonings = import_module("commonpractice.domain.contracts.queries.reckonings")

APRIL = Month(2025, 4)
BEGAN = date(2025, 4, 1)
TOLD_BY = date(2025, 9, 20)
AT = datetime(2025, 9, 20, 9, tzinfo=UTC)

days = st.integers(0, 172).map(lambda number: BEGAN + timedelta(number))
months = st.integers(0, 4).map(lambda number: APRIL + number)


@pytest.fixture
def rivers(db) -> Iterator[TwoRivers]:
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers


deeds = st.one_of(
    st.tuples(st.just("list"), st.integers(1, 9000), days, months),
    st.tuples(st.just("term"), st.integers(1, 900), days, months),
    st.tuples(st.just("claim"), st.integers(0, 90), days, months),
    st.tuples(st.just("statement"), st.integers(1, 90_000_00), days, months),
    st.tuples(st.just("income"), st.just(0), days, months),
    st.tuples(st.just("lock"), st.just(0), days, months),
)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(course=st.lists(st.tuples(deeds, days, months), min_size=1, max_size=4))
def test_whatever_is_done_what_is_remembered_is_what_would_be_worked_out(rivers, course):
    with transaction.atomic():
        for number, (deed, known_on, by) in enumerate(course):
            looked_at(rivers, known_on, by)  # so that something is remembered, of other days and months too
            do(rivers, number, *deed)
            for day in (TOLD_BY, known_on):
                assert looked_at(rivers, day, by) == worked_out(rivers, day, by)
        transaction.set_rollback(True)


def looked_at(rivers: TwoRivers, known_on: date, by: Month):
    both = {"scope": rivers.everything, "surgeries": [rivers.a, rivers.b]}
    found = queries.settled_sides(**both, by=by, known_on=known_on, paid_for=banking.paid_for(**both))
    return [(one.up_to, one.sides, one.open, one.unknown) for one in found]


def worked_out(rivers: TwoRivers, known_on: date, by: Month):
    """With nothing remembered; what is remembered otherwise is as it was."""
    rooms = (differences, reckonings, anew)
    kept = [room.REMEMBERED for room in rooms]
    for room in rooms:
        room.REMEMBERED = type(room.REMEMBERED)(8)
    try:
        return looked_at(rivers, known_on, by)
    finally:
        for room, before in zip(rooms, kept, strict=True):
            room.REMEMBERED = before


def do(rivers: TwoRivers, number: int, what: str, value: int, known_on: date, month: Month) -> None:
    who: dict = {"scope": rivers.everything, "at": AT + timedelta(seconds=number)}
    since = Period(month.first)
    match what:
        case "list":
            patients = PatientList(since, Decimal(value), Decimal(value), known_on, "a list")
            actions.tell_lists({rivers.a: [patients]}, **who)
        case "term":
            term = Term("rent", "", TermBasis.A_MONTH, Decimal(value), since, known_on, "a letter")
            actions.tell_terms({rivers.a: [term]}, **who)
        case "claim":
            claim = Claim("influenza", "influenza", month, value, known_on, "claims")
            actions.tell_claims({rivers.a: [claim]}, **who)
        case "statement" if open_from(rivers, month):
            line = ("", "Global sum", value, {"item": "global_sum"})
            take_in(rivers, statement(line, month=month, reference=str(number)), at=who["at"])
        case "income" if month in open_from(rivers, APRIL):
            actions.post_income(surgeries=[rivers.a], month=month, known_on=known_on, **who)
        case "lock" if month in open_from(rivers, APRIL)[:1]:
            ledger.lock_months(surgeries=[rivers.a], month=month, **who)


def open_from(rivers: TwoRivers, month: Month) -> list[Month]:
    kept = books.months_kept(scope=rivers.everything, surgeries=[rivers.a])[rivers.a]
    return [each for each, locked in sorted(kept.locked.items()) if not locked and each >= month]


@pytest.fixture
def database(template, django_db_setup, django_db_blocker) -> Iterator[str]:
    with databases.cloned(template, django_db_blocker) as name:
        yield name


def test_of_two_who_tell_at_once_neither_is_missed(database):
    """The first's rows have the lower numbers, and are there only after the second's: a long file, say."""
    rivers = two_rivers()
    told, may_commit = threading.Event(), threading.Event()

    def tell(name: str) -> None:
        term = Term("local_schemes", name, TermBasis.A_MONTH, Decimal(100), Period(BEGAN), BEGAN, "a letter")
        actions.tell_terms({rivers.a: [term]}, scope=rivers.everything, at=AT)

    def slowly() -> None:
        try:
            with acting(rivers.everything), transaction.atomic():
                tell("wound care")
                told.set()
                may_commit.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert told.wait(20)
    with acting(rivers.everything), transaction.atomic():
        tell("diabetes")
    with acting(rivers.everything), transaction.atomic():
        one = looked_at(rivers, TOLD_BY, APRIL + 1)
    may_commit.set()
    thread.join(20)
    with acting(rivers.everything), transaction.atomic():
        both = looked_at(rivers, TOLD_BY, APRIL + 1)
        assert both == worked_out(rivers, TOLD_BY, APRIL + 1)
    payable = [
        [side.payable for side in found[0][1] if side.item == "local_schemes"] for found in (one, both)
    ]
    assert payable == [[100_00], [200_00]]
