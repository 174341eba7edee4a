"""Funnel plots drawn by hand: every unit in its place, those outside named, the lowest z first below."""

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.foundations import funnel
from commonpractice.foundations.funnel import Limits, Placed
from commonpractice.foundations.spc import Better
from commonpractice.interfaces.web.charts import compared, funnels, shapes
from commonpractice.interfaces.web.charts.compared import Compared, Standing
from commonpractice.interfaces.web.charts.facts import NotAChart
from tests.interfaces.web import svg

BY = funnel.published()

# All together 890 of 1,200: Elm Road far below, Old Mill far above, three like the rest, one empty.
SURGERIES = {
    "Elm Road": (200, 400),
    "Old Mill": (390, 400),
    "Station": (150, 200),
    "Parkside": (76, 100),
    "Newtown": (74, 100),
    "Not yet open": (0, 0),
}


def of(counts, better=Better.HIGHER, *, overdispersion=False, **more):
    found = funnel.proportions(list(counts.values()), by=BY, overdispersion=overdispersion)

    def limits_at(size):
        return funnel.proportion_limits(size, found.target, found.between, BY)

    return Compared(
        "Indicator", tuple(counts), tuple(counts.values()), found, limits_at, better, "Patients", **more
    )


def drawn(one):
    roots = [svg.read(each) for each in funnels.picture(one, id="plot").drawings]
    for root in roots:
        svg.check(root)
    return roots


COUNTS = some.integers(1, 3000).flatmap(lambda whole: some.tuples(some.integers(0, whole), some.just(whole)))


@given(some.lists(COUNTS, min_size=1, max_size=38), some.booleans())
def test_every_unit_stands_in_its_place(counts, overdispersion):
    named = {f"Surgery {number}": count for number, count in enumerate(counts)}
    for root in drawn(of(named, overdispersion=overdispersion)):
        width, height = svg.size(root)
        places = {tip.partition(":")[0]: (x, y) for _, x, y, tip in svg.marks(root)}
        assert set(places) == set(named)
        assert all(0 < x < width and 0 < y < height for x, y in places.values())
        for name, (part, whole) in named.items():
            for other, (other_part, other_whole) in named.items():
                if whole > other_whole:
                    assert places[name][0] >= places[other][0]
                if part / whole > other_part / other_whole + 0.05:
                    assert places[name][1] < places[other][1], "up on the page is a smaller y"


LINES = Limits(lower_95=0.4, upper_95=0.6, lower_998=0.3, upper_998=0.7)


@pytest.mark.parametrize(
    ("value", "standing", "shape"),
    [
        (0.50, Standing.WITHIN, "dot"),
        (0.60, Standing.WITHIN, "dot"),  # on a limit
        (0.61, Standing.ABOVE_95, "up"),
        (0.70, Standing.ABOVE_95, "up"),
        (0.71, Standing.ABOVE_998, "diamond"),
        (0.40, Standing.WITHIN, "dot"),
        (0.39, Standing.BELOW_95, "down"),
        (0.30, Standing.BELOW_95, "down"),
        (0.29, Standing.BELOW_998, "diamond"),
        (None, Standing.WITHIN, "dot"),
    ],
)
def test_a_unit_stands_where_its_limits_say(value, standing, shape):
    found = compared.standing(Placed(value, LINES, 1.0))
    assert (found, found.shape) == (standing, shape)


def test_those_outside_are_named_and_the_others_are_not():
    for root in drawn(of(SURGERIES)):
        said = svg.words(root)
        assert {"Elm Road", "Old Mill"} <= set(said)
        assert not {"Station", "Parkside", "Newtown", "Not yet open"} & set(said)


def test_whoever_looks_finds_their_own_with_a_ring_round_it():
    for root in drawn(of(SURGERIES, always_named=frozenset(["Station"]))):
        assert "Station" in svg.words(root)
        (ring,) = (circle for circle in root.iter("circle") if circle.get("fill") == "none")
        places = {tip.partition(":")[0]: (x, y) for _, x, y, tip in svg.marks(root)}
        assert (float(ring.get("cx")), float(ring.get("cy"))) == places["Station"]


def test_names_without_room_are_counted_and_are_in_the_table():
    alike = {f"The Surgery of Saint Bartholomew {n}": (50, 500) for n in range(20)}
    alike |= {f"Like the rest {n}": (450, 500) for n in range(20)}
    one = of(alike)
    for root in drawn(one):
        said = svg.words(root)
        named = sum(1 for words in said if words.startswith(("The Surgery", "Like the")))
        assert f"{40 - named} more: see the table" in said
    assert len(funnels.picture(one, id="plot").rows) == 40


