"""Names from registers that hold capitals alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.interfaces.web.published.presenters.naming import named


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("MIDLANDS MEDICAL PARTNERSHIP", "Midlands Medical Partnership"),
        ("EATON WOOD MEDICAL CENTRE, 1128 TYBURN RD", "Eaton Wood Medical Centre, 1128 Tyburn Rd"),
        ("NHS BIRMINGHAM AND SOLIHULL ICB - 15E", "NHS Birmingham and Solihull ICB - 15E"),
        ("BAGARY'S MEDICAL PRACT.", "Bagary's Medical Pract."),
        ("DR O'NEILL & PARTNERS", "Dr O'Neill & Partners"),
        ("DR MCARDLE", "Dr McArdle"),
        ("THE VALE OF TREES", "The Vale of Trees"),
        ("THE SURGERY AT THE PARK", "The Surgery at the Park"),
        ("READING WALK-IN HEALTH CENTRE", "Reading Walk-in Health Centre"),
        ("1ST FLOOR, 2A ST JOHN'S RD", "1st Floor, 2A St John's Rd"),
        ("GP HUB (DR J SMITH)", "GP Hub (Dr J Smith)"),
        ("HEALTH CENTRE LAWSON STREET  STOCKTON-ON-TEES ", "Health Centre Lawson Street Stockton-on-Tees"),
        ("The Densham Surgery", "The Densham Surgery"),  # small letters already: as published
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_written_as_people_write_it(published, shown):
    assert named(published) == shown


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ &-'.,()0123456789", max_size=60))
def test_only_the_case_of_letters_changes(published):
    assert named(published).upper() == " ".join(published.split()) or published != published.upper()
