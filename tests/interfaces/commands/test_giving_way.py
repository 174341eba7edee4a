"""A command that the database turned back, so that another could go first, does not say that it stopped."""

import click
import psycopg
import pytest
from django.db import OperationalError

from commonpractice.interfaces.commands import runtime


def said_of(fault: Exception) -> str:
    """What a command says that ends with a fault."""
    with pytest.raises(click.ClickException) as refusal, runtime._saying_when_it_stops():
        raise fault
    return str(refusal.value)


@pytest.mark.parametrize("fault", [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure])
def test_whoever_gave_way_is_told_to_try_again(fault):
    as_django_has_it = OperationalError("deadlock detected")
    as_django_has_it.__cause__ = fault("deadlock detected")
    for each in (fault("deadlock detected"), as_django_has_it):
        assert "had to give way. Nothing of it has been kept; run it again." in said_of(each)


@pytest.mark.parametrize("fault", [OperationalError, psycopg.OperationalError])
def test_a_database_that_stopped_is_another_thing(fault):
    assert "The database stopped while this was being done (gone)" in said_of(fault("gone"))
