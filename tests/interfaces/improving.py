"""The house with two years of an indicator counted, and somebody who leads on quality, to improve it.

Each surgery met 50% and 52% of 1,000 in turn in the first twelve months, and Ash Tree 40% in the last.
"""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.quality import actions
from commonpractice.domain.quality.facts.improving import Goal
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.quality import kept_courses
from tests.interfaces.house import House, welcome

CODE, ASH, BRYN, CEDAR = "DM020", "M81001", "M81002", "M81003"
STEADY = [(500, 1000), (520, 1000)] * 6
MONTHS = 24


def keep_courses(house: House) -> None:
    """Two years up to the month before this one."""
    courses = {
        house.surgery(ASH).id: [*STEADY, *STEADY[:10], (510, 1000), (400, 1000)],
        house.surgery(BRYN).id: STEADY * 2,
        house.surgery(CEDAR).id: [*STEADY, *[(510, 1000)] * 11, None],
    }
    first = Month.of(timezone.localdate()) - MONTHS
    kept_courses.keep(house.everything, CODE, courses, first=first)


def improve(house: House, code: str = ASH, *, days_ago: int = 0, **changed) -> int:
    """An action at a surgery (the centre's is the partnership's), opened so many days ago by the program."""
    at: datetime = timezone.now() - timedelta(days=days_ago)
    surgery = house.surgery(code)
    asked = {
        "plan": f"Call everybody at {code}", "goal": Goal.SIGNAL, "due_on": at.date() + timedelta(days=28),
        "check_on": at.date() + timedelta(days=200),
    }  # fmt: skip
    scope = house.everything
    with tickets.acting(
        actor_id=0, surgeries=scope.surgeries, patients=scope.surgeries, counts=scope.surgeries
    ):
        who = {"M81001": "manager", "M81002": "gp", "M81003": "staff"}.get(code, "quality")
        owner = partnership.user_id_of(email=house.email(who))
        return actions.open_improvement(
            of=house.partnership, surgery=surgery, indicator=CODE, scope=scope, at=at,
            **{"owner_id": owner, **asked, **changed},
        )  # fmt: skip


@pytest.fixture
def charted(house) -> House:
    """The house with courses kept, and Quinn Quality in it."""
    welcome(house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    keep_courses(house)
    return house