def test_curves_are_the_limits_at_every_size():
    """Read off the drawing: at the ends of each curve, and at the unit of 400, as far as a pixel tells."""
    one = of(SURGERIES)
    wide, _ = drawn(one)
    places = {tip.partition(":")[0]: (x, y) for _, x, y, tip in svg.marks(wide)}
    (low_y, low), (high_y, high) = (places["Elm Road"][1], 0.5), (places["Old Mill"][1], 0.975)

    def value(y):
        return low + (y - low_y) / (high_y - low_y) * (high - low)

    curves = svg.lines(wide, None) + svg.lines(wide, "5 3")
    names = ("lower_998", "upper_998", "lower_95", "upper_95")
    for name, curve in zip(names, curves, strict=True):
        points = [tuple(map(float, pair.split())) for pair in curve[1:].split("L")]
        for size, (_, y) in ((85.0, points[0]), (408.0, points[-1])):
            assert value(y) == pytest.approx(getattr(one.limits_at(size), name), abs=0.002)


def test_its_table_has_the_lowest_first_and_those_without_a_place_last():
    rows = funnels.picture(of(SURGERIES), id="plot").rows
    assert [label for label, _ in rows] == [
        "Elm Road",
        "Newtown",
        "Station",
        "Parkside",
        "Old Mill",
        "Not yet open",
    ]
    assert rows[0][1] == (
        "50.0%",
        "Below the 99.8% limit: worse than the rest",
        "400",
        "−10.09",  # (asin √0.5 − asin √(890/1200)) × 2 × √400
        "69.8% to 78.3%",
        "67.1% to 80.6%",
    )
    assert rows[4][1][1] == "Above the 99.8% limit: better than the rest"
    assert rows[5][1] == ("–", "Nobody to count", "0", "–", "–", "–")


def test_what_is_good_goes_by_the_measure():
    rows = funnels.picture(of(SURGERIES, Better.LOWER), id="plot").rows
    assert rows[0][1][1] == "Below the 99.8% limit: better than the rest"
    rows = funnels.picture(of(SURGERIES, Better.NEITHER), id="plot").rows
    assert rows[0][1][1] == "Below the 99.8% limit: other than the rest"


def test_it_is_told_in_words():
    one = funnels.picture(of(SURGERIES), id="plot")
    assert one.says == (
        "5 in all. All together: 74.2%. Elm Road is below the 99.8% limit: worse than the rest; "
        "Old Mill is above the 99.8% limit: better than the rest."
    )
    assert one.notes == ("Not drawn, with nobody to count: Not yet open.",)
    assert svg.read(one.drawings[0]).find("desc").text == one.says
    alike = funnels.picture(of({"A": (50, 100), "B": (50, 100)}), id="plot")
    assert alike.says.endswith("All are within the limits.")
    assert "over-dispersion" in funnels.picture(of(SURGERIES, overdispersion=True), id="plot").notes[0]


def test_nobody_anywhere_is_no_plot():
    one = funnels.picture(of({"A": (0, 0), "B": (0, 0)}), id="plot")
    assert (one.says, one.drawings, one.key) == ("No figures yet.", (), ())
    assert len(one.rows) == 2


def test_units_that_do_not_fit_their_funnel_cannot_be_compared():
    found = funnel.proportions([(1, 2), (3, 4)], by=BY, overdispersion=False)
    with pytest.raises(NotAChart):
        Compared("x", ("A",), ((1, 2),), found, lambda size: LINES, Better.HIGHER, "Patients")


def test_names_are_text_and_never_markup():
    evil = "<b>Elm & Oak</b>"
    one = funnels.picture(of({evil: (20, 400), "Old Mill": (390, 400), "Station": (150, 200)}), id="plot")
    for each in one.drawings:
        assert "<b>" not in each
        assert evil in svg.words(svg.read(each))


def test_a_page_has_the_plot_its_key_and_its_table():
    html = (
        engines["jinja"]
        .from_string('{% from "charts/funnel.jinja" import funnel_plot %}{{ funnel_plot(one) }}')
        .render({"one": funnels.picture(of(SURGERIES), id="plot")})
    )
    assert html.count('<svg class="cp-drawn ') == 2
    assert html.count("<tr ") == 7
    assert "All together 74.2%" in html
    assert "style=" not in html
    assert shapes.INK in html
