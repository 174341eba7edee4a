"""What is worked out before the first page is there for whoever may see it, and for nobody else."""

from importlib import import_module

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from commonpractice.interfaces.web import warming
from tests.interfaces.agreed import ASH, CEDAR

REMEMBERED = [
    import_module(f"commonpractice.domain.{name}").REMEMBERED
    for name in (
        "contracts.queries.differences",
        "contracts.queries.reckonings",
        "banking.queries.waiting",
    )
]


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    for each in REMEMBERED:
        each.forget()


def asked_of(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/partnership/").status_code == 200
    return len(asked)


def test_the_first_page_asks_as_little_as_the_second(paid, sign_in):
    client = sign_in("finance")
    client.get("/payments/statements/")  # so that who it is has been asked
    warming.work_out()
    first, second = asked_of(client), asked_of(client)
    for each in REMEMBERED:
        each.forget()
    assert first == second < asked_of(client)


def test_what_is_remembered_is_shown_to_nobody_who_may_not_see_it(paid, sign_in):
    warming.work_out()
    manager = sign_in("manager")  # of Ash Tree alone
    assert manager.get("/partnership/").status_code == 403
    assert manager.get(f"/income/{ASH}/").status_code == 200
    assert manager.get(f"/income/{CEDAR}/").status_code in (403, 404)


def test_a_database_that_cannot_be_asked_does_not_keep_the_server_from_beginning(monkeypatch, caplog):
    def refuse():
        raise OperationalError("the server is starting up")

    monkeypatch.setattr(warming.partnership, "partnerships", refuse)
    warming.work_out()
    assert "the server is starting up" in caplog.text


def test_no_other_fault_does_either(monkeypatch, caplog):
    def refuse():
        raise KeyError("a surgery's facts")

    monkeypatch.setattr(warming.partnership, "partnerships", refuse)
    warming.work_out()
    assert "a surgery's facts" in caplog.text
