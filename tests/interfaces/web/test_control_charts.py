"""Control charts drawn by hand: every point in its place, signals told by shape, colour and words."""

import re
from datetime import date, timedelta
from itertools import pairwise
from time import perf_counter

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.foundations import spc
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.charts import control, icons, shapes, words
from commonpractice.interfaces.web.charts.charted import NUMBERS, PARTS, Charted, Scale
from commonpractice.interfaces.web.charts.facts import NotAChart
from commonpractice.interfaces.web.charts.words import Tone
from tests.interfaces.web import svg

BY = spc.making_data_count()
HIGHER, LOWER, NEITHER = spc.Better.HIGHER, spc.Better.LOWER, spc.Better.NEITHER
CALM = [0.71 + 0.015 * ((n * 7) % 5 - 2) / 2 for n in range(36)]
FIRST = Month(2023, 4)
MEAN, LIMIT, TRIAL, TARGET = None, "5 3", "1.5 3", "10 3 2 3"


def charted(
    values, better=HIGHER, *, target=None, scale=PARTS, without=(), reasons=(), name="Indicator", **how
):
    months = [FIRST + n for n in range(len(values) + len(without)) if n not in without]
    chart = spc.xmr(values, by=BY, screen=True, **how) if values else None
    return Charted(name, tuple(months), chart, better, scale, target, reasons)


def drawn(one):
    """The drawing for a desk and the one for a telephone, looked through."""
    roots = [svg.read(each) for each in control.picture(one, id="chart").drawings]
    for root in roots:
        svg.check(root)
    return roots


@given(some.lists(some.integers(0, 1000).map(lambda n: n / 1000), min_size=1, max_size=48))
def test_every_point_stands_in_its_place(values):
    for root in drawn(charted(values, target=0.5)):
        width, height = svg.size(root)
        marks = svg.marks(root)
        assert len(marks) == len(values)
        assert all(0 < x < width and 0 < y < height for _, x, y, _ in marks)
        for (value, (_, x, y, _)), (later, (_, then_x, then_y, _)) in pairwise(
            zip(values, marks, strict=True)
        ):
            assert then_x > x
            if abs(later - value) > 0.02:
                assert (later - value) * (then_y - y) < 0, "up on the page is a smaller y"


@pytest.mark.parametrize("target", [None, 0.75])
def test_it_is_drawn_for_a_desk_and_for_a_telephone(target):
    wide, narrow = drawn(charted(CALM, target=target))
    assert svg.size(wide)[0] == 640
    assert svg.size(narrow)[0] <= 288, "what a page of 320 pixels has for it"
    assert "Mean 71.0%" in svg.words(wide)
    assert "Mean 71.0%" not in svg.words(narrow), "its key says so"


