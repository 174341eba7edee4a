"""One database for the tests that only ask: a house, and little England's published files."""

from functools import cache

import pytest

from tests import databases
from tests.interfaces import house as houses
from tests.interfaces.published import little_england


@pytest.fixture(scope="package")
def _imported(django_db_setup, template, django_db_blocker, static_files, tmp_path_factory):
    with databases.cloned(template, django_db_blocker) as name:
        built = houses.build()
        houses.welcome(built)
        little_england.put_in(tmp_path_factory.mktemp("published"))
        yield name, built


@pytest.fixture
def england(_imported):
    """The house, with the published files in its database. A test that changes any uses one of its own."""
    from django.db import connection

    name, built = _imported
    assert connection.settings_dict["NAME"] == name
    return built


@pytest.fixture
def ask(england):
    """Ask for a page as somebody: ask("/look-up/", "gp"); finance where nobody is named."""
    browser = cache(houses.browser_of)
    return lambda path, who="finance", **how: browser(who).get(path, **how)


client = houses.browser_of
