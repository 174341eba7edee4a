"""A small partnership with a folder of snapshots of its own, and the starter list loaded."""

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.records import actions
from commonpractice.gateways.scoped_postgres import tickets
from tests import databases
from tests.domain.partnerships import TwoRivers, two_rivers
from tests.domain.records.extracts import NOON


def _furnish() -> TwoRivers:
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
        actions.load_starter(actor=PROGRAM, at=NOON)
    return two_rivers(None)


@pytest.fixture(scope="module")
def two_rivers_with_codes(template, django_db_setup, django_db_blocker):
    """The same for all tests of a module, each of which undoes what it did."""
    from django.db import connection

    from tests import conftest

    before = connection.settings_dict["NAME"]
    with databases.furnished(template, django_db_blocker, _furnish) as (name, rivers):
        conftest._point_at(name)
        yield rivers
        conftest._point_at(before)


@pytest.fixture
def rivers(two_rivers_with_codes, db, tmp_path, settings) -> TwoRivers:
    settings.DATA = tmp_path / "data"
    settings.PSEUDONYM_KEY = "22" * 32
    return two_rivers_with_codes
