"""How values of a reckoning are written: as they are told, unless nobody would read all of their digits."""

import pytest

from commonpractice.interfaces.web.follow.naming import item_words
from commonpractice.interfaces.web.steps import steps, value

WRITTEN = """
number           | unit            | written
36632.14         | £ a month       | £36,632.14 a month
8220211.3784     | £ a year        | £8,220,211.3784 a year
-393940.1371605  | £ a year        | −£393,940.14 a year
0.125            | £ a patient     | £0.125 a patient
564.4573388466   | points          | 564.46 points
564.5            | points          | 564.5 points
99.995000001     | points          | 100.00 points
0.0516129032     | of it           | 0.0516 of it
1.0053           | of the national list | 1.0053 of the national list
66646.76         | weighted patients | 66,646.76 weighted patients
"""
ROWS = [tuple(map(str.strip, line.split("|"))) for line in WRITTEN.strip().splitlines()[1:]]


@pytest.mark.parametrize(("number", "unit", "written"), ROWS)
def test_a_value_is_written_with_its_unit(number, unit, written):
    assert value(number, unit) == written


def test_a_step_says_where_it_is_shorter_than_what_the_sum_goes_on_with():
    told = [
        {"words": "Points, as counted by then", "value": "564.4573388466", "unit": "points"},
        {"words": "Worth", "value": "129825.19", "unit": "£ a year"},
    ]
    assert [(step.value, step.shortened) for step in steps(told)] == [
        ("564.46 points", True),
        ("£129,825.19 a year", False),
    ]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("landlord.Dr Margaret O’Neill-Ogunbiyi", "Rent to Dr Margaret O’Neill-Ogunbiyi"),
        ("centre.result", "The centre’s surplus or deficit"),
        ("global_sum", "Global sum"),
    ],
)
def test_what_a_posting_is_for_is_said_in_words_with_names_as_they_are_written(item, words):
    assert item_words(item) == words
