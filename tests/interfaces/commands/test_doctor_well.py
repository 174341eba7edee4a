"""Where nobody has done anything all is well: without a partnership, without books, and with them.

Where nothing has happened either there is no chain, and no head to keep.
"""

from datetime import UTC, datetime

import pytest

from commonpractice.demonstration import build
from tests.domain.partnerships import two_rivers
from tests.interfaces.commands import tampering


def a_partnership() -> None:
    two_rivers(first=None)


def busy_books() -> None:
    tampering.busy_rivers()


def demonstration() -> None:
    build.build(at=datetime(2024, 6, 3, 9, tzinfo=UTC), password="a password for tests")


@pytest.mark.parametrize(
    "house",
    [
        a_partnership,
        busy_books,
        pytest.param(demonstration, marks=pytest.mark.slow),
    ],
)
def test_an_untouched_house_is_well_and_its_heads_are_proved(typed, tmp_path, house):
    house()
    file = tmp_path / "heads.json"
    said = typed("doctor", "--write-heads", file)
    assert "WRONG" not in said.output
    assert said.exit_code == 0
    assert typed("doctor", "--since", file).exit_code == 0


def test_an_empty_house_is_well_and_has_no_heads(typed, tmp_path):
    assert typed("doctor").exit_code == 0
    file = tmp_path / "heads.json"
    said = typed("doctor", "--write-heads", file)
    assert said.exit_code == 1
    assert (
        f"{file} was not written: nothing has been logged or posted yet, so there is no chain." in said.output
    )
    assert not file.exists()
