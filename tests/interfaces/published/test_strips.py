"""The drawing of where a practice lies, and that its words and its shapes say the same."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonpractice.domain.published.facts import Beside, Spread
from commonpractice.interfaces.web.published.presenters import strips

TEN_TO_THIRTY = Spread(40, Decimal(10), Decimal(20), Decimal(30))


@pytest.mark.parametrize(
    ("value", "england", "said"),
    [
        ("5", "20", "lower than three quarters of peers, lower than England"),
        ("10", "20", "in the middle half of peers, below their median, lower than England"),
        ("20", "20", "the same as the peers' median, the same as England"),
        ("30", "20", "in the middle half of peers, above their median, higher than England"),
        ("30.0001", None, "higher than three quarters of peers"),
    ],
)
def test_the_words(value, england, said):
    beside = Beside(national=Decimal(england) if england else None, peers=TEN_TO_THIRTY)
    assert strips.in_words(Decimal(value), beside) == said
    assert f'aria-label="{said.replace(chr(39), "&#x27;")}"' in strips.strip(Decimal(value), beside)


@pytest.mark.parametrize("value", [None, Decimal(1)])
def test_without_a_figure_or_peers_there_is_no_drawing(value):
    assert strips.strip(value, Beside(peers=None if value else TEN_TO_THIRTY)) == ""


AMOUNTS = st.decimals(-10_000, 10_000, places=4)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS).map(sorted), AMOUNTS, st.none() | AMOUNTS)
def test_shapes_say_what_the_words_say(quartiles, value, england):
    peers = Spread(40, *quartiles)
    svg = strips.strip(value, Beside(national=england, peers=peers))
    shapes = ElementTree.fromstring(svg)
    assert (shapes.find("rect") is None) == (peers.lower == peers.upper)
    paths = [path.get("d") or "" for path in shapes.iter("path")]
    here = paths[-1]
    arrow = here in (f"M0 {strips.MIDDLE}l12 -7v14z", f"M{strips.WIDTH} {strips.MIDDLE}l-12 -7v14z")
    said = strips.in_words(value, Beside(peers=peers))
    if arrow:
        assert said == ("lower" if here.startswith("M0 ") else "higher") + " than three quarters of peers"
        return
    across = float(re.match(r"M([\d.]+) ", here)[1])
    assert 7 <= across <= strips.WIDTH - 7, "the whole diamond is within the strip"
    assume(peers.upper > peers.lower)
    pixel = 0.06  # places are rounded to a tenth of a pixel
    if said.startswith("lower"):
        assert across <= strips.LEFT + pixel
    elif said.startswith("higher"):
        assert across >= strips.RIGHT - pixel
    else:
        assert strips.LEFT - pixel <= across <= strips.RIGHT + pixel


@given(AMOUNTS, AMOUNTS, st.tuples(AMOUNTS, AMOUNTS, AMOUNTS).map(sorted))
def test_more_is_never_further_left(one, other, quartiles):
    peers = Spread(40, *quartiles)
    assume(peers.upper > peers.lower)
    lower, higher = sorted((one, other))
    assert strips._place(lower, peers) <= strips._place(higher, peers)
