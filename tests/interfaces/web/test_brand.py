"""A surgery's colour: whatever it is, what is written on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.interfaces.web.brand import ENOUGH, brand, contrast

COLOUR = some.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOUR)
def test_text_on_any_colour_has_enough_contrast(colour):
    own = brand(colour)
    assert own.background == colour
    assert contrast(own.background, own.text) >= ENOUGH


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#005eb8", "#ffffff", 6.38),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_as_the_guidelines_reckon_it(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#005eb8;}body{display:none", "#005EB8\n"])
def test_what_is_no_colour_never_reaches_the_page(colour):
    assert brand(colour).background == "#005eb8"


def test_the_nhs_blue_takes_white_and_yellow_takes_ink():
    assert brand("#005EB8").text == "#ffffff"
    assert brand("#ffeb3b").text == "#212b32"
