"""People who sign in, whose accounts are closed and opened, and the roles they are given and give up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    authenticate,
    get_user,
)
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import Error, transaction
from django.http import HttpRequest

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import actions, models, queries
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.dated import NotAPeriod
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import acting, two_rivers

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
LATER = datetime(2025, 6, 1, 12, tzinfo=UTC)
TODAY = LATER.date()
START = date(2025, 1, 1)
PASSWORD = "correct horse battery"


@pytest.fixture
def rivers():
    return two_rivers(first=None)


def add(email: str = "anne@example.org", password: str | None = None, name: str = "Anne") -> int:
    return actions.add_user(email=email, name=name, password=password, actor=PROGRAM, at=NOON)


def give(rivers, surgery: int, role: Role = Role.SURGERY_MANAGER, **days) -> None:
    asked = {"email": "Anne@Example.org", "start": START, "last_day": None, "actor": PROGRAM, "at": NOON}
    with acting(rivers.everything), transaction.atomic():
        actions.give_role(role=role, surgery_id=surgery, **asked | days)


def end(rivers, surgery: int, last_day: date, role: Role = Role.SURGERY_MANAGER) -> None:
    with acting(rivers.everything), transaction.atomic():
        actions.end_role(
            email="anne@example.org",
            role=role,
            surgery_id=surgery,
            last_day=last_day,
            actor=PROGRAM,
            at=LATER,
        )


def withdraw(rivers, surgery: int, role: Role = Role.SURGERY_MANAGER, at: datetime = LATER) -> None:
    with acting(rivers.everything), transaction.atomic():
        actions.withdraw_role(email="anne@example.org", role=role, surgery_id=surgery, actor=PROGRAM, at=at)


def held(rivers, on: date, as_known_on: date | None = None) -> list[tuple]:
    with acting(rivers.everything), transaction.atomic():
        rows = models.RoleHeld.objects.in_force(on, as_known_on).order_by("surgery_id")
        return list(rows.values_list("role", "surgery_id"))


def test_somebody_is_added_with_a_password_or_sets_one_later():
    number = add(password=PASSWORD)
    user = models.User.objects.get(pk=number)
    assert user.check_password(PASSWORD)
    assert (user.email, user.name, user.is_staff, user.is_superuser) == (
        "anne@example.org",
        "Anne",
        False,
        False,
    )
    other = models.User.objects.get(pk=add("bob@example.org"))
    assert not other.has_usable_password()


def test_nobody_is_added_twice_however_their_address_is_written():
    add()
    for email in ("anne@example.org", "ANNE@example.org", "Anne@Example.Org", " anne@example.org "):
        with pytest.raises(actions.AlreadyThere, match="is here already"):
            add(email)
    assert models.User.objects.count() == 1


def test_a_role_is_held_from_its_first_day_to_its_last(rivers):
    add()
    give(rivers, rivers.a, last_day=date(2025, 3, 31))
    assert held(rivers, date(2024, 12, 31)) == []
    assert held(rivers, START) == held(rivers, date(2025, 3, 31)) == [("surgery_manager", rivers.a)]
    assert held(rivers, date(2025, 4, 1)) == []


def test_a_role_is_not_given_twice_for_the_same_days(rivers):
    add()
    give(rivers, rivers.a, last_day=date(2025, 3, 31))
    for days in (
        {},
        {"start": date(2025, 3, 31)},
        {"start": date(2024, 1, 1), "last_day": START},
    ):
        with pytest.raises(actions.AlreadyThere, match="Anne is Surgery manager there on some of those days"):
            give(rivers, rivers.a, **days)
    give(rivers, rivers.a, start=date(2025, 4, 1))
    give(rivers, rivers.b)
    give(rivers, rivers.a, Role.GP_PARTNER)
    assert len(held(rivers, date(2025, 4, 1))) == 3


def test_a_role_for_nobody_or_for_no_days_is_refused(rivers):
    with pytest.raises(actions.NoSuchUser, match=r"Nobody signs in as Anne@Example\.org\. Add them first"):
        give(rivers, rivers.a)
    add()
    with pytest.raises(NotAPeriod, match="ends before that"):
        give(rivers, rivers.a, last_day=date(2024, 12, 31))


def test_a_role_is_given_up_and_what_was_known_before_can_be_asked(rivers):
    add()
    give(rivers, rivers.a)
    end(rivers, rivers.a, date(2025, 5, 31))
    assert held(rivers, date(2025, 5, 31)) == [("surgery_manager", rivers.a)]
    assert held(rivers, date(2025, 6, 1)) == []
    assert held(rivers, date(2025, 6, 1), as_known_on=date(2025, 5, 31)) == [("surgery_manager", rivers.a)]


def test_a_role_that_is_not_held_cannot_be_given_up(rivers):
    add()
    give(rivers, rivers.a, last_day=date(2025, 3, 31))
    for surgery, day, role in [
        (rivers.a, date(2025, 4, 1), Role.SURGERY_MANAGER),
        (rivers.b, START, Role.SURGERY_MANAGER),
        (rivers.a, START, Role.GP_PARTNER),
    ]:
        with pytest.raises(actions.NoSuchRole, match=f"Anne is not {role.words} there on"):
            end(rivers, surgery, day, role)
    with pytest.raises(actions.AlreadyThere, match="until the end of 31 March 2025 as it is"):
        end(rivers, rivers.a, date(2025, 3, 31))


def test_who_was_added_and_given_what_is_in_the_audit_log(rivers):
    add()
    give(rivers, rivers.a)
    end(rivers, rivers.a, date(2025, 5, 31))
    give(rivers, rivers.a, start=date(2025, 6, 2), at=LATER)
    withdraw(rivers, rivers.a)
    assert told(rivers)[-5:] == [
        ("partnership.add_user", "Anne (anne@example.org)", None),
        ("partnership.give_role", "Anne: Surgery manager from 1 January 2025", rivers.a),
        ("partnership.end_role", "Anne: Surgery manager 1 January 2025 to 31 May 2025", rivers.a),
        ("partnership.give_role", "Anne: Surgery manager from 2 June 2025", rivers.a),
        ("partnership.withdraw_role", "Anne: Surgery manager, held from 2 June 2025", rivers.a),
    ]


def told(rivers) -> list[tuple]:
    with acting(rivers.everything), transaction.atomic():
        return list(Entry.objects.order_by("id").values_list("deed", "subject", "surgery_id"))


def test_roles_are_given_within_ones_ticket(rivers):
    add()
    with (
        pytest.raises(Exception, match="row-level security"),
        acting(rivers.only(rivers.a)),
        transaction.atomic(),
    ):
        actions.give_role(
            email="anne@example.org",
            role=Role.AUDITOR,
            surgery_id=rivers.centre,
            start=START,
            last_day=None,
            actor=PROGRAM,
            at=NOON,
        )


# At once.


def test_a_role_is_withdrawn_at_once_and_its_days_before_stay(rivers):
    add()
    give(rivers, rivers.a)
    withdraw(rivers, rivers.a)
    assert held(rivers, TODAY) == []
    yesterday = TODAY - timedelta(days=1)
    assert held(rivers, yesterday) == held(rivers, START) == [("surgery_manager", rivers.a)]
    assert held(rivers, TODAY, as_known_on=yesterday) == [("surgery_manager", rivers.a)]
    give(rivers, rivers.a, start=TODAY, at=LATER)  # and may be given back the same day
    assert held(rivers, TODAY) == [("surgery_manager", rivers.a)]


@pytest.mark.parametrize("start", [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=400)])
def test_a_role_given_today_or_to_start_later_is_undone_as_if_it_never_was(rivers, start):
    add()
    give(rivers, rivers.a, start=start, at=LATER)
    withdraw(rivers, rivers.a)
    assert held(rivers, start) == []
    with acting(rivers.everything), transaction.atomic():
        assert not models.RoleHeld.objects.known().exists()


def test_what_is_held_now_and_what_was_to_come_are_withdrawn_together(rivers):
    add()
    give(rivers, rivers.a, last_day=date(2025, 6, 30))
    give(rivers, rivers.a, start=date(2025, 9, 1))
    give(rivers, rivers.b)
    withdraw(rivers, rivers.a)
    assert held(rivers, TODAY) == held(rivers, date(2025, 9, 1)) == [("surgery_manager", rivers.b)]


def test_a_role_that_is_over_or_never_was_cannot_be_withdrawn(rivers):
    with pytest.raises(actions.NoSuchUser):
        withdraw(rivers, rivers.a)
    add()
    give(rivers, rivers.a, last_day=date(2025, 5, 31))
    for surgery in (rivers.a, rivers.b):
        with pytest.raises(actions.NoSuchRole, match="Anne is not Surgery manager there, today or later"):
            withdraw(rivers, surgery)


def test_after_midnight_in_summer_today_is_londons(rivers):
    """Half past midnight on 1 July: 30 June was yesterday, and was held."""
    add()
    night = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
    give(rivers, rivers.a, at=night)
    give(rivers, rivers.b, last_day=date(2025, 6, 30), at=night)
    with acting(rivers.everything), transaction.atomic():
        assert set(models.RoleHeld.objects.values_list("known_on", flat=True)) == {date(2025, 7, 1)}
    withdraw(rivers, rivers.a, at=night)
    assert held(rivers, date(2025, 6, 30)) == [("surgery_manager", rivers.a), ("surgery_manager", rivers.b)]
    assert held(rivers, date(2025, 7, 1)) == []
    with pytest.raises(actions.NoSuchRole):
        withdraw(rivers, rivers.b, at=night)


# Addresses, names and passwords.


@pytest.mark.parametrize(
    "email",
    [
        "",
        "anne",
        "anne@",
        "@example.org",
        "anne@example",
        "anne @example.org",
        "anne@example.org\nx",
        "a\x00@b.org",
    ],
)
def test_an_address_that_cannot_be_one_is_refused(email):
    with pytest.raises(actions.NotAPerson, match="is not an email address"):
        add(email)
    assert not models.User.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "Anne\nBob", "Anne\x07", "A\u202enne", "A" * 201])
def test_a_name_that_cannot_be_one_is_refused(name):
    with pytest.raises(actions.NotAPerson, match=r"[Nn]ame"):
        add(name=name)
    assert not models.User.objects.exists()


def test_names_of_every_people_are_names():
    for number, name in enumerate(["Siân Ó Briain-Łukasz", "Nguyễn Thị Ánh", "李小龍", "O'Neill", "محمد"]):
        add(f"{number}@example.org", name=f" {name} ")
    assert models.User.objects.get(email="0@example.org").name == "Siân Ó Briain-Łukasz"


@pytest.mark.parametrize("password", ["short", "password1234", "anne@example.org"])
def test_a_password_that_could_be_guessed_is_refused(password):
    with pytest.raises(actions.WeakPassword):
        add(password=password)
    add(password=PASSWORD)
    with pytest.raises(actions.WeakPassword):
        actions.set_password(email="anne@example.org", password=password, actor=PROGRAM, at=LATER)
    assert models.User.objects.get().check_password(PASSWORD)


# Accounts closed and opened.


def signed_in(user_id: int) -> HttpRequest:
    """A request in whose session somebody is signed in."""
    user = models.User.objects.get(pk=user_id)
    request = HttpRequest()
    request.session = {
        SESSION_KEY: str(user_id),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return request


def goes_on(request: HttpRequest) -> bool:
    """Whether the next request of a session is still somebody's."""
    session = SessionStore()
    session.update(request.session)
    again = HttpRequest()
    again.session = session
    return get_user(again).is_authenticated


