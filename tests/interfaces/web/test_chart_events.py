"""What happened on a day stands in a control chart with a letter, between the points that it lies between."""

import re
from dataclasses import replace
from datetime import date

import pytest

from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.charts import control
from commonpractice.interfaces.web.charts.charted import Event
from tests.interfaces.web import svg
from tests.interfaces.web.test_control_charts import CALM, charted, drawn


@pytest.mark.parametrize(
    ("on", "before", "after"),
    [
        (date(2024, 7, 3), 14, 15),  # in July, before its point: that of 31 July is the 16th
        (date(2030, 1, 1), 35, None),  # later than every point: at the end of the lines
        (date(2000, 1, 1), None, 0),
    ],
)
def test_what_happened_is_marked_between_the_points_that_it_lies_between(on, before, after):
    one = replace(charted(CALM), events=(Event(on, "Begun"), Event(on, "Done")))
    for root in drawn(one):
        xs = [x for _, x, _, _ in svg.marks(root)]
        letters = [each for each in root.iter() if each.text in ("A", "B")]
        assert [each.text for each in letters] == ["A", "B"]
        lines = [each.get("d") for each in root.iter() if each.get("stroke") == "#330072"]
        assert len(lines) == 2
        x = float(re.match(r"M([\d.]+)", lines[0])[1])
        assert before is None or xs[before] < x
        assert after is None or x < xs[after]
        assert 0 < x < svg.size(root)[0]
    picture = control.picture(one, id="chart")
    assert [told for _, told in picture.key if "Begun" in told] == [f"Begun, {day(on)}"]
    assert f"Begun on {day(on)}. Done on {day(on)}." in picture.says
