"""One database with every published file in it, for the tests that only ask."""

import pytest

from tests import databases
from tests.domain.published import support


@pytest.fixture(scope="package")
def _imported(django_db_setup, template, django_db_blocker, published_data):
    with databases.cloned(template, django_db_blocker) as name:
        reports = {path.name: support.import_file(path) for path in support.files(published_data)}
        yield name, reports


@pytest.fixture
def england(_imported, django_db_blocker):
    """The reports of importing every published file, in whose database the test asks."""
    from tests import conftest

    name, reports = _imported
    from django.db import connection

    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        conftest._point_at(name)
        yield reports
        conftest._point_at(before)
