"""People who sign in, and the roles they are given and give up."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import actions, models
from commonpractice.domain.partnership.facts import Role
from commonpractice.foundations.dated import NotAPeriod
from tests.domain.partnerships import acting, two_rivers

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
LATER = datetime(2025, 6, 1, 12, tzinfo=UTC)
START = date(2025, 1, 1)


@pytest.fixture
def rivers():
    return two_rivers(first=None)


def add(email: str = "anne@example.org", password: str | None = None) -> int:
    return actions.add_user(email=email, name="Anne", password=password, actor=PROGRAM, at=NOON)


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


def held(rivers, on: date, as_known_on: date | None = None) -> list[tuple]:
    with acting(rivers.everything), transaction.atomic():
        rows = models.RoleHeld.objects.in_force(on, as_known_on).order_by("surgery_id")
        return list(rows.values_list("role", "surgery_id"))


def test_somebody_is_added_with_a_password_or_sets_one_later():
    number = add(password="correct horse battery")
    user = models.User.objects.get(pk=number)
    assert user.check_password("correct horse battery")
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
    for email in ("anne@example.org", "ANNE@example.org", "Anne@Example.Org"):
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
        with pytest.raises(actions.NoSuchUser, match=f"is not {role.words} there on"):
            end(rivers, surgery, day, role)


def test_who_was_added_and_given_what_is_in_the_audit_log(rivers):
    add()
    give(rivers, rivers.a)
    end(rivers, rivers.a, date(2025, 5, 31))
    with acting(rivers.everything), transaction.atomic():
        told = list(Entry.objects.order_by("id").values_list("deed", "subject", "surgery_id"))[-3:]
    assert told == [
        ("partnership.add_user", "Anne (anne@example.org)", None),
        ("partnership.give_role", "Anne: Surgery manager from 1 January 2025", rivers.a),
        ("partnership.end_role", "Anne: Surgery manager 1 January 2025 to 31 May 2025", rivers.a),
    ]


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
