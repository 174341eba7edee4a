"""What somebody types: codes however they are parted, or words to search by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.interfaces.web.published import typed

CODES = st.from_regex(r"[A-Z][0-9]{5}([0-9]{3})?", fullmatch=True)
BETWEEN = st.sampled_from([" ", ",", ", ", "\n", "\r\n", ";", "\t", " + ", " & ", ""])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("M85063", ("M85063",)),
        (" m85063 ", ("M85063",)),
        ("M85063, M82010;A81001", ("M85063", "M82010", "A81001")),
        ("M85063\r\nM82010\n", ("M85063", "M82010")),
        ("M85063M82010", ("M85063", "M82010")),  # a column pasted into one line
        ("M85063001M82010", ("M85063001", "M82010")),  # the first a branch
        ("M85063 M85063", ("M85063",)),
        ("M85063 wood", ("M85063", "WOOD")),
        ("", ()),
    ],
)
def test_codes_are_told_apart(text, meant):
    assert typed.codes(text) == meant


@given(st.lists(st.tuples(CODES, BETWEEN), min_size=1, max_size=30))
def test_codes_come_back_however_they_were_parted(parts):
    text = "".join(code + between for code, between in parts)
    assert typed.codes(text) == tuple(dict.fromkeys(code for code, _ in parts))
    assert typed.codes(text.lower()) == typed.codes(text)
    assert typed.is_codes(text)


@pytest.mark.parametrize("text", ["wood lane", "B24 0SY", "B24", "M8506", "M850630", "wood M85063", ""])
def test_words_are_searched_for(text):
    assert not typed.is_codes(text)


def test_a_mistyped_code_among_several_is_still_meant_as_one():
    assert typed.is_codes("M85063 M82010 M8206")
    assert not typed.is_codes("M85063 B24")
