"""Which invitations count, until when something done counts, and when a run makes a list."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.recalls import InvitedBy, RecallEvent, What
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules import recalling

APRIL = date(2026, 4, 1)
DAYS = some.dates(date(2026, 4, 1), date(2027, 3, 31))


def event(
    on: date, what: What = What.INVITED, codes: tuple[str, ...] = ("DM020",), back: str = ""
) -> RecallEvent:
    by = InvitedBy.LETTER if what is What.INVITED else None
    return RecallEvent(1, 7, what, by, on, codes, "", datetime(2026, 5, 1, tzinfo=UTC), "Sam", back)


def day(text: str) -> date:
    return datetime.strptime(f"{text} 2026", "%d %b %Y").replace(tzinfo=UTC).date()


# invited on                     one more counts from
COUNTS = """
    |                          |
    | 1 May                    | 8 May
    | 1 May, 2 May             | 8 May
    | 1 May, 7 May             | 8 May
    | 1 May, 8 May             |
    | 1 May, 3 May, 30 May     |
"""


@pytest.mark.parametrize("line", [line for line in COUNTS.splitlines() if line.strip()])
def test_from_when_one_more_invitation_counts(line):
    invited, from_when = (part.strip() for part in line.strip()[1:].split("|"))
    days = [day(each.strip()) for each in invited.split(",") if each.strip()]
    found = recalling.next_counts_from(days, apart=7)
    assert found == (day(from_when) if from_when else None)


def test_where_invitations_do_not_count_none_is_wanted():
    assert recalling.next_counts_from([APRIL], apart=0) is None


@given(some.lists(DAYS, min_size=1, max_size=6))
def test_whoever_is_invited_from_that_day_on_was_invited_twice_that_count(days):
    days = sorted(set(days))
    wanted = recalling.next_counts_from(days, apart=7)
    pairs = any((one - other).days >= 7 for one in days for other in days)
    assert (wanted is None) == pairs
    if wanted is not None:
        assert recalling.next_counts_from(sorted([*days, wanted]), apart=7) is None
        assert recalling.next_counts_from(sorted({*days, wanted - timedelta(days=1)}), apart=7) == wanted


# invited on            coded on              whose code has come back
CAME_BACK = """
    | 1 May             |                   |
    | 1 May             | 30 Apr            |
    | 1 May             | 1 May             | 1 May: 1 May
    | 1 May             | 9 May             | 1 May: 9 May
    | 1 May, 20 May     | 20 May            | 20 May: 20 May
    | 1 May, 20 May     | 1 May             | 1 May: 1 May
    | 1 May, 20 May     | 1 May, 20 May     | 1 May: 1 May, 20 May: 20 May
    | 1 May, 20 May     | 3 May, 22 May     | 1 May: 3 May, 20 May: 22 May
    | 1 May, 20 May     | 21 May, 22 May    | 1 May: 22 May, 20 May: 21 May
    | 1 May, 1 May      | 1 May             | 1 May: 1 May
    | 1 May             | 2 May, 3 May      | 1 May: 2 May
"""


@pytest.mark.parametrize("line", [line for line in CAME_BACK.splitlines() if line.strip()])
def test_each_coded_day_is_of_one_invitation_at_most(line):
    invited, coded, came_back = (part.strip() for part in line.strip()[1:].split("|"))
    days = [[day(each.strip()) for each in some.split(",") if each.strip()] for some in (invited, coded)]
    pairs = [each.split(":") for each in came_back.split(",") if each.strip()]
    assert recalling.came_back(*days) == {day(done.strip()): day(found.strip()) for done, found in pairs}


@given(some.lists(DAYS, max_size=4, unique=True), some.lists(DAYS, max_size=4, unique=True))
def test_as_many_have_come_back_as_there_can_be_and_of_those_that_wait_none_is_later(invited, coded):
    """The second way: every order of the coded days beside the invitations."""
    found = recalling.came_back(invited, coded)
    assert len(set(found.values())) == len(found)
    assert all(one in coded and one >= done for done, one in found.items())
    beside = [*coded, *[date.min] * len(invited)]  # date.min is nobody's
    several = itertools.permutations(range(len(beside)), len(invited))
    assert len(found) == max(
        sum(beside[place] >= done for done, place in zip(invited, places, strict=True)) for places in several
    )
    for done in set(invited) - found.keys():
        assert not any(one >= done for one in set(coded) - set(found.values()))


def test_only_invitations_that_stand_and_are_about_it_and_of_the_year_are_counted():
    events = [
        event(date(2026, 5, 9)),
        event(date(2026, 5, 9)),
        event(date(2026, 5, 1)),
        event(date(2026, 3, 31)),
        event(date(2026, 6, 1), back="Sam"),
        event(date(2026, 6, 2), codes=("HYP008",)),
        event(date(2026, 6, 3), what=What.BOOKED),
    ]
    assert recalling.invitations(events, "DM020", since=APRIL) == [date(2026, 5, 1), date(2026, 5, 9)]


@pytest.mark.parametrize(
    ("asked", "today", "makes_a_list"),
    [
        (Asked(date(2026, 10, 31), date(2027, 3, 31)), date(2026, 10, 31), True),
        (Asked(date(2026, 10, 31), date(2027, 3, 31)), date(2026, 10, 30), False),
        (Asked(date(2026, 10, 31), date(2026, 10, 31)), date(2026, 11, 1), False),
        (Asked(date(2027, 3, 31), date(2027, 3, 31)), date(2027, 4, 1), True),
        (Asked(date(2026, 10, 31), date(2028, 3, 31)), date(2026, 11, 1), False),
    ],
    ids=["today", "to come", "looking back", "the year end", "another year's end"],
)
def test_which_run_makes_a_list(asked, today, makes_a_list):
    assert recalling.of_today(asked, today) is makes_a_list


def test_what_the_nhs_pays_for_counts_from_april_and_our_own_twelve_months_back():
    told, asked = definitions().indicators, Asked(date(2026, 5, 10), date(2027, 3, 31))
    assert recalling.counts_since(told["DM020"], asked) == APRIL
    assert recalling.counts_since(told["SAF001"], asked) == date(2025, 5, 10)


def test_an_indicator_with_its_tasks_asks_them_after_everything_else():
    told = definitions().indicators["DM020"]
    with_tasks = recalling.with_tasks(told)
    assert with_tasks.adjustments[: len(told.adjustments)] == told.adjustments
    assert [reason.when for reason in with_tasks.adjustments[len(told.adjustments) :]] == [
        task.when for task in told.tasks
    ]
    assert recalling.first_task(told) == 200 + len(told.adjustments)
