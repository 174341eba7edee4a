"""Migrations of tickets and records taken back, and made again: the database is as it was."""

import pytest
from django.core.management import call_command
from django.db import connections

from commonpractice.gateways.scoped_postgres import catalogue


def ours() -> list[str]:
    """What the catalogue says of records and of tickets."""
    lines = catalogue.write(catalogue.read(connections["owner"])).splitlines()
    return [line for line in lines if "records_" in line or "app.ticket" in line or "app.patients" in line]


@pytest.mark.slow
def test_what_is_taken_back_and_made_again_is_as_it_was(fresh_database):
    before = ours()
    assert len(before) > 100
    call_command("migrate", "scoping", "0001", database="owner", verbosity=0)
    assert not any("records_import" in line and "POLICY" in line.upper() for line in ours())
    call_command("migrate", database="owner", verbosity=0)
    assert ours() == before
