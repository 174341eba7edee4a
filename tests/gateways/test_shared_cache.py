"""The cache that all processes share: what it remembers, for how long, and for whom."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from psycopg import errors

from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.databases import refused, show, undone
from tests.examples import thorough

THOROUGH = thorough(suppress=(HealthCheck.function_scoped_fixture,))
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXT, inside, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def database(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name


@pytest.fixture(autouse=True)
def empty(database):
    cache.clear()


@pytest.fixture
def raw(database):
    with databases.as_application(database) as connection:
        yield connection
        connection.rollback()


def later(seconds: float) -> None:
    """Let some seconds go by, for what is remembered."""
    with tickets.acting(actor_id=0, surgeries=()), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE app.remembered SET expires = expires - make_interval(secs => %s)", [seconds])


@THOROUGH
@given(value=VALUES, key=TEXT.filter(bool))
def test_what_is_put_in_comes_out(database, value, key):
    cache.set(key, value)
    assert cache.get(key) == value


def test_it_is_remembered_for_as_long_as_was_asked_and_no_longer():
    cache.set("a", 1, 60)
    cache.set("always", 2, None)
    cache.set("never", 3, 0)
    cache.set("past", 3, -5)
    assert [cache.get(key) for key in ("a", "always", "never", "past")] == [1, 2, None, None]
    later(59)
    assert cache.get("a") == 1
    later(2)
    assert cache.get("a", "gone") == "gone"
    assert cache.get("always") == 2


def test_it_is_added_once_until_it_is_gone():
    assert cache.add("a", 1, 60)
    assert not cache.add("a", 2, 60)
    assert cache.get("a") == 1
    later(61)
    assert cache.add("a", 3, 60)
    assert cache.get("a") == 3
    assert cache.delete("a")
    assert not cache.delete("a")
    assert cache.add("a", 4, 60)


def test_touching_keeps_it_for_longer_but_does_not_bring_it_back():
    cache.set("a", 1, 60)
    later(50)
    assert cache.touch("a", 60)
    later(50)
    assert cache.get("a") == 1
    later(50)
    assert not cache.touch("a", 60)
    assert cache.get("a") is None


def test_what_json_cannot_say_is_refused():
    with pytest.raises(TypeError):
        cache.set("a", object())


def test_what_nobody_asks_for_any_more_is_cleared_away(raw):
    for number in range(10):
        cache.set(f"old {number}", number, 60)
    later(2 * 24 * 60 * 60)
    cache.set("new", 1)
    show(raw, actor=0)
    assert raw.execute("SELECT count(*) FROM app.remembered").fetchone() == (1,)


def test_of_many_at_once_one_adds():
    told = []

    def one() -> None:
        try:
            told.append(cache.add("lock", True, 60))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 7 + [True]


def test_what_a_request_that_failed_counted_is_undone_with_it():
    with transaction.atomic():
        cache.set("a", 1)
        transaction.set_rollback(True)
    assert cache.get("a") is None


def test_in_somebodys_transaction_it_is_the_programs_and_then_theirs_again():
    with tickets.acting(actor_id=5, surgeries=[1]), transaction.atomic(), connection.cursor() as cursor:
        cache.set("a", 1)
        cursor.execute("SELECT app.actor(), app.surgeries()")
        assert cursor.fetchone() == (5, [1])


@pytest.mark.parametrize("actor", [None, databases.SOMEBODY])
def test_sql_of_somebodys_own_neither_sees_nor_forgets_nor_adds(raw, actor):
    cache.set("tried", [1.5])
    if actor:
        show(raw, 1, 2, actor=actor)
    assert raw.execute("SELECT * FROM app.remembered").fetchall() == []
    for statement in [
        "DELETE FROM app.remembered",
        "UPDATE app.remembered SET value = '[]', expires = now()",
    ]:
        with undone(raw):
            assert raw.execute(statement).rowcount == 0
    with refused(raw, errors.InsufficientPrivilege, "row-level security"):
        raw.execute("INSERT INTO app.remembered VALUES ('mine', '[]', 'infinity')")
    with refused(raw, errors.InsufficientPrivilege, "permission denied"):
        raw.execute("TRUNCATE app.remembered")
    raw.rollback()
    assert cache.get("tried") == [1.5]
