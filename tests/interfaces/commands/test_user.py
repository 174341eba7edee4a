"""`commonpractice user`, as whoever administers the installation types it."""

import re
import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import models, queries
from commonpractice.foundations.dated import day
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.commands.runtime import today

FILE = """
code = "two"
name = "Two Rivers Partnership"
model = "decentralised"
founded = 2015-11-01

[[surgery]]
ods_code = "A1"
name = "Avon Surgery"
from = 2015-11-01
"""
PASSWORD = "long enough to be safe"
ANN = "ann@example.org"
ROLE = (ANN, "surgery_manager", "--at", "a1")


@pytest.fixture
def house(typed, tmp_path):
    """A partnership, and Ann, who may sign in and has no role."""
    file = tmp_path / "two.toml"
    file.write_text(FILE)
    assert typed("partnership", "load", file).exit_code == 0
    assert typed("user", "add", ANN, "--name", "Ann", "--password", PASSWORD).exit_code == 0
    return lambda *words: typed("user", *words)


def may_see(on) -> tuple[int, ...]:
    user = models.User.objects.get(email=ANN)
    with tickets.acting(actor_id=user.id, surgeries=()), transaction.atomic():
        return queries.scope_of(user_id=user.id, name=user.name, on=on).surgeries


def test_a_role_that_is_ended_shows_nothing_from_that_moment(house):
    assert house("role", *ROLE).output == f"{ANN} is Surgery manager at A1, from {day(today())}.\n"
    assert len(may_see(today())) == 1
    said = house("end-role", *ROLE)
    assert said.output == f"{ANN} is no longer Surgery manager at A1, from this moment.\n"
    assert may_see(today()) == ()
    again = house("end-role", *ROLE)
    assert again.exit_code == 1
    assert "Ann is not Surgery manager there, today or later." in again.output


def test_a_role_that_was_to_start_tomorrow_is_withdrawn(house):
    tomorrow = today() + timedelta(days=1)
    house("role", *ROLE, "--from", tomorrow)
    assert may_see(tomorrow)
    assert house("end-role", *ROLE).exit_code == 0
    assert not may_see(tomorrow)


def test_a_role_with_a_last_day_is_kept_to_its_end_and_the_command_says_so(house):
    house("role", *ROLE, "--from", "2025-04-01")
    said = house("end-role", *ROLE, "--last-day", today())
    assert said.output == f"{ANN} is Surgery manager at A1 until the end of {day(today())}.\n"
    assert may_see(today())
    assert not may_see(today() + timedelta(days=1))
    back = house("end-role", *ROLE, "--last-day", "2025-06-30")
    assert back.output == f"{ANN} was Surgery manager at A1 until 30 June 2025, and is so no longer.\n"
    assert not may_see(today())


def test_everybody_is_listed_with_their_roles(house, tmp_path):
    house("add", "bob@example.org", "--name", "Bob", "--password", PASSWORD)
    house("role", *ROLE, "--from", "2025-04-01", "--until", "2031-03-31")
    house("role", ANN, "auditor", "--at", "CENTRE", "--from", "2031-04-01")
    house("deactivate", "bob@example.org")
    said = house("list")
    heading, ann, bob = [re.split(r"\s{2,}", line) for line in said.output.splitlines()]
    assert heading == ["name", "email", "account", "last signed in", "roles"]
    assert ann == [
        "Ann",
        ANN,
        "active",
        "never",
        "Surgery manager at A1, 1 April 2025 to 31 March 2031; Auditor at CENTRE, from 1 April 2031",
    ]
    assert bob == ["Bob", "bob@example.org", "deactivated", "never", "none"]
    with tickets.acting(actor_id=0, surgeries=()), transaction.atomic():
        assert Entry.objects.filter(deed="partnership.list_people").count() == 1


def test_where_there_are_several_partnerships_the_list_says_which(house, typed, tmp_path):
    file = tmp_path / "other.toml"
    file.write_text(FILE.replace('"two"', '"other"').replace('"A1"', '"B1"'))
    typed("partnership", "load", file)
    house("role", *ROLE, "--partnership", "two")
    assert "Surgery manager at two A1, from" in house("list").output


