"""A filled database that the tests of a module share, and a raw connection to attack it with."""

from dataclasses import dataclass

import pytest

from tests import databases
from tests.domain import filled


@dataclass(frozen=True)
class FilledDatabase:
    """What was filled in, and the name of the database it is in."""

    filled: filled.Filled
    name: str

    @property
    def a(self) -> int:
        return self.filled.rivers.a

    @property
    def b(self) -> int:
        return self.filled.rivers.b

    @property
    def centre(self) -> int:
        return self.filled.rivers.centre


@pytest.fixture(scope="module")
def house(template, django_db_setup, django_db_blocker):
    """Two Rivers with something in every table; tests undo what they do."""
    with databases.cloned(template, django_db_blocker) as name:
        yield FilledDatabase(filled.fill(), name)


@pytest.fixture
def attacker(house):
    """A raw connection as the application's role, with no ticket. Whatever it did is undone."""
    with databases.as_application(house.name) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def landlord(house):
    """A raw connection as the tables' owner, who sees all."""
    with databases.as_owner(house.name) as connection:
        yield connection
