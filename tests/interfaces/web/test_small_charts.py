"""Many small charts: one indicator at every surgery, or every indicator of a surgery, with one table."""

from time import perf_counter

import pytest
from django.template import engines

from commonpractice.foundations import spc
from commonpractice.interfaces.web.charts import small
from commonpractice.interfaces.web.charts.small import Small
from commonpractice.interfaces.web.charts.words import Tone
from tests.interfaces.web import svg
from tests.interfaces.web.test_control_charts import CALM, charted

UP, DOWN = [*CALM[:-1], 0.8], [*CALM[:-1], 0.6]
SURGERIES = [
    Small("Calm", charted(CALM, target=0.75), "/calm/"),
    Small("Worse", charted(DOWN, target=0.5)),
    Small("Better", charted(UP, target=0.9)),
    Small("New", charted([0.7])),
    Small("Nothing", charted([])),
]


def picture(smalls=SURGERIES, one_scale=True):
    return small.picture(smalls, id="all", title="Blood pressure", each_is="Surgery", one_scale=one_scale)


def test_each_has_its_last_value_its_icons_and_what_they_mean():
    calm, worse, better, new, nothing = picture().cells
    assert [cell.value for cell in (calm, worse, better, new, nothing)] == [
        "69.5%",
        "60.0%",
        "80.0%",
        "70.0%",
        "",
    ]
    assert [cell.tone for cell in (calm, worse, better)] == [Tone.COMMON, Tone.CONCERN, Tone.IMPROVEMENT]
    labels = [svg.read(icon).get("aria-label") for icon in worse.icons]
    assert labels == ["Special cause: a concern, with lower values", "Target: met every time, as things are"]
    assert new.icons == nothing.icons == ()
    assert calm.address == "/calm/"


def heights(cell):
    """Where the course of a small chart begins and ends."""
    (course,) = (path.get("d") for path in svg.read(cell.drawn).iter("path") if path.get("stroke-linejoin"))
    return [float(pair.split()[1]) for pair in course[1:].replace("M", "L").split("L")]


def test_on_one_scale_a_value_has_one_height_and_on_its_own_each_fills_its_room():
    calm, worse, better = picture().cells[:3]
    assert heights(calm)[0] == heights(worse)[0] == heights(better)[0]
    assert heights(better)[-1] < heights(calm)[-1] < heights(worse)[-1]
    own = picture(one_scale=False)
    assert heights(own.cells[0])[0] != heights(own.cells[1])[0]
    assert "a scale of its own" in own.scale
    assert picture().scale.startswith("All are drawn to one scale, from ")


def test_it_is_drawn_within_its_frame_without_letters():
    for cell in (*picture().cells, *picture(one_scale=False).cells):
        if cell.drawn:
            root = svg.read(cell.drawn)
            width, height = svg.size(root)
            assert svg.words(root) == []
            assert all(0 <= y <= height for y in heights(cell))
            assert width == small.WIDTH
    assert svg.read(picture().cells[0].drawn).get("aria-label") == "36 points, April 2023 to March 2026"


def test_signals_and_the_last_point_are_marked():
    def marked(cell):
        root = svg.read(cell.drawn)
        diamonds = [path for path in root.iter("path") if path.get("d").endswith("z") and path.get("stroke")]
        return len(list(root.iter("circle"))), len(diamonds)

    calm, worse, *_ = picture().cells
    assert marked(calm) == (1, 0)
    assert marked(worse) == (0, 1)


def test_concerns_come_first_and_those_without_figures_last():
    assert [one.label for one in small.worst_first(SURGERIES)] == [
        "Worse",
        "Better",
        "Calm",
        "New",
        "Nothing",
    ]


def test_they_are_counted():
    assert picture().says == "Of 5: 1 with a concern, 1 with an improvement."
    assert picture(SURGERIES[:1]).says == "Of 1, none has a signal now."
    assert picture([]).says == "Of 0, none has a signal now."


def test_their_table_has_every_one():
    one = picture()
    assert one.headings[0] == "Surgery"
    assert one.rows[1] == (
        "Worse",
        (
            "60.0%",
            "Special cause: a concern, with lower values",
            "50.0%: met every time, as things are",
            "70.7%",
            "65.9%",
            "75.4%",
            "36",
        ),
    )
    assert one.rows[3] == ("New", ("70.0% in April 2023", "One point", "–", "70.0%", "–", "–", "1"))
    assert one.rows[4] == ("Nothing", ("–", "No figures yet", "–", "–", "–", "–", "0"))
    (trial,) = picture([Small("Short", charted(CALM[:8]))]).rows
    assert trial[1][1] == "Common cause: no significant change (trial limits)"


def test_re_based_limits_that_step_are_a_room_each():
    cell = picture([Small("x", charted(CALM, rebased_at=[14]))], one_scale=False).cells[0]
    rooms = [path for path in svg.read(cell.drawn).iter("path") if path.get("fill") == "#e8edee"]
    assert len(rooms) == 2


@pytest.mark.parametrize("count", [38, 50])
def test_a_page_of_them_takes_some_hundredths_of_a_second(count):
    many = [
        Small(f"Surgery {n}", charted([value + n / 1000 for value in CALM], target=0.7)) for n in range(count)
    ]
    picture(many)
    began = perf_counter()
    picture(many)
    assert perf_counter() - began < 0.1


def test_a_page_has_each_once_and_links_where_it_leads():
    html = (
        engines["jinja"]
        .from_string('{% from "charts/small.jinja" import small_charts %}{{ small_charts(one) }}')
        .render({"one": picture()})
    )
    assert html.count("cp-small__drawn") == 4
    assert html.count("No figures yet") == 2
    assert '<a href="/calm/">Calm</a>' in html
    assert html.count("<tr ") == 6
    assert "style=" not in html


def test_variation_of_counts_keeps_its_scale():
    one = charted([n % 3 for n in range(24)], spc.Better.LOWER, scale=small.Scale(decimals=0, least=0))
    (cell,) = picture([Small("x", one)]).cells
    assert cell.value == "2"


def test_a_chart_that_ends_before_the_others_says_when_and_an_empty_one_says_why():
    early = Small("Early", charted(CALM[:-3]))
    kept_back = Small("Kept back", charted([]), without="Stays at the surgery")
    found = picture([SURGERIES[0], early, kept_back])
    assert [cell.is_late for cell in found.cells] == [False, True, False]
    assert found.rows[1][1][0].endswith(f" in {found.cells[1].when}")
    assert found.rows[2][1][1] == found.cells[2].without == "Stays at the surgery"
    html = (
        engines["jinja"]
        .from_string('{% from "charts/small.jinja" import small_charts %}{{ small_charts(found) }}')
        .render({"found": found})
    )
    assert html.count("cp-small__when") == 1
    assert "Stays at the surgery" in html