def test_nobody_is_listed_where_nobody_is(typed):
    assert "Nobody signs in yet. Add somebody" in typed("user", "list").output


def test_whoever_has_left_is_signed_out_at_once_and_signs_in_no_more(house, static_files):
    client = Client()
    assert client.login(email=ANN, password=PASSWORD)
    assert client.get("/account/").status_code == 200
    said = house("deactivate", ANN.upper())
    assert (
        said.output == f"{ANN.upper()} cannot sign in any more; where they were signed in, that has ended.\n"
    )
    assert client.get("/account/").status_code == 302
    assert not Client().login(email=ANN, password=PASSWORD)
    again = house("deactivate", ANN)
    assert (again.exit_code, "is deactivated already" in again.output) == (1, True)
    assert house("reactivate", ANN).output == f"{ANN} may sign in again.\n"
    assert client.get("/account/").status_code == 302
    assert Client().login(email=ANN, password=PASSWORD)


def test_a_password_is_set_for_somebody_who_cannot(house, static_files):
    client = Client()
    assert client.login(email=ANN, password=PASSWORD)
    said = house("set-password", ANN, "--password", "umbrella granite waltz")
    assert said.output == f"{ANN} has a new password; where they were signed in, that has ended.\n"
    assert client.get("/account/").status_code == 302
    assert Client().login(email=ANN, password="umbrella granite waltz")
    weak = house("set-password", ANN, "--password", "12345")
    assert (weak.exit_code, "too short" in weak.output) == (1, True)
    assert (
        "Nobody signs in as x@example.org" in house("set-password", "x@example.org", "--password", "x").output
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ann", "--name", "Ann"), "“ann” is not an email address, like name@example.nhs.uk."),
        (("add", "bob@example.org", "--name", " "), "it cannot be empty."),
        (("add", "bob@example.org", "--name", "Bob\x07"), "a character in it that cannot be seen"),
        (("add", "bob@example.org", "--name", "Bob\nAnn"), "has a line break in it"),
    ],
)
def test_an_address_or_a_name_that_cannot_be_one_is_refused(house, words, said):
    done = house(*words, "--password", PASSWORD)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert models.User.objects.count() == 1


@pytest.mark.parametrize(
    "command", ["list", "add", "deactivate", "reactivate", "set-password", "role", "end-role"]
)
def test_help_teaches_each_command(typed, command):
    assert command in typed("user", "--help").output
    assert len(typed("user", command, "--help").output.splitlines()) > 8


NAMES = {0: "root", 1001: "alice"}


@pytest.mark.parametrize(
    ("number", "environment", "called"),
    [
        (1001, {}, "alice"),
        (1001, {"LOGNAME": "dr.chair", "USER": "dr.chair"}, "alice"),
        (0, {"SUDO_UID": "1001", "SUDO_USER": "dr.chair"}, "alice as root"),
        (0, {"SUDO_UID": "0"}, "root"),
        (1001, {"SUDO_UID": "0"}, "alice"),
        (77, {}, "user 77"),
    ],
)
def test_the_log_says_who_typed_a_command(house, monkeypatch, number, environment, called):
    monkeypatch.setattr("os.getuid", lambda: number)
    monkeypatch.setattr("pwd.getpwuid", lambda number: SimpleNamespace(pw_name=NAMES[number]))
    monkeypatch.delenv("SUDO_UID", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    house("role", *ROLE)
    house("deactivate", ANN)
    where = queries.partnership(code="two")
    ids = [surgery.id for surgery in where.surgeries]
    with tickets.acting(actor_id=0, surgeries=ids), transaction.atomic():
        entry = Entry.objects.filter(deed="partnership.deactivate", surgery_id=where.centre.id).get()
    assert (entry.actor_id, entry.actor_name) == (
        PROGRAM.id,
        f"Common Practice ({called} on {socket.gethostname()})",
    )
    assert entry.subject == f"the account of Ann ({ANN})"