def close(**who) -> None:
    actions.deactivate(**{"email": "Anne@example.org", "actor": PROGRAM, "at": LATER} | who)


def may_sign_in() -> bool:
    return authenticate(email="anne@example.org", password=PASSWORD) is not None


def test_a_closed_account_signs_in_no_more_and_its_sessions_end_at_once():
    theirs, others = signed_in(add(password=PASSWORD)), signed_in(add("bob@example.org"))
    assert goes_on(theirs)
    assert may_sign_in()
    close()
    assert not goes_on(theirs)
    assert not may_sign_in()
    assert goes_on(others)
    with pytest.raises(actions.AlreadyThere, match="is deactivated already"):
        close()


def test_an_account_is_opened_again_with_its_password_and_no_session_of_before():
    anne = add(password=PASSWORD)
    before = signed_in(anne)
    close()
    actions.reactivate(email="anne@example.org", actor=PROGRAM, at=LATER)
    assert may_sign_in()
    assert not goes_on(before)
    assert goes_on(signed_in(anne))
    with pytest.raises(actions.AlreadyThere, match="is active already"):
        actions.reactivate(email="anne@example.org", actor=PROGRAM, at=LATER)


def test_a_new_password_signs_out_whoever_knew_the_old_one():
    anne = add(password=PASSWORD)
    theirs, others = signed_in(anne), signed_in(add("bob@example.org"))
    new = "umbrella granite waltz"
    actions.set_password(email="anne@example.org", password=new, actor=PROGRAM, at=LATER)
    assert not goes_on(theirs)
    assert goes_on(others)
    assert not may_sign_in()
    assert models.User.objects.get(pk=anne).check_password(new)


