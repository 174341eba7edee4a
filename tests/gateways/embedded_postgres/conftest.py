"""What every trial of the embedded PostgreSQL begins with."""

import pytest

from tests.gateways.embedded_postgres import support as trial


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    trial.for_tests(monkeypatch)


@pytest.fixture
def folder():
    with trial.folder_of_servers() as made:
        yield made


@pytest.fixture
def data(folder):
    """A data folder with a cluster, stopped."""
    return trial.data_made_before(folder)