# Of a calm series with a mean of 0.71, what is done to its last points, and how they then look.
CHANGED = {
    "outside, above": (lambda n, v: 0.80 if n == 35 else v, "4 corners", "above the upper limit"),
    "outside, below": (lambda n, v: 0.60 if n == 35 else v, "4 corners", "below the lower limit"),
    "a rise": (lambda n, v: v if n < 28 else 0.70 + 0.005 * (n - 28), "3 corners", "in a steady rise"),
    "a fall": (lambda n, v: v if n < 28 else 0.72 - 0.005 * (n - 28), "3 corners", "in a steady fall"),
    "a run above": (lambda n, v: v if n < 28 else 0.722 + 0.003 * (n % 2), "dome", "in a run above the mean"),
    "a run below": (lambda n, v: v if n < 28 else 0.698 - 0.003 * (n % 2), "dome", "in a run below the mean"),
    "near": (
        lambda n, v: {33: 0.752, 34: 0.725, 35: 0.752}.get(n, v),
        "4 corners",
        "two of three near the upper",
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_signal_has_a_shape_and_words_of_its_own(case):
    change, shape, said = CHANGED[case]
    values = [change(n, value) for n, value in enumerate(CALM)]
    one = charted(values)
    for root in drawn(one):
        last_shape, _, _, tip = svg.marks(root)[-1]
        assert last_shape == shape
        assert said in tip.lower()
        assert svg.marks(root)[0][0] == "circle"
    assert said in control.picture(one, id="chart").rows[-1][1][1].lower()
    assert any(said in told.lower() for _, told in control.picture(one, id="chart").key)


def test_every_signal_either_way_has_a_shape_that_no_other_has_in_its_chart():
    both = [(signal, side) for signal in spc.Signal for side in spc.Side]
    assert set(words.SIGNALS) == set(both)
    for side in spc.Side:
        found = [shapes.shape_of(signal, side) for signal in spc.Signal]
        assert len({*found, "dot"}) == len(found) + 1
        assert all(shapes.mark(shape, 5, 5, 4, Tone.CONCERN) for shape in found)


@pytest.mark.parametrize(
    ("better", "last", "tone"),
    [
        (HIGHER, 0.8, Tone.IMPROVEMENT),
        (HIGHER, 0.6, Tone.CONCERN),
        (LOWER, 0.8, Tone.CONCERN),
        (LOWER, 0.6, Tone.IMPROVEMENT),
        (NEITHER, 0.8, Tone.NEUTRAL),
        (NEITHER, 0.6, Tone.NEUTRAL),
    ],
)
def test_good_and_bad_news_are_told_by_filling_and_by_words(better, last, tone):
    one = charted([*CALM[:-1], last], better)
    filling, outline = shapes.PAINT[tone]
    for root in drawn(one):
        assert [
            path for path in root.iter("path") if (path.get("fill"), path.get("stroke")) == (filling, outline)
        ]
    assert control.picture(one, id="chart").rows[-1][1][1].endswith(tone.words)


def test_a_concern_can_be_told_from_an_improvement_without_colour():
    """By how dark its filling is: the one is three times as light as the other (WCAG's contrast)."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one, other):
        pair = sorted((light(one), light(other)))
        return (pair[1] + 0.05) / (pair[0] + 0.05)

    assert contrast(shapes.PAINT[Tone.CONCERN][0], shapes.PAINT[Tone.IMPROVEMENT][0]) > 2.4
    for _, outline in shapes.PAINT.values():
        assert contrast(outline, "#ffffff") >= 3
    for line in (shapes.INK, shapes.LINE, shapes.TARGET):
        assert contrast(line, "#ffffff") >= 3
    assert contrast(shapes.INK, shapes.PAINT[Tone.CONCERN][0]) >= 4.5, "a letter on an icon"
    assert contrast("#ffffff", shapes.PAINT[Tone.IMPROVEMENT][0]) >= 4.5


def test_limits_of_xmr_are_level():
    wide, _ = drawn(charted(CALM, target=0.75))
    assert [path.count("V") for path in svg.lines(wide, LIMIT)] == [0, 0]
    assert len(svg.lines(wide, TARGET, shapes.TARGET)) == 1


def test_limits_of_a_p_chart_step_with_the_denominators():
    counts = [(20, 200), (22, 200), (40, 400), (41, 400), (19, 200)] * 4
    months = tuple(FIRST + n for n in range(20))
    wide, _ = drawn(Charted("p", months, spc.p(counts, by=BY), LOWER))
    # of five points two steps, to the larger denominator and back
    assert [path.count("V") for path in svg.lines(wide, LIMIT)] == [2 * 4] * 2
    assert [path.count("V") for path in svg.lines(wide, MEAN)] == [0]


def test_re_based_limits_are_new_lines_and_their_reason_is_said():
    values = [value + (0.1 if n >= 14 else 0) for n, value in enumerate(CALM)]
    one = charted(
        values, rebased_at=[14, 30], baseline=range(12), reasons=("recalls began (Dr Lee)", "A nurse joined.")
    )
    wide, narrow = drawn(one)
    assert len(svg.lines(wide, MEAN)) == 3
    assert (len(svg.lines(wide, LIMIT)), len(svg.lines(wide, TRIAL))) == (4, 2)
    assert {"Baseline", "New baseline", "New trial limits"} <= set(svg.words(wide))
    assert "Baseline" in svg.words(narrow)
    assert control.picture(one, id="chart").notes == (
        "Mean and limits come from the baseline, April 2023 to March 2024.",
        "New limits from June 2024: recalls began (Dr Lee).",
        "Mean and limits come from the baseline, June 2024 to May 2025.",
        "New limits from October 2025: A nurse joined.",
        "Trial limits: fewer than 12 points. Decide nothing by them yet.",
    )


@pytest.mark.parametrize(("points", "is_said"), [(11, True), (12, False)])
def test_trial_limits_are_said_to_be(points, is_said):
    one = charted(CALM[:points])
    wide, _ = drawn(one)
    assert ("Trial limits" in svg.words(wide)) is is_said
    assert bool(svg.lines(wide, TRIAL)) is is_said
    assert any("fewer than 12 points" in note for note in control.picture(one, id="chart").notes) is is_said


def test_a_limit_that_no_value_can_reach_is_not_drawn_and_that_is_said():
    high = [min(1.0, 0.985 + 0.02 * ((n * 5) % 7 - 3) / 3) for n in range(30)]
    one = charted(high)
    assert one.points[-1].limits.upper > 1
    wide, _ = drawn(one)
    assert len(svg.lines(wide, LIMIT)) == 1
    assert "102%" not in svg.words(wide)
    assert control.picture(one, id="chart").notes == (
        "An upper limit above 100.0% is not drawn: no value can be there.",
    )
    assert control.picture(charted([1 - value for value in high]), id="chart").notes == (
        "A lower limit below 0.0% is not drawn: no value can be there.",
    )


def test_one_point_has_a_mean_and_no_more():
    one = control.picture(charted([0.43], target=0.5), id="chart")
    assert one.says == "One point, April 2023: 43.0%. The target is 50.0%."
    assert one.icons == ()
    assert one.notes == ("A single point has a mean and no limits.",)
    assert one.rows == (("April 2023", ("43.0%", "None", "43.0%", "–", "–")),)
    wide, _ = drawn(charted([0.43]))
    assert svg.lines(wide, LIMIT) == svg.lines(wide, TRIAL) == []


def test_no_points_are_said_to_be_none():
    one = control.picture(charted([]), id="chart")
    assert (one.says, one.drawings, one.icons, one.key, one.rows) == ("No figures yet.", (), (), (), ())


def test_a_missing_month_is_a_gap():
    wide, _ = drawn(charted(CALM[:20], without=(5, 6, 12)))
    (course,) = (
        path.get("d")
        for path in wide.iter("path")
        if path.get("stroke") == shapes.LINE and path.get("stroke-width") == "1.5"
    )
    assert course.count("M") == 3
    xs = [x for _, x, _, _ in svg.marks(wide)]
    assert xs[5] - xs[4] == pytest.approx(3 * (xs[1] - xs[0]), abs=0.4)


def test_days_between_events_stand_at_their_days():
    days = tuple(date(2025, 1, 1) + timedelta(days=n) for n in (0, 10, 30, 40))
    one = Charted(
        "Days", days, spc.t([5, 10, 20, 10], by=BY, screen=True), HIGHER, Scale(after=" days", decimals=0)
    )
    wide, _ = drawn(one)
    xs = [x for _, x, _, _ in svg.marks(wide)]
    assert xs[2] - xs[1] == pytest.approx(2 * (xs[1] - xs[0]), abs=0.2)
    assert "10 Feb 25" in svg.words(wide)
    assert control.picture(one, id="chart").headings[0] == "Day"


def test_what_it_says_stands_in_the_drawing():
    one = control.picture(charted([*CALM[:-1], 0.6], target=0.75), id="chart")
    assert one.says == (
        "36 points from April 2023 to March 2026. The last is 60.0%, the mean 70.7%, limits 65.9% to 75.4%. "
        "Special cause: a concern, with lower values. "
        "The target is 75.0%. Target: met or missed by chance. 1 point is a signal."
    )
    for each in one.drawings:
        root = svg.read(each)
        ids = {element.get("id"): element.text for element in root if element.get("id")}
        assert ids[root.get("aria-labelledby")] == "Indicator"
        assert ids[root.get("aria-describedby")] == one.says


def test_its_table_has_every_point_with_its_lines_and_its_flag():
    one = charted([*CALM[:-1], 0.6])
    rows = control.picture(one, id="chart").rows
    assert len(rows) == 36
    assert rows[0] == ("April 2023", ("69.5%", "None", "70.7%", "65.9%", "75.4%"))
    assert rows[-1][1][:2] == ("60.0%", "Below the lower limit: a concern")


def test_icons_mean_what_making_data_count_means():
    def told(values, better, target):
        return [icon.words for icon in control.picture(charted(values, better, target=target), id="c").icons]

    assert told(CALM, HIGHER, 0.5) == [
        "Common cause: no significant change",
        "Target: met every time, as things are",
    ]
    assert told(CALM, LOWER, 0.5)[1] == "Target: missed every time, as things are"
    assert told(CALM, HIGHER, 0.72)[1] == "Target: met or missed by chance"
    assert told(CALM, NEITHER, 0.72) == ["Common cause: no significant change"]
    assert told([*CALM[:-1], 0.8], LOWER, None) == ["Special cause: a concern, with higher values"]


def test_every_icon_is_told_in_words_and_has_its_letter():
    for kind in spc.Variation:
        root = svg.read(icons.variation(kind))
        assert root.get("aria-label") == words.VARIATIONS[kind]
        letters = {"high": ["H"], "low": ["L"]}.get(kind.value.rpartition("_")[2], [])
        assert svg.words(root) == letters
    for kind, letter in zip(spc.Assurance, "PF?", strict=True):
        root = svg.read(icons.assurance(kind))
        assert (root.get("aria-label"), svg.words(root)) == (words.ASSURANCES[kind], [letter])
    assert svg.read(icons.assurance(spc.Assurance.PASS, is_decoration=True)).get("aria-hidden") == "true"


def test_names_are_text_and_never_markup():
    evil = '<script>alert(1)</script> & "more"'
    one = control.picture(charted(CALM, name=evil), id="chart")
    for each in one.drawings:
        assert "<script" not in each
        assert svg.read(each).find("title").text == evil


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": (FIRST, FIRST + 1)},
        {"when": (FIRST, FIRST + 1, FIRST + 1)},
        {"when": (FIRST + 2, FIRST + 1, FIRST)},
        {"reasons": ("there is no new period",)},
    ],
)
def test_what_does_not_fit_cannot_be_charted(wrong):
    given_ = {"when": (FIRST, FIRST + 1, FIRST + 2), **wrong}
    with pytest.raises(NotAChart):
        Charted("Indicator", chart=spc.xmr([1, 2, 3], by=BY, screen=True), better=HIGHER, **given_)


def test_counts_and_values_below_nil_are_drawn_too():
    wide, _ = drawn(charted([-12_000 + 900 * ((n * 7) % 5) for n in range(24)], scale=Scale(decimals=0)))
    assert "−10,000" in svg.words(wide)
    wide, _ = drawn(charted([0] * 14, LOWER, scale=NUMBERS))
    assert svg.words(wide)[:2] == ["0", "1"]


def page(source, **what):
    return engines["jinja"].from_string(source).render(what)


def test_a_page_has_the_drawing_its_key_its_notes_and_its_table():
    found = [
        control.picture(charted(CALM[:8], target=0.72, name=f"No. {n}"), id=f"chart-{n}") for n in (1, 2)
    ]
    html = page(
        '{% from "charts/control.jinja" import control_chart %}'
        "{% for one in found %}{{ control_chart(one) }}{% endfor %}",
        found=found,
    )
    assert html.count('<svg class="cp-drawn ') == 4
    assert html.count("<tr ") == 2 * 9
    assert html.count("Decide nothing by them yet") == 2
    assert "style=" not in html
    assert "<script" not in html
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert "No figures yet." in page(
        '{% from "charts/control.jinja" import control_chart %}{{ control_chart(one) }}',
        one=control.picture(charted([]), id="none"),
    )


def test_both_drawings_of_36_points_take_a_few_milliseconds():
    one = charted(CALM, target=0.75)
    control.picture(one, id="chart")
    began = perf_counter()
    for _ in range(20):
        control.picture(one, id="chart")
    assert (perf_counter() - began) / 20 < 0.01