def test_nobodys_account_is_closed_opened_or_given_a_password():
    for deed in (close, lambda: actions.reactivate(email="x@example.org", actor=PROGRAM, at=LATER)):
        with pytest.raises(actions.NoSuchUser, match="Nobody signs in as"):
            deed()
    with pytest.raises(actions.NoSuchUser):
        actions.set_password(email="x@example.org", password=PASSWORD, actor=PROGRAM, at=LATER)


def test_accounts_are_the_programs_to_close_and_nobody_elses():
    anne = add(password=PASSWORD)
    for deed in (
        lambda actor: close(actor=actor),
        lambda actor: actions.set_password(
            email="anne@example.org", password="umbrella granite waltz", actor=actor, at=LATER
        ),
    ):
        with pytest.raises(Error, match="by commands alone"), transaction.atomic():
            deed(Actor(anne, "Anne"))
    assert may_sign_in()


def test_closing_and_opening_are_in_the_log_of_each_surgery_and_of_the_centre(rivers):
    add()
    give(rivers, rivers.a)
    close()
    actions.reactivate(email="anne@example.org", actor=PROGRAM, at=LATER)
    actions.set_password(email="anne@example.org", password=PASSWORD, actor=PROGRAM, at=LATER)
    account, whose = "the account of Anne (anne@example.org)", "of Anne (anne@example.org)"
    assert sorted(told(rivers)[-6:]) == sorted(
        (f"partnership.{deed}", subject, place)
        for deed, subject in [("deactivate", account), ("reactivate", account), ("set_password", whose)]
        for place in (rivers.a, rivers.centre)
    )


def test_of_somebody_without_a_role_the_log_speaks_at_no_surgery():
    add()
    close()
    with acting_as_the_program():
        assert ("partnership.deactivate", None) in Entry.objects.values_list("deed", "surgery_id")


def acting_as_the_program():
    return tickets.acting(actor_id=0, surgeries=())


# Who there is.


def test_everybody_is_listed_with_the_roles_they_hold_or_will(rivers):
    anne, bob = add(), add("bob@example.org", name="Bob")
    give(rivers, rivers.a)
    give(rivers, rivers.b, Role.AUDITOR, last_day=date(2025, 3, 31))
    give(rivers, rivers.b, Role.STAFF, start=date(2026, 1, 1))
    close(email="bob@example.org")
    with acting(rivers.everything), transaction.atomic():
        found = queries.people(on=TODAY)
    assert [(person.id, person.name, person.email, person.active) for person in found] == [
        (anne, "Anne", "anne@example.org", True),
        (bob, "Bob", "bob@example.org", False),
    ]
    assert [(held.role, held.surgery_code, held.partnership_code) for held in found[0].roles] == [
        (Role.SURGERY_MANAGER, "A1", "two"),
        (Role.STAFF, "B1", "two"),
    ]
    assert found[1].roles == ()
