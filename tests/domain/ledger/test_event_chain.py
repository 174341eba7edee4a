"""The chain of what happens to months and recharges: one link a deed and side, verified a second way."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.queries import chains as queries
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.ledger import event_chains
from tests.domain.ledger.books import THOROUGH
from tests.domain.partnerships import NOON, acting, two_rivers

pytestmark = pytest.mark.slow  # together they take long

APRIL = Month(2025, 4)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def shared(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        yield two_rivers(), owner


@pytest.fixture
def own(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        yield two_rivers(APRIL, APRIL + 1), owner


def raised(rivers, reason: str = "two sessions") -> int:
    asked = {"amount": 500, "month": APRIL, "scope": rivers.everything, "at": NOON}
    with acting(rivers.everything), transaction.atomic():
        return ledger.raise_recharge(host_id=rivers.b, home_id=rivers.a, reason=reason, **asked)


def answered(rivers, recharge: int, words: str, *, agree: bool = False) -> None:
    with acting(rivers.everything), transaction.atomic():
        ledger.answer_recharge(
            recharge_id=recharge,
            agree=agree,
            words=words,
            dated=date(2025, 4, 30),
            month=APRIL,
            scope=rivers.everything,
            at=NOON,
        )


def links(owner, surgery: int) -> list[tuple]:
    query = """
        SELECT e.deed, l.state FROM ledger_event_link l
        LEFT JOIN ledger_month_event e ON e.id = l.month_event_id WHERE l.surgery_id = %s ORDER BY l.number
    """
    return owner.execute(query, [surgery]).fetchall()


def test_each_deed_adds_a_link_for_each_side(own):
    rivers, owner = own
    opened = [("opened", None)] * 2
    months = {"surgery_id": rivers.a, "month": APRIL, "scope": rivers.everything, "at": NOON}
    with acting(rivers.everything):
        ledger.lock_month(**months)
        ledger.reopen_month(**months, why="An invoice came late")
    answered(rivers, raised(rivers), "", agree=True)
    with acting(rivers.everything):
        ledger.withdraw_recharge(recharge_id=raised(rivers), scope=rivers.everything, at=NOON)
    recharges = [(None, state) for state in ("raised", "agreed", "raised", "withdrawn")]
    assert links(owner, rivers.a) == [*opened, ("locked", None), ("reopened", None), *recharges]
    assert links(owner, rivers.b) == [*opened, *recharges]
    assert links(owner, rivers.centre) == opened
    assert event_chains.broken(owner) == []
    assert all(finding.well for finding in queries.findings(owner))


@THOROUGH
@given(reason=TEXT.filter(str.strip), answer=TEXT.filter(str.strip))
def test_whatever_is_written_of_a_recharge_its_links_verify(shared, reason, answer):
    """Quotes, backslashes, bars and lines included."""
    rivers, owner = shared
    before = len(links(owner, rivers.a))
    try:
        answered(rivers, raised(rivers, reason), answer)
    except ledger.RechargeRefused:
        return  # what the page cannot show is not kept
    assert len(links(owner, rivers.a)) == before + 2
    assert event_chains.broken(owner, after=before - 1) == []


@pytest.mark.parametrize("why", ["it's | late", "C:\\books\n|", "“late”"])
def test_whatever_a_reopening_is_given_as_a_reason_its_link_verifies(own, why):
    rivers, owner = own
    months = {"surgery_id": rivers.a, "month": APRIL, "scope": rivers.everything, "at": NOON}
    with acting(rivers.everything):
        ledger.lock_month(**months)
        ledger.reopen_month(**months, why=why)
    assert event_chains.broken(owner) == []


TAMPERING = [
    "UPDATE ledger_month_event SET reason = 'other' WHERE id = (SELECT max(id) FROM ledger_month_event)",
    "UPDATE ledger_month_event SET actor_id = 99",
    "UPDATE ledger_month_event SET surgery_id = (SELECT max(surgery_id) FROM ledger_month_event)",
    "UPDATE ledger_recharge SET host_id = home_id + 2",
    "UPDATE ledger_recharge SET raised_by = 'Somebody else'",
    "UPDATE ledger_recharge SET answered_at = now()",
    "DELETE FROM ledger_event_link WHERE number = 2",
    "DELETE FROM ledger_event_link WHERE state = 'declined'",
    "UPDATE ledger_event_link SET hash = sha256('') WHERE number = 1",
    "UPDATE ledger_event_link SET number = number + 1 WHERE state = 'declined'",
]


@pytest.mark.parametrize("tampering", TAMPERING)
def test_whoever_tampers_as_the_owner_is_found_out_twice(own, tampering):
    """By the database's own function, and by what is put together here."""
    rivers, owner = own
    answered(rivers, raised(rivers), "not ours")
    with owner.transaction():
        for table in ("ledger_month_event", "ledger_recharge", "ledger_event_link"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        if "host_id" in tampering:
            owner.execute("ALTER TABLE ledger_recharge DROP CONSTRAINT recharge_has_two_sides")
        assert owner.execute(tampering).rowcount
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert event_chains.broken(owner)
    assert "Chains of months and recharges" in [
        each.what for each in queries.findings(owner) if not each.well
    ]


def test_nobody_writes_a_link_of_their_own(own):
    rivers, owner = own
    with databases.as_application(owner.info.dbname) as raw:
        databases.show(raw, rivers.a, rivers.b)
        for statement in (
            "INSERT INTO ledger_event_link (surgery_id, number, month_event_id, hash) VALUES (1, 9, 1, '')",
            "UPDATE ledger_event_link SET hash = ''",
            "DELETE FROM ledger_event_link",
            "SELECT app.link_recharge()",
        ):
            with databases.refused(raw):
                raw.execute(statement)
