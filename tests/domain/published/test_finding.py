"""By which words a practice is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.published.rules import finding


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("wood lane", ["wood", "lane"]),
        ("B24 0SY", ["b240sy"]),
        ("wood lane b24 0sy", ["b240sy", "wood", "lane"]),
        ("b240sy", ["b240sy"]),
        ("M85063", ["m85063"]),
        ("St. Paul's", ["st", "pauls"]),
        ("  ", []),
        ("%_'; drop", ["drop"]),
    ],
)
def test_what_somebody_who_types_means(typed, terms):
    assert finding.terms(typed) == terms


def test_the_words_of_a_practice():
    words = finding.words(code="M85063", name="ST PAUL'S & WOOD LANE", postcode="B24 0SY")
    assert words == {"m85063", "st", "pauls", "wood", "lane", "b24", "0sy", "b240sy"}


@given(st.text(max_size=40), st.text(max_size=12))
def test_a_practice_is_found_by_its_own_name_and_postcode(name, postcode):
    words = finding.words(code="A81001", name=name, postcode="TS18 1HU")
    for term in finding.terms(f"{name} a81001"):
        if not any(char.isdigit() for char in term) or term in words:
            assert any(word.startswith(term) for word in words)
    assert all(term.isalnum() for term in finding.terms(postcode))
