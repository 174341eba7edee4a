"""A page's transaction knows the patients of the surgeries at which its reader works, and no others."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions, models
from commonpractice.domain.partnership.facts import Role
from commonpractice.interfaces.web import middleware
from tests.domain.partnerships import NOON, acting, two_rivers


@pytest.fixture
def rivers(fresh_database):
    return two_rivers(None)


def known_on_a_page(user_id: int) -> list[int]:
    """The surgeries whose patients a view of somebody signed in may know."""
    found = []

    def view(request) -> HttpResponse:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT app.patients()")
            found.extend(cursor.fetchone()[0])
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user, request.session = models.User.objects.get(pk=user_id), {}
    middleware.act_within_scope(view)(request)
    return found


def test_patients_are_those_of_the_surgery_at_which_somebody_works(rivers):
    for number, (roles, known) in enumerate(
        [
            ([(Role.STAFF, rivers.a)], [rivers.a]),
            ([(Role.GP_PARTNER, rivers.a), (Role.SURGERY_MANAGER, rivers.b)], [rivers.a, rivers.b]),
            ([(Role.PARTNERSHIP_FINANCE, rivers.centre)], []),
            ([(Role.BOARD_MEMBER, rivers.centre), (Role.GP_PARTNER, rivers.b)], [rivers.b]),
            ([], []),
        ]
    ):
        email = f"person{number}@example.org"
        user = actions.add_user(email=email, name=f"Person {number}", password=None, actor=PROGRAM, at=NOON)
        for role, surgery in roles:
            with acting(rivers.everything):
                actions.give_role(
                    email=email,
                    role=role,
                    surgery_id=surgery,
                    start=NOON.date(),
                    last_day=None,
                    actor=PROGRAM,
                    at=NOON,
                )
        assert known_on_a_page(user) == known, roles
