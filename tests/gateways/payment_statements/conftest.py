"""The one real statement that there is: of November 2023, its practice and persons masked."""

import pytest


@pytest.fixture(scope="session")
def sample(published_data) -> bytes:
    """The bytes of the sample statement."""
    return (
        published_data / "samples" / "pcse_statement" / "gpp_payments_expanded_2023-11_redacted.txt"
    ).read_bytes()
