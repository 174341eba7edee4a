"""Surgeries in words: how many there are, and since when or until when one belongs."""

from datetime import date

import pytest

from commonpractice.domain.partnership.facts import SurgeryKind, SurgerySummary
from commonpractice.foundations.dated import Period
from commonpractice.interfaces.web.places import Stay, in_words, left_on, stay
from commonpractice.interfaces.web.surgery import choosing

MARCH = {"first": date(2025, 3, 1), "last": date(2025, 3, 31)}
CENTRE = SurgerySummary(0, "CENTRE", "The hub", SurgeryKind.CENTRE)
ASH, BAY, ASPEN = (
    SurgerySummary(number, f"M8100{number}", name, SurgeryKind.SURGERY)
    for number, name in enumerate(("Ash Tree", "Bay Road", "Aspen"), 1)
)


@pytest.mark.parametrize(
    ("memberships", "told"),
    [
        ([], Stay(here=True)),
        ([Period(date(2015, 11, 1))], Stay(here=True)),
        ([Period(date(2025, 3, 1))], Stay(here=True, words="Joined on 1 March 2025")),
        ([Period(date(2025, 4, 1))], Stay(here=False, words="Joins on 1 April 2025")),
        ([Period(date(2015, 11, 1), date(2025, 4, 1))], Stay(here=True)),  # to the month's last day
        ([Period(date(2015, 11, 1), date(2025, 3, 31))], Stay(here=False, words="Left on 30 March 2025")),
        (
            [Period(date(2015, 11, 1), date(2020, 1, 1)), Period(date(2026, 1, 1))],
            Stay(here=False, words="Left on 31 December 2019"),
        ),
    ],
)
def test_a_stay_seen_from_march(memberships, told):
    assert stay(memberships, **MARCH) == told


@pytest.mark.parametrize(
    ("memberships", "day"),
    [
        ([], None),  # the centre
        ([Period(date(2015, 11, 1))], None),
        ([Period(date(2015, 11, 1), date(2025, 4, 1))], None),  # its last day is today
        ([Period(date(2015, 11, 1), date(2025, 3, 31))], date(2025, 3, 30)),
        ([Period(date(2015, 11, 1), date(2020, 1, 1)), Period(date(2026, 1, 1))], None),  # it comes back
    ],
)
def test_who_has_left_by_the_end_of_march(memberships, day):
    assert left_on(memberships, on=date(2025, 3, 31)) == day


@pytest.mark.parametrize(
    ("surgeries", "words"),
    [
        ([ASH], "Ash Tree"),
        ([CENTRE], "The hub"),
        ([ASH, BAY], "2 surgeries"),
        ([ASH, CENTRE], "1 surgery and the centre"),
        ([ASH, BAY, CENTRE], "2 surgeries and the centre"),
    ],
)
def test_how_many_in_words(surgeries, words):
    assert in_words(surgeries) == words


def test_a_choice_is_laid_out_by_initial_with_those_that_left_apart():
    left = {BAY.id: (Period(date(2015, 11, 1), date(2024, 1, 1)),)}
    laid = choosing.choice([ASH, ASPEN, BAY, CENTRE], left, on=date(2025, 3, 1))
    assert laid.centre == (CENTRE,)
    assert laid.by_initial == (("A", (ASH, ASPEN)),)
    assert laid.others == ((BAY, Stay(here=False, words="Left on 31 December 2023")),)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("m81002", [BAY]), (" as", [ASH, ASPEN]), ("", [ASH, ASPEN, BAY]), ("nowhere", [])],
)
def test_one_is_found_by_code_or_by_part_of_its_name(wanted, found):
    assert choosing.find([ASH, ASPEN, BAY], wanted) == found
