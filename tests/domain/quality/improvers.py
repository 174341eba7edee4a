"""The two rivers with people who improve care, and an indicator counted: for tests of what they write down.

Avon Surgery met 50% and 52% of 1,000 in turn in the twelve months of 2025, 40% in January 2026 and 60% since.
"""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import parameters
from commonpractice.domain.partnership.facts import Role, Scope, SmallNumbersTo
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import actions, queries
from commonpractice.domain.quality.facts.improving import Goal, State, What
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON, TwoRivers, two_rivers
from tests.domain.quality import kept_courses

CODE = "DM020"
OPENED = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
STEADY = [(500, 1000), (520, 1000)] * 6
COURSE = [*STEADY, (400, 1000), *[(600, 1000)] * 9]
PEOPLE = {
    "manager": ("Maya Avon", Role.SURGERY_MANAGER, "A1"),
    "staff": ("Sam Avon", Role.STAFF, "A1"),
    "other": ("Bea Brook", Role.SURGERY_MANAGER, "B1"),
    "lead": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE"),
    "board": ("Bo Board", Role.BOARD_MEMBER, "CENTRE"),
}


class Kept:
    """The two rivers with people, each of whom acts by `with kept.acting(who) as scope`."""

    def __init__(self) -> None:
        self.rivers: TwoRivers = two_rivers(None)
        self.of = self.rivers.partnership
        self.users: dict[str, int] = {}
        self.avon, self.brook = (next(s for s in self.of.surgeries if s.code == c) for c in ("A1", "B1"))
        with tickets.acting(actor_id=0, surgeries=self.rivers.everything.surgeries):
            for who, (name, role, code) in PEOPLE.items():
                email = f"{who}@example.org"
                self.users[who] = partnership.add_user(
                    email=email, name=name, password=None, actor=PROGRAM, at=NOON
                )
                place = next(s.id for s in self.of.surgeries if s.code == code)
                partnership.give_role(
                    email=email, role=role, surgery_id=place, start=date(2020, 1, 1), last_day=None,
                    actor=PROGRAM, at=NOON,
                )  # fmt: skip

    def scope(self, who: str) -> Scope:
        name, role, code = PEOPLE[who]
        place = next(s.id for s in self.of.surgeries if s.code == code)
        return reach.scope_from(
            actor=Actor(self.users[who], name), partnership_id=self.of.id, held=[(role, place)],
            surgeries=self.of.surgeries, rules=parameters.role_rules(),
            small_numbers_to=SmallNumbersTo.NOBODY,
        )  # fmt: skip

    def acting(self, who: str):
        scope = self.scope(who)
        return tickets.acting(
            actor_id=scope.actor.id, surgeries=scope.surgeries, patients=scope.patients, counts=scope.counts
        )

    def open(self, who: str = "manager", *, at: datetime = OPENED, **changed) -> int:
        asked = {
            "of": self.of, "surgery": self.avon, "indicator": CODE, "plan": "Call them", "goal": Goal.SIGNAL,
            "owner_id": self.users[who], "due_on": date(2026, 2, 28), "check_on": date(2026, 9, 30),
        }  # fmt: skip
        with self.acting(who):
            return actions.open_improvement(**{**asked, **changed}, scope=self.scope(who), at=at)

    def write(
        self, who: str, number: int, what: What, words: str = "", *, at: datetime = LATER, **more
    ) -> None:
        with self.acting(who):
            actions.write_down(number=number, what=what, words=words, scope=self.scope(who), at=at, **more)

    def check(self, who: str, number: int, found: State, words: str = "", **more) -> None:
        with self.acting(who):
            actions.check_improvement(
                number=number, of=self.of, found=found, words=words, scope=self.scope(who), at=LATER, **more
            )

    def one(self, who: str, number: int):
        with self.acting(who), transaction.atomic():
            return queries.improvement(scope=self.scope(who), number=number)


@pytest.fixture
def kept(db) -> Kept:
    return Kept()


@pytest.fixture
def counted(kept) -> Kept:
    first = Month(2025, 1)
    courses = {kept.avon.id: COURSE[:13], kept.brook.id: [*STEADY, (510, 1000)]}
    kept_courses.keep(kept.rivers.everything, CODE, courses, first=first)
    return kept
