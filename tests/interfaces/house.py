"""A demonstration partnership with people in every role, for tests that go through the web.

Its names are awkward on purpose: long, accented, with signs that HTML minds; its colours light and dark.
"""

import fcntl
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.client import ClientHandler

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership.facts import PartnershipSummary, Role, Scope, SurgerySummary
from commonpractice.foundations.months import Month, months
from tests import databases

NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
PASSWORD = "umbrella granite waltz"
FOUNDED = date(2015, 11, 1)
SURGERIES = [
    ("M81001", "Ash Tree Surgery", "Your family doctor since 1948", "#7c2855"),
    (
        "M81002",
        "Bryn Môr & St Ælfgifu's Medical Practice with Upper Ottery Branch",
        "Hand in hand",
        "#ffeb3b",
    ),
    ("M81003", "Cedar House", "", "#00a499"),
]
PEOPLE = {
    "manager": ("Maya O'Neill", Role.SURGERY_MANAGER, "M81001"),
    "gp": ("Dr Gwen Price", Role.GP_PARTNER, "M81002"),
    "staff": ("Sam Staff", Role.STAFF, "M81003"),
    "finance": ("Farah Finance", Role.PARTNERSHIP_FINANCE, "CENTRE"),
    "board": ("Bo Board", Role.BOARD_MEMBER, "CENTRE"),
    "auditor": ("Ada Auditor", Role.AUDITOR, "CENTRE"),
    "nobody": ("Nils Nemo", None, None),
}


@dataclass(frozen=True)
class House:
    """What was loaded, and whom one may sign in as."""

    partnership: PartnershipSummary
    everything: Scope

    def surgery(self, code: str) -> SurgerySummary:
        return next(surgery for surgery in self.partnership.surgeries if surgery.code == code)

    @staticmethod
    def email(who: str) -> str:
        return f"{who}@example.nhs.uk"


def file(*, code: str = "oaks", name: str = "Seven Oaks Partnership", demonstration: bool = True) -> dict:
    """The partnership file of the house."""
    return {
        "code": code,
        "name": name,
        "model": "decentralised",
        "founded": FOUNDED,
        "demonstration": demonstration,
        "centre": {"name": f"{name.split(' Partnership')[0]} centre"},
        "surgery": [
            {
                "ods_code": ods,
                "name": called,
                "strapline": strapline,
                "colour": colour,
                "from": FOUNDED,
                "contract": [{"kind": "GMS", "from": FOUNDED}],
                "size": [
                    {
                        "registered": 8000,
                        "weighted": 8400,
                        "staff": 20,
                        "source": "test",
                        "from": date(2023, 4, 1),
                    }
                ],
            }
            for ods, called, strapline, colour in SURGERIES
        ],
        "partner": [
            {
                "code": "P1",
                "name": "Dr Gwen Price",
                "kind": "gp",
                "membership": [{"surgery": "M81002", "from": FOUNDED}],
                "share": [{"surgery": "M81002", "sessions": 8, "from": FOUNDED}],
            }
        ],
    }


def build(*, code: str = "oaks", name: str = "Seven Oaks Partnership", demonstration: bool = True) -> House:
    """Load it with its chart of accounts and two years of open months."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.partnership import actions, queries
    from commonpractice.domain.partnership.rules import partnership_file
    from commonpractice.gateways.scoped_postgres import tickets

    file_ = file(code=code, name=name, demonstration=demonstration)
    report = actions.load(partnership_file.read(file_), actor=PROGRAM, at=NOON)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        ledger.open_months(
            surgeries=scope.surgeries, months=months(Month(2023, 4), Month(2025, 3)), scope=scope, at=NOON
        )
    return House(report.partnership, scope)


def welcome(house: House, people: dict = PEOPLE) -> None:
    """Add the people and give each their role."""
    from commonpractice.domain.partnership import actions, models
    from commonpractice.gateways.scoped_postgres import tickets

    with tickets.acting(actor_id=0, surgeries=house.everything.surgeries):
        for who, (name, role, code) in people.items():
            if not models.User.objects.filter(email=house.email(who)).exists():
                actions.add_user(email=house.email(who), name=name, password=PASSWORD, actor=PROGRAM, at=NOON)
            if role:
                actions.give_role(
                    email=house.email(who),
                    role=role,
                    surgery_id=house.surgery(code).id,
                    start=FOUNDED,
                    last_day=None,
                    actor=PROGRAM,
                    at=NOON,
                )


@pytest.fixture(scope="session")
def static_files():
    """The styles and scripts, gathered once, where pages find them.

    By whichever test worker comes first: gathering writes every file anew, and another worker's browser would
    be given half of one.
    """
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command

    if not (settings.NHSUK_FRONTEND / "nhsuk-frontend.min.css").exists():
        pytest.fail("the design system is missing: run `make setup`, or `npm ci` in the checkout")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    gathered = settings.STATIC_ROOT.parent / "static.gathered"
    with (settings.STATIC_ROOT.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        as_they_are = _static_sources()
        if not gathered.exists() or gathered.read_text() != as_they_are:
            call_command("collectstatic", interactive=False, verbosity=0)
            gathered.write_text(as_they_are)
        else:  # this worker may have asked for a style before another had gathered them, and found none
            named = staticfiles_storage
            named.hashed_files, named.manifest_hash = named.load_manifest()


def _static_sources() -> str:
    """A digest of what is to be gathered: which files, how long, and when each was written."""
    from django.contrib.staticfiles.finders import get_finders

    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            written = storage.get_modified_time(path).isoformat()
            digest.update(f"{path} {storage.size(path)} {written}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Furnished:
    """A database with a house in it, for tests to clone."""

    name: str
    house: House


@pytest.fixture(scope="session")
def house_to_clone(template, django_db_setup, django_db_blocker):
    def furnish() -> House:
        built = build()
        welcome(built)
        return built

    with databases.furnished(template, django_db_blocker, furnish) as (name, built):
        yield Furnished(name, built)


@pytest.fixture
def cloned_from(request, template) -> str:
    """What a test's own database begins with, as it asks: a house, with books or a deed too, or nothing."""
    for furnished in ("recalled_to_clone", "agreed_to_clone", "books_to_clone", "house_to_clone"):
        if furnished in request.fixturenames:
            return request.getfixturevalue(furnished).name
    return template


@pytest.fixture
def house(fresh_database, house_to_clone, static_files) -> House:
    """The partnership with its people, in a database of the test's own."""
    from django.core.cache import cache

    cache.clear()  # what counts failed sign-ins
    return house_to_clone.house


@pytest.fixture
def sign_in(house):
    """Sign somebody in: sign_in("manager") is a client of theirs."""
    return browser_of


def browser_of(who: str) -> Client:
    """A browser in which somebody of the house has signed in."""
    client = Client()
    client.handler = _served_once()
    client.force_login(
        get_user_model().objects.get(email=House.email(who)),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@cache
def _served_once() -> ClientHandler:
    """What answers browsers. To start it takes 10 ms, since WhiteNoise looks at each static file."""
    return ClientHandler(enforce_csrf_checks=False)
