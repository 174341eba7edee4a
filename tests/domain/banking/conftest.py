"""Two Rivers with its months open, and somebody acting for all of it."""

import pytest
from django.db import connection

from tests.domain.partnerships import TwoRivers, acting, two_rivers


@pytest.fixture
def rivers(db) -> TwoRivers:
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture(scope="session")
def sample(published_data) -> bytes:
    """The real statement of November 2023, as if it were of A."""
    path = published_data / "samples" / "pcse_statement" / "gpp_payments_expanded_2023-11_redacted.txt"
    return path.read_bytes().replace(b"X99999", b"A1")
