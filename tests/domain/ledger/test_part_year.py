"""A published year of a surgery that was in the partnership for a part of it: its months, and no others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import PublishedAccounts
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.published_year import NOTHING, PostedBefore, YearLine, spread
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.money import share
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.partnerships import FILE, NOON, acting, two_rivers

YEAR = FinancialYear(2022)
ACCOUNTS = PublishedAccounts(lines={"global_sum": 1010, "levies": 7030, "*": 1780}, control=8150, bank=8010)
SUMMER = frozenset(months(Month(2022, 4), Month(2022, 9)))


def line(amount: int, belonged: frozenset[Month] | None, key: str = "global_sum", closed=None) -> YearLine:
    return YearLine(
        7, "M85001", "Avon Surgery", key, key.title(), amount, None, closed, {"file": "f.csv"}, belonged
    )


def test_the_year_is_spread_over_all_its_months_and_those_of_membership_are_posted():
    """£100.05 over twelve months is 834 pence nine times and then 833: the first six are £50.04."""
    [(document, journals), (paid, _)] = published_year.entries(
        [line(10005, SUMMER)], year=YEAR, accounts=ACCOUNTS
    )
    assert [journal.posted_to for journal in journals] == sorted(SUMMER)
    assert [-journal.lines[1].amount for journal in journals] == [834] * 6
    assert document.title == "Global_Sum, Avon Surgery (M85001), 2022/23, as published, 6 of 12 months"
    assert (document.details["pence"], document.details["of_months"]) == (10005, 12)
    assert document.details["months"] == ["2022-04", "2022-05", "2022-06", "2022-07", "2022-08", "2022-09"]
    assert paid.details["pence"] == 6 * 834


def test_a_whole_year_says_nothing_of_months():
    for belonged in (None, frozenset(YEAR.months)):
        [(document, journals), _] = published_year.entries(
            [line(1200, belonged)], year=YEAR, accounts=ACCOUNTS
        )
        assert (document.title.split(", ")[-1], len(journals)) == ("as published", 12)
        assert "months" not in document.details


def test_of_a_surgery_that_did_not_belong_nothing_is_posted():
    assert published_year.entries([line(1200, frozenset())], year=YEAR, accounts=ACCOUNTS) == []


def test_months_in_which_the_practice_had_closed_are_not_spread_over():
    """Open to July and a member to May: a quarter of the year's each month, two of the four."""
    belonged = frozenset(months(Month(2022, 4), Month(2022, 5)))
    assert spread(line(400, belonged, closed=date(2022, 7, 15)), YEAR) == dict.fromkeys(sorted(belonged), 100)


def test_what_was_posted_before_it_was_known_that_a_surgery_left_is_taken_back():
    whole = published_year.entries([line(1200, None)], year=YEAR, accounts=ACCOUNTS)
    by_month = {journal.posted_to: journal.lines[0].amount for journal in whole[0][1]}
    before = {
        (7, "global_sum"): PostedBefore("Global sum", 1, by_month),
        (7, "paid"): PostedBefore("paid", 1, by_month),
    }
    again = published_year.entries([line(1200, SUMMER)], year=YEAR, accounts=ACCOUNTS, before=before)
    for document, journals in again:
        assert document.title.endswith(", corrected")
        assert [journal.posted_to for journal in journals] == sorted(set(YEAR.months) - SUMMER)
        assert {journal.lines[0].amount for journal in journals} == {-100}
    assert NOTHING.revisions == 0


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=3),
    st.frozensets(st.sampled_from(YEAR.months)),
)
def test_two_that_had_a_practice_one_after_the_other_post_the_whole_between_them(amounts, ours):
    """And each month's part is what it would have been in a whole year."""
    for amount in amounts:
        theirs = frozenset(YEAR.months) - ours
        mine, others = spread(line(amount, ours), YEAR), spread(line(amount, theirs), YEAR)
        assert not mine.keys() & others.keys()
        parts = dict(zip(YEAR.months, share(amount, [1] * 12), strict=True))
        assert mine | others == {month: part for month, part in parts.items() if part}


# Months of a surgery that has left.

LEFT = date(2025, 6, 30)


@pytest.fixture
def rivers(db):
    """Two Rivers, of which Brook leaves at the end of June 2025."""
    rivers = two_rivers(first=None)
    avon, brook = FILE["surgery"]
    ash, birch = FILE["partner"]
    brook = brook | {"until": LEFT, "contract": [brook["contract"][0] | {"until": LEFT}]}
    birch = birch | {name: [row | {"until": LEFT} for row in birch[name]] for name in ("membership", "share")}
    file = FILE | {"surgery": [avon, brook], "partner": [ash, birch]}
    actions.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    return rivers


def open_months(rivers, first: Month, last: Month, surgery: int | None = None, **how) -> int:
    surgeries = [surgery] if surgery else [rivers.a, rivers.b, rivers.centre]
    with acting(rivers.everything):
        return ledger.open_months(
            surgeries=surgeries, months=months(first, last), scope=rivers.everything, at=NOON, **how
        )


def test_months_after_a_surgery_has_left_are_not_opened(rivers):
    with pytest.raises(
        ledger.MonthRefused,
        match="July 2025 of Brook Surgery cannot be opened: it left the partnership on 30 June 2025",
    ):
        open_months(rivers, Month(2025, 4), Month(2025, 7))
    assert open_months(rivers, Month(2025, 4), Month(2025, 6)) == 9
    assert open_months(rivers, Month(2025, 7), Month(2025, 7), rivers.a) == 1


def test_months_after_leaving_are_opened_to_wind_the_books_up(rivers):
    assert open_months(rivers, Month(2025, 7), Month(2025, 9), rivers.b, after_leaving=True) == 3
    assert (
        open_months(rivers, Month(2025, 7), Month(2025, 9), rivers.b) == 0
    )  # they are there: nothing to open


def test_a_month_of_which_a_surgery_has_a_day_left_may_be_opened(rivers):
    assert queries.memberships(scope=rivers.everything, surgeries=[]) == {}
    assert open_months(rivers, Month(2025, 6), Month(2025, 6), rivers.b) == 1
