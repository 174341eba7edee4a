"""The chain of each profit centre: one link a batch, sealed onto the one before, verified a second way."""

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.ledger import chains
from tests.domain.ledger.books import THOROUGH
from tests.domain.partnerships import NOON, acting, two_rivers

APRIL = Month(2025, 4)


@pytest.fixture(scope="module")
def shared(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        yield two_rivers(), owner


@pytest.fixture(scope="module")
def to_clone(template, django_db_setup, django_db_blocker):
    with databases.furnished(template, django_db_blocker, two_rivers) as (name, rivers):
        yield name, rivers


@pytest.fixture
def own(to_clone, django_db_blocker):
    """A database of the test's own, to be tampered with."""
    original, rivers = to_clone
    with databases.cloned(original, django_db_blocker) as name, databases.as_owner(name) as owner:
        yield rivers, owner


def post(rivers, key: str, home: int, host: int | None = None, *, words: str = "Words") -> None:
    lines = [Line(home, 2030, 100), Line(home, 8310, -100)]
    if host is not None:
        lines += [Line(host, 2030, 100), Line(host, 8310, -100)]
    document = Document(kind="invoice", key=key, title="An invoice", home_id=home, host_id=host)
    journal = Journal(date(2025, 4, 1), words, tuple(lines), home_id=home, host_id=host)
    with acting(rivers.everything), transaction.atomic():
        ledger.post([(document, [journal])], scope=rivers.everything, at=NOON)


def links(owner, surgery: int) -> int:
    query = "SELECT count(*) FROM ledger_link WHERE surgery_id = %s"
    return owner.execute(query, [surgery]).fetchone()[0]


def test_each_batch_adds_one_link_for_each_profit_centre_it_posts_to(own):
    rivers, owner = own
    post(rivers, "one", rivers.a)
    post(rivers, "two", rivers.a, rivers.b)
    assert [links(owner, place) for place in (rivers.a, rivers.b, rivers.centre)] == [2, 1, 0]
    assert chains.broken_ledger(owner) == []


TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20)


@THOROUGH
@given(words=TEXT, key=TEXT)
def test_whatever_is_written_in_a_journal_its_link_verifies(shared, words, key):
    """Quotes, backslashes, bars and lines included: kept for good, each on top of those before."""
    rivers, owner = shared
    post(rivers, f"{links(owner, rivers.a)}/{key}", rivers.a, words=words)  # the key may be drawn again
    query = "SELECT hash FROM ledger_link WHERE surgery_id = %s ORDER BY number DESC LIMIT 2"
    (head, *before) = [row[0] for row in owner.execute(query, [rivers.a])]
    digest = chains.last_digests(owner)[rivers.a]
    assert head == chains.sha256(*before, digest)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_posting SET amount = amount * 2",
        "UPDATE ledger_posting SET account_id = 2010 WHERE account_id = 2030",
        "UPDATE ledger_posting SET month = '2025-05-01'",
        "DELETE FROM ledger_posting WHERE journal_id = (SELECT min(id) FROM ledger_journal)",
        "UPDATE ledger_journal SET narrative = 'Other words' WHERE id = (SELECT min(id) FROM ledger_journal)",
        "UPDATE ledger_journal SET dated = '2024-01-01' WHERE id = (SELECT max(id) FROM ledger_journal)",
        "UPDATE ledger_document SET key = key || '!'",
        "DELETE FROM ledger_link WHERE number = 1",
        "UPDATE ledger_link SET hash = sha256('') WHERE number = 2",
    ],
)
def test_whoever_tampers_as_the_owner_is_found_out(own, tampering):
    rivers, owner = own
    for key in ("one", "two", "three"):
        post(rivers, key, rivers.a)
    assert chains.broken_ledger(owner) == []
    tamper(owner, tampering)
    assert chains.broken_ledger(owner)


def tamper(owner, statement: str) -> None:
    """What only somebody with the owner's own password can do."""
    with owner.transaction():
        for table in ("ledger_posting", "ledger_journal", "ledger_document", "ledger_batch", "ledger_link"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert owner.execute(statement).rowcount


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_document SET title = 'Another invoice'",
        'UPDATE ledger_document SET details = \'{"file": "another"}\'',
        "UPDATE ledger_batch SET actor_name = 'Somebody else'",
        "UPDATE ledger_batch SET at = '2001-01-01'",
        "UPDATE ledger_journal SET host_id = NULL WHERE host_id IS NOT NULL",
    ],
)
def test_what_is_said_of_a_posting_is_sealed_with_it(own, tampering):
    """Who posted it, when, from what and between whom: a closed page reprints from these too."""
    rivers, owner = own
    post(rivers, "one", rivers.a, rivers.b)
    before = chains.digests_of_the_database(owner)
    tamper(owner, tampering)
    assert chains.digests_of_the_database(owner) != before


def test_a_locked_month_is_sealed_with_the_head_of_the_chain(own):
    rivers, owner = own
    post(rivers, "one", rivers.a)
    with acting(rivers.everything):
        ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
    seal = owner.execute("SELECT seal FROM ledger_month_event WHERE deed = 'locked'").fetchone()
    head = "SELECT hash FROM ledger_link WHERE surgery_id = %s ORDER BY number DESC LIMIT 1"
    assert seal == owner.execute(head, [rivers.a]).fetchone()


def test_a_link_does_not_depend_on_how_a_connection_writes_its_dates(own):
    """Whoever may post may then post what nobody can verify."""
    rivers, owner = own
    with acting(rivers.everything), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL datestyle = 'SQL, DMY'")
        post(rivers, "one", rivers.a)
    assert chains.broken_ledger(owner) == []
