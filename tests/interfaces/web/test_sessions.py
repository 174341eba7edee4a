"""Sessions: reading or writing the table of them lets nobody go on as somebody else."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from commonpractice.interfaces.web.sign_in.sessions import SessionStore
from tests.interfaces.house import PASSWORD


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def name_on_page(client: Client) -> str | None:
    """Whom the server takes a browser for."""
    page = client.get("/account/")
    return page.content.decode().split('cp-who__name">')[1].split("<")[0] if page.status_code == 200 else None


def test_the_cookie_opens_its_session(sign_in):
    assert name_on_page(with_cookie(cookie(sign_in("manager")))) == "Maya O&#39;Neill"
    assert name_on_page(with_cookie("a" * 32)) is None


def test_what_is_in_the_table_is_no_cookie(sign_in, owner):
    sign_in("manager")
    for (kept,) in owner.execute("SELECT session_key FROM django_session").fetchall():
        assert name_on_page(with_cookie(kept)) is None


def test_what_is_in_a_session_is_not_read_in_the_table(sign_in, owner):
    client = sign_in("manager")
    session = client.session
    session["key that was sent by email"] = "c8a-9f3b"
    session.save()
    (row,) = owner.execute("SELECT session_key, session_data FROM django_session").fetchall()
    assert cookie(client) not in str(row)
    assert "c8a-9f3b" not in str(row)
    assert with_cookie(cookie(client)).session["key that was sent by email"] == "c8a-9f3b"


def test_anothers_session_put_under_ones_own_cookie_opens_nothing(sign_in, raw):
    """As raw SQL as the application's role may do: it may write the table, as the program must."""
    finance = sign_in("finance")
    theirs = raw.execute("SELECT session_data FROM django_session").fetchone()[0]
    mine = sign_in("nobody")
    assert name_on_page(mine) == "Nils Nemo"
    raw.execute("UPDATE django_session SET session_data = %s", [theirs])
    raw.commit()
    assert name_on_page(finance) == "Farah Finance"
    assert name_on_page(mine) is None


def test_a_session_ends_with_its_sign_out(sign_in, owner):
    client = sign_in("manager")
    value = cookie(client)
    client.post("/account/sign-out/")
    assert name_on_page(with_cookie(value)) is None
    assert (
        owner.execute("SELECT count(*) FROM django_session").fetchone()[0] <= 1
    )  # the message of signing out


def test_a_session_runs_out(sign_in, owner):
    client = sign_in("manager")
    owner.execute("UPDATE django_session SET expire_date = now() - interval '1 second'")
    assert name_on_page(client) is None
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_a_session_changes_its_cookie_when_somebody_signs_in(house):
    client = Client()
    client.get("/account/sign-in/")
    session = client.session
    session["before"] = True
    session.save()
    before = cookie(client)
    client.post("/account/sign-in/", {"login": house.email("manager"), "password": PASSWORD})
    assert cookie(client) != before
    assert not SessionStore().exists(before)
    assert client.session["before"] is True


@pytest.mark.parametrize("value", ["", "x", "é" * 20, "a" * 5000])
def test_a_cookie_that_is_none_is_a_strangers(house, value):
    assert name_on_page(with_cookie(value)) is None
